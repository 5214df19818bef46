"""Every page of the portal, for every level and every viewer: what is hidden is nowhere."""

import re

import pytest

from app.domain.catalogue.services import grants
from app.foundation.database import transaction
from tests.support.catalogue import OURS, SECRET_ITEM, SECRET_TITLE, changed, hidden
from tests.support.desks import AGREED, APPROVED, SIGNED
from tests.support.people import account

LEVELS = ("公开", "内部", "敏感", "秘密", "机密", "绝密")
VIEWERS = {
    "stranger": None,
    "other": "hbj_share",
    "own": "gsj_share",
    "administrator": "xxb_cat",
    "granted": "gaj_share",
}
INTRANET = "政务内网"
# Where an entry might show, beside its own pages.
ELSEWHERE = (
    "/portal/catalogues/basic?unit=GSJ",
    "/portal/catalogues/application",
    "/portal/catalogues/databases?unit=GSJ",
    "/portal/catalogues/collections?unit=GSJ",
    "/portal/units/GSJ",
    "/portal/exchange/",
    *(f"/portal/{kind}s/{entry_id}" for kind, entry_id in OURS.items()),
    *(f"/portal/{kind}s/{entry_id}/versions" for kind, entry_id in OURS.items()),
    *(f"/portal/{kind}s/{entry_id}/difference" for kind, entry_id in OURS.items()),
)
LISTS = {
    "resource": "/portal/catalogues/basic?unit=GSJ",
    "database": "/portal/catalogues/databases?unit=GSJ",
    "collection": "/portal/catalogues/collections?unit=GSJ",
}


def own_pages(kind, entry_id):
    page = f"/portal/{kind}s/{entry_id}"
    return (page, f"{page}/versions", f"{page}/difference", f"/portal/items/{SECRET_ITEM}")


def sees(viewer, level):
    if level == "公开":
        return True
    if viewer == "stranger":
        return False
    return level in ("内部", "敏感", "秘密") or viewer in ("own", "administrator", "granted")


def visitors(app, desks):
    return {
        viewer: desks.at(login) if login else app.test_client() for viewer, login in VIEWERS.items()
    }


def grant(kind, entry_id, level):
    with transaction():
        grants.give(account("xxb_cat"), kind, entry_id, level, "GAJ", "联合办案")


@pytest.mark.parametrize("kind", list(OURS))
@pytest.mark.parametrize("level", LEVELS)
def test_an_entry_is_on_every_page_for_those_it_is_for_and_on_none_for_others(
    app, desks, kind, level
):
    entry_id = hidden(kind, level)
    if level in ("机密", "绝密"):
        grant(kind, entry_id, level)
    wrong = []
    for viewer, client in visitors(app, desks).items():
        may = sees(viewer, level)
        for path in own_pages(kind, entry_id):
            answer = client.get(path)
            if answer.status_code != (200 if may else 404) or (SECRET_TITLE in answer.text) != may:
                wrong.append((viewer, path, answer.status_code))
        for path in ELSEWHERE:
            text = client.get(path).text
            if not may and (SECRET_TITLE in text or SECRET_ITEM in text or level in text):
                wrong.append((viewer, path, "seen"))
        if may and SECRET_TITLE not in client.get(LISTS[kind]).text:
            wrong.append((viewer, LISTS[kind], "missing"))

    assert wrong == []


@pytest.mark.parametrize("kind", list(OURS))
def test_an_entry_of_one_network_is_nowhere_outside_it(app, desks, kind):
    entry_id = hidden(kind, "公开", INTRANET)

    for client in visitors(app, desks).values():
        for path in (*own_pages(kind, entry_id), *ELSEWHERE):
            assert SECRET_TITLE not in client.get(path).text, path
        assert client.get(f"/portal/{kind}s/{entry_id}").status_code == 404


def test_an_entry_of_one_network_is_there_within_it(app, monkeypatch):
    entry_id = hidden("resource", "公开", INTRANET)
    monkeypatch.setitem(app.config, "NETWORKS", f"{INTRANET}=127.0.0.0/8")

    assert SECRET_TITLE in app.test_client().get(f"/portal/resources/{entry_id}").text


