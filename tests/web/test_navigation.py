"""The frame of a page: where one may go, and what waits there."""

import re

import pytest

from app.foundation.database import db, transaction
from app.foundation.notices import Notice
from tests.support import statements
from tests.support.people import account, enter


def tell(login, times=1):
    with transaction():
        told = account(login).id
        db.session.add_all(Notice(account_id=told, kind="case_closed") for _ in range(times))


def menu(client, path="/account"):
    """The entries of the main menu, each with its number."""
    page = client.get(path).text
    entries = re.findall(r'<li><a href="([^"]+)"[^>]*>(.*?)</a></li>', page, re.DOTALL)
    return {href: re.findall(r"num\">([^<]+)<", inside) for href, inside in entries}


def test_the_menu_shows_how_much_waits(client):
    enter(client, "gaj_share")
    tell("gaj_share", 3)

    assert menu(client)["/notices/"] == ["3"]
    assert menu(client)["/tasks/"] == []


def test_nobody_reads_a_number_beyond_a_hundred(client):
    enter(client, "gaj_share")
    tell("gaj_share", 120)

    assert menu(client)["/notices/"] == ["99+"]


@pytest.mark.parametrize(("login", "may"), [("gaj_share", True), ("gaj_head", False)])
def test_only_who_may_apply_is_offered_an_application(client, login, may):
    enter(client, login)

    assert ("/applications/new" in menu(client)) is may


def test_strangers_are_led_to_the_catalogues_only(client):
    assert menu(client, "/sign-in") == {"/portal/": []}


def test_the_page_of_an_error_asks_the_database_only_who_it_is(client):
    enter(client, "gaj_share")

    with statements.counted() as asked:
        client.get("/nowhere")

    assert len(asked) == 1


def test_a_page_pays_one_statement_for_its_frame(client):
    enter(client, "gaj_share")

    with statements.counted() as asked:
        client.get("/account")

    (counting,) = [one for one in asked if "notice" in one]
    assert "task" in counting


@pytest.mark.parametrize(
    ("login", "there"),
    [
        ("gaj_share", set()),
        ("gaj_head", {"/group/"}),
        ("xxb_escal", {"/desk/", "/supervision/", "/figures/", "/group/"}),
        ("xxb_head", {"/desk/", "/supervision/", "/figures/", "/group/"}),
        ("ldxz_sec", {"/figures/", "/group/"}),
        ("ldxz_chair1", {"/figures/", "/group/"}),
        ("xxb_audit", {"/desk/", "/supervision/", "/figures/", "/group/"}),
    ],
)
def test_who_settles_disputes_finds_where_in_the_menu(client, login, there):
    enter(client, login)
    special = {"/desk/", "/supervision/", "/figures/", "/group/"}

    assert set(menu(client)) & special == there


@pytest.mark.parametrize("login", ["gaj_share", "xxb_head", "ldxz_chair1", "xxb_audit", "ldxz_sec"])
def test_every_place_of_the_menu_opens(client, login):
    enter(client, login)

    assert {place: client.get(place).status_code for place in menu(client)} == dict.fromkeys(
        menu(client), 200
    )
