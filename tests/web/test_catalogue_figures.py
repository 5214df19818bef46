"""The page of the catalogues' figures: every number opens what it counts, for whoever looks."""

import html
import re

import pytest

from app.domain.catalogue.services import entries
from app.foundation.database import transaction
from tests.domain.sharing.cases import a_case, do
from tests.support import statements

NUMBER = re.compile(r'<a href="(/portal/figures/[^"]+)">(\d+)</a>')
TOTAL = re.compile(r"共 (\d+) (?:个条目|个单位)")


def charts(page):
    """Chart → its part of the page."""
    return {
        part.split('"', 1)[0]: part
        for part in page.split('<section class="card h-100" aria-labelledby="')[1:]
    }


def numbers(client, page):
    """Numbers that differ from how many are behind them; those of items count items."""
    wrong, looked = {}, 0
    for name, part in charts(page).items():
        if name in ("c-items", "c-wanted", "c-wanted-items"):
            continue
        for url, number in NUMBER.findall(part)[:: 1 + len(NUMBER.findall(part)) // 8]:
            found = TOTAL.search(client.get(html.unescape(url)).text)
            looked += 1
            if found is None or found[1] != number:
                wrong[url] = (number, found and found[1])
    return wrong, looked


@pytest.mark.parametrize("login", [None, "gsj_share", "xxb_cat"])
def test_every_number_opens_as_many_as_it_counts(app, desks, login):
    client = desks.at(login) if login else app.test_client()
    wrong, looked = numbers(client, client.get("/portal/figures/").text)

    assert wrong == {}
    assert looked > 20


@pytest.mark.parametrize("asked", ["catalogue=数据库管理目录", "unit=GSJ", "level=内部&months=24"])
def test_a_filtered_number_opens_as_many_too(desks, asked):
    client = desks.at("gaj_share")
    wrong, looked = numbers(client, client.get(f"/portal/figures/?{asked}").text)

    assert wrong == {}
    assert looked > 0


def test_the_units_page_opens_as_many_as_it_counts(desks):
    client = desks.at("gaj_share")
    page = client.get("/portal/figures/units").text
    rows = re.findall(r'href="(/portal/figures/entries[^"]+)">(\d+)<', page)
    wrong = [
        (url, number)
        for url, number in rows[::5]
        if "sort=items" not in url
        and TOTAL.search(client.get(html.unescape(url)).text)[1] != number
    ]

    assert len(rows) > 20
    assert wrong == []


def test_a_stranger_reads_nothing_of_what_is_not_public(app):
    case = a_case()
    do(case, "unit_review", "wsj_head", "approve")
    hidden = case.resource_id
    with transaction():
        content = entries.content_of("resource", hidden) | {
            "title": "绝不外传的名册", "security_level": "内部", "is_open": False,
        }  # fmt: skip
        entries.write("resource", content, entry_id=hidden)
    stranger = app.test_client()

    for path in ("/portal/figures/", "/portal/figures/entries", "/portal/figures/units"):
        for page in range(1, 3):
            assert "绝不外传" not in stranger.get(f"{path}?page={page}").text
    asked = stranger.get(f"/portal/figures/entries?entry={hidden}").text
    assert "共 0 个条目" in asked


def test_demands_are_no_figure_for_strangers(app, desks):
    assert "c-demands" not in app.test_client().get("/portal/figures/").text
    assert "c-demands" in desks.at("gaj_share").get("/portal/figures/").text


def test_what_is_wanted_most_is_told_with_its_units(desks):
    case = a_case()
    do(case, "unit_review", "wsj_head", "approve")
    part = charts(desks.at("gaj_share").get("/portal/figures/").text)

    assert case.resource.title in part["c-wanted"]
    assert case.applied_items[0] in part["c-wanted-items"]


def test_the_page_asks_the_database_a_few_times_however_much_there_is(desks):
    client = desks.at("gaj_share")
    client.get("/portal/figures/")
    with statements.counted() as asked:
        client.get("/portal/figures/")

    assert len(asked) < 20


@pytest.mark.parametrize(
    "asked",
    [
        "entries?kind=x", "entries?share=x", "entries?fresh=x", "entries?gap=x", "entries?deed=x",
        "entries?month=2026-08", "entries?deed=published", "entries?month=2026-13&deed=published",
        "entries?sort=x", "units?sort=x", "entries?unit=NIX", "entries?unit=%00",
    ],
)  # fmt: skip
def test_what_is_no_number_is_no_page(app, asked):
    found = app.test_client().get(f"/portal/figures/{asked}")
    assert found.status_code == (200 if asked.endswith("%00") else 404)


@pytest.mark.parametrize(
    "asked",
    [
        "?months=70000000000",
        "?level=x&catalogue=x",
        "entries?item=%00%25",
        "entries?page=999999999",
    ],
)
def test_odd_questions_are_answered(app, asked):
    assert app.test_client().get(f"/portal/figures/{asked}").status_code == 200