@pytest.mark.parametrize("kind", list(OURS))
def test_a_version_is_read_under_its_own_level_and_the_entry_s_present_one(app, desks, kind):
    entry_id = hidden(kind, "机密")
    changed(kind, entry_id, title="解密后的名称", security_level="内部")
    other, own = desks.at("hbj_share"), desks.at("gsj_share")
    versions, difference = (f"/portal/{kind}s/{entry_id}/{page}" for page in
                            ("versions", "difference"))  # fmt: skip

    assert "解密后的名称" in other.get(versions).text
    for path in (versions, difference):
        assert SECRET_TITLE not in other.get(path).text
        assert "机密" not in other.get(path).text
    assert "第 3 版" not in other.get(versions).text  # no gap that could be counted
    assert SECRET_TITLE in own.get(difference).text
    assert "第 3 版" in own.get(versions).text


def test_what_flows_of_a_hidden_resource_is_nowhere(app, desks):
    desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED)
    pages = ("/portal/exchange/", "/portal/units/GSJ", "/portal/units/JTW")
    stranger, other = app.test_client(), desks.at("hbj_share")
    changed("resource", "IR0054", security_level="内部")
    assert all("IR0054" not in stranger.get(page).text for page in pages)
    assert all("IR0054" in other.get(page).text for page in pages)

    changed("resource", "IR0054", security_level="机密")

    for page in pages:
        assert "IR0054" not in other.get(page).text
    assert "JTW" not in other.get("/portal/exchange/?resource=IR0054").text
    assert "/portal/units/JTW" not in other.get("/portal/exchange/").text
    assert "/portal/units/JTW" in desks.at("gsj_share").get("/portal/exchange/").text


def test_a_hidden_neighbour_leaves_no_gap_in_the_lineage(app, desks):
    hidden("database", "机密")
    page = desks.at("hbj_share").get("/portal/resources/IR0001").text

    assert "CR0001" in page
    assert "DB0001" not in page
    assert page.count("lineage-line") == 1  # from the collection to the resource at once
    assert desks.at("gsj_share").get("/portal/resources/IR0001").text.count("lineage-line") == 2


def test_choices_name_nothing_that_is_hidden(app, desks):
    changed("resource", "IR0001", security_level="绝密")
    basic = "/portal/catalogues/basic"

    assert "绝密" not in desks.at("hbj_share").get(basic).text
    assert "绝密" in desks.at("gsj_share").get(basic).text
    assert 'value="内部"' not in app.test_client().get(basic).text


def test_a_unit_can_neither_find_nor_apply_for_what_it_may_not_see(app, desks):
    other = desks.at("jtw_share")

    assert "IR0034" not in other.get("/applications/new?text=原始资料").text
    assert other.get("/applications/new/IR0034").status_code == 404
    assert desks.send("jtw_share", "IR0034").status_code == 404
    draft = other.post("/applications/new/IR0034/draft", data={"scope": "x"})
    assert draft.status_code == 404


def test_a_unit_with_a_grant_may_apply_for_it(app, desks):
    grant("resource", "IR0034", "机密")

    assert desks.at("gaj_share").get("/applications/new/IR0034").status_code == 200


def test_no_page_may_be_kept_for_another_reader(app, desks):
    for client in (app.test_client(), desks.at("hbj_share")):
        for path in ("/portal/resources/IR0004", "/portal/exchange/", "/portal/resources/IR0034"):
            answer = client.get(path)
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Cookie" in answer.headers["Vary"]


def test_what_is_hidden_answers_like_what_there_is_not(app, desks):
    for client in (app.test_client(), desks.at("hbj_share")):
        for path in ("/portal/resources/{}", "/portal/resources/{}/versions"):
            hides, nothing = (client.get(path.format(one)) for one in ("IR0034", "IR9934"))
            assert hides.status_code == nothing.status_code == 404
            assert without_chance(hides, "IR0034") == without_chance(nothing, "IR9934")


def without_chance(answer, entry_id):
    """A page without what differs from one request to the next."""
    kept = answer.text.replace(answer.headers["X-Request-Id"], "").replace(entry_id, "")
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", kept)
