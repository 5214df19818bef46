"""The portal's search is open to everybody, and shows to each what that one may see."""

from app.domain.catalogue.viewing import EVERYBODY
from tests.domain.catalogue.looking import a_resource
from tests.web.test_doors_by_post import KINDS

DOORS = {"portal.index", "portal.suggest", "unit_fields.suggest"}


def test_everybody_searches_and_strangers_find_what_is_public(app, desks):
    assert EVERYBODY == 0
    a_resource("量子罗盘公开名录", security_level="公开")
    a_resource("量子罗盘内部名录", security_level="内部", unit="TJJ")
    a_resource("量子罗盘机密名录", security_level="机密", unit="TJJ")

    for login in KINDS.values():
        client = desks.at(login) if login else app.test_client()
        page = client.get("/portal/?text=量子罗盘")
        names = [one["title"] for one in client.get("/portal/suggest?text=量子罗盘").json]
        assert page.status_code == 200
        for name, shown in (("公开", True), ("内部", bool(login)), ("机密", False)):
            title = f"量子罗盘{name}名录"
            assert (title in names) is shown
            assert (f"</mark>{name}名录" in page.text) is shown


def test_units_are_suggested_to_whoever_has_signed_in_and_to_no_stranger(app, desks):
    for login in KINDS.values():
        client = desks.at(login) if login else app.test_client()
        answer = client.get("/units/suggest?text=市交通委")
        assert answer.status_code == (200 if login else 302)
        if login:
            assert [one["value"] for one in answer.json] == ["市交通委"]
