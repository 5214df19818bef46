"""The exchange directory, and what leads from the portal into an application."""

from datetime import date

import pytest

from app.domain.sharing.models.agreement import Agreement
from app.foundation.database import db
from tests.support.catalogue import changed
from tests.support.desks import AGREED, APPROVED, SIGNED

DIRECTORY = "/portal/exchange/"


@pytest.fixture
def agreed(desks):
    """An agreement in force; the number of its case."""
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED)
    return case_id


def test_an_agreement_in_force_stands_in_the_directory(desks, agreed):
    page = desks.at("hbj_share").get(DIRECTORY).text

    for said in (
        "企业不良信用记录",
        "市工商局",
        "市交通委",
        "注册号",
        "服务接口",
        "2028-12-31",
        "2026-08-31",
    ):
        assert said in page


def test_its_case_is_linked_only_for_those_who_may_see_it(desks, agreed):
    link = f'href="/cases/{agreed}"'

    for page in (DIRECTORY, "/portal/resources/IR0054", "/portal/units/GSJ"):
        assert link in desks.at("gsj_share").get(page).text
        assert link not in desks.at("hbj_share").get(page).text


def test_strangers_see_what_flows_of_public_resources_only(app, desks, agreed):
    stranger = app.test_client()
    assert "IR0054" not in stranger.get(DIRECTORY).text

    changed("resource", "IR0054", security_level="公开")

    assert "IR0054" in stranger.get(DIRECTORY).text
    assert f"/cases/{agreed}" not in stranger.get(DIRECTORY).text


def test_what_has_run_out_flows_no_more(desks, agreed):
    agreement = db.session.query(Agreement).one()
    agreement.valid_until = date(2026, 8, 31)
    db.session.commit()
    assert "IR0054" in desks.at("hbj_share").get(DIRECTORY).text

    agreement.valid_until = date(2026, 8, 30)
    db.session.commit()

    assert "IR0054" not in desks.at("hbj_share").get(DIRECTORY).text
    assert "IR0054" in desks.at("hbj_share").get("/portal/units/GSJ").text  # what it holds


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("provider=GSJ&demander=JTW&mode=service_interface&resource=IR0054", True),
        ("mode=file_download", False),
        ("resource=IR0001", False),
        ("provider=&demander=%00&mode=x&sort=x&page=-3", True),
        ("provider=NIX", False),  # no unit is not taken for all of them
        ("resource=%00IR0054", True),
    ],
)
def test_the_directory_is_narrowed(desks, agreed, asked, there):
    page = desks.at("hbj_share").get(f"{DIRECTORY}?{asked}").text

    assert ("/portal/resources/IR0054" in page) is there


@pytest.mark.parametrize("sort", ["newest", "until", "provider", "demander", "resource"])
def test_the_directory_is_read_in_every_order(desks, agreed, sort):
    assert "/portal/resources/IR0054" in desks.at("hbj_share").get(f"{DIRECTORY}?sort={sort}").text


def checked(page, item):
    return any(f'value="{item}"' in one and "checked" in one for one in page.split("<input"))


def test_an_application_is_opened_with_the_items_that_were_asked_for(desks):
    path = "/applications/new/IR0001?items=住所&items=企业名称&items=没有这一项"
    page = desks.at("jtw_share").get(path).text

    assert checked(page, "住所")
    assert checked(page, "企业名称")
    assert not checked(page, "注册号")
    assert "没有这一项" not in page.replace("items=没有这一项", "")


def test_a_draft_wins_over_the_items_of_the_address(desks):
    client = desks.at("jtw_share")
    client.post("/applications/new/IR0001/draft", data={"items": ["注册号"], "_version": 0})
    page = client.get("/applications/new/IR0001?items=住所").text

    assert checked(page, "注册号")
    assert not checked(page, "住所")


def test_the_sharing_pages_say_the_words_of_the_catalogue_in_english(desks):
    client = desks.at("jtw_share")
    client.post("/locale", data={"lang": "en"})
    page = client.get("/applications/new/IR0001").text

    for said in ("<dd>daily</dd>", "<dd>internal</dd>"):
        assert said in page
    assert ">daily</td>" in client.get("/applications/new").text
