"""The lists: searched, filtered, sorted and paged by the database, in few statements."""

import re
from datetime import timedelta

import pytest

from app.foundation import clock
from app.foundation.database import db
from tests.support.desks import APPROVED, open_task
from tests.support.statements import counted

NUMBER = re.compile(r"京共申〔2026〕(\d{4})号")


@pytest.fixture
def three(desks):
    """Three cases that wait for the same provider."""
    made = []
    for resource in ("IR0054", "IR0001", "IR0002"):
        items = {"IR0054": ["注册号"], "IR0001": ["注册号"], "IR0002": ["注册号"]}[resource]
        made.append(desks.apply(resource=resource, items=items))
        desks.walk(APPROVED)
    return made


def shown(page):
    """The numbers in the list, each once, in order."""
    rows = page.text.partition("<tbody>")[2]
    return list(dict.fromkeys(NUMBER.findall(rows)))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("text=不良信用", 1),
        ("text=市工商局", 3),
        ("text=交通委 个体", 1),
        ("text=提供单位答复", 3),
        ("text=100%25", 0),
        ("step=provider_response", 3),
        ("step=unit_review", 0),
        ("due=overdue", 0),
        ("due=normal", 3),
        ("claimed=mine", 0),
        ("claimed=unclaimed", 3),
        ("due=nonsense&sort=nonsense&page=99", 3),
    ],
)
def test_the_tasks_are_searched_and_filtered(desks, three, asked, found):
    assert len(shown(desks.at("gsj_share").get(f"/tasks/?{asked}"))) == found


def test_the_tasks_are_sorted(desks, three):
    by_number = shown(desks.at("gsj_share").get("/tasks/?sort=number"))

    assert by_number == sorted(by_number, reverse=True)


def test_an_overdue_task_says_so_and_is_counted(desks, three):
    task = open_task("provider_response")
    task.due_on = clock.today() - timedelta(days=7)
    task.due_at = clock.end_of_day(task.due_on)
    task.provisional = True
    db.session.commit()

    page = desks.at("gsj_share").get("/tasks/").text

    assert "已超期 5 个工作日" in page
    assert "其中超期 1 件" in page
    assert "暂定" in page


@pytest.mark.parametrize(
    ("login", "asked", "found"),
    [
        ("jtw_share", "", 3),
        ("jtw_share", "role=demander", 3),
        ("jtw_share", "role=provider", 0),
        ("gsj_head", "role=provider&state=awaiting_provider", 3),
        ("gsj_head", "state=completed", 0),
        ("xxb_escal", "role=other", 3),
        ("hbj_share", "", 0),
        ("xxb_audit", "text=IR0002", 1),
        ("xxb_sys", "", 0),
    ],
)
def test_the_cases_are_those_that_one_may_see(desks, three, login, asked, found):
    assert len(shown(desks.at(login).get(f"/cases/?{asked}"))) == found


@pytest.mark.parametrize(
    ("login", "path", "said"), [("gsj_share", "/tasks/", "task"), ("jtw_share", "/cases/", "case")]
)
def test_one_is_said_as_one_in_english(desks, login, path, said):
    desks.apply()
    desks.walk(APPROVED)

    reader = desks.at(login)
    reader.post("/locale", data={"lang": "en"})

    assert f">1 {said}<" in reader.get(path).text


def test_a_part_of_the_page_is_sent_where_only_that_is_asked_for(desks, three):
    part = desks.at("gsj_share").get("/tasks/", headers={"HX-Request": "true"})

    assert part.text.lstrip().startswith('<div id="rows">')
    assert part.headers["Vary"] == "HX-Request" or "HX-Request" in part.headers["Vary"]


@pytest.mark.parametrize("path", ["/tasks/", "/cases/", "/notices/", "/applications/new"])
def test_a_list_asks_the_database_as_often_for_three_rows_as_for_one(desks, three, path):
    office = desks.at("gsj_share")
    office.get(path)
    with counted() as for_three:
        office.get(path)
    desks.walk(
        ("gsj_share", "provider_response", {"outcome": "agree"}),
        ("gsj_share", "provider_response", {"outcome": "agree"}),
    )

    with counted() as for_one:
        office.get(path)

    print(f"{path}: {len(for_three)} statements")
    assert len(for_three) <= len(for_one)
    assert len(for_three) <= 12


def test_a_task_and_a_case_do_not_ask_more_with_every_step(desks):
    case_id = desks.apply()
    desks.walk(APPROVED)
    office = desks.at("gsj_share")
    office.get(f"/cases/{case_id}")
    with counted() as short:
        office.get(f"/cases/{case_id}")
    counter = {"outcome": "counter", "scope": "甲"}
    for turn in range(3):
        desks.walk(
            ("gsj_share", "provider_response", counter | {"scope": f"甲{turn}"}),
            ("gsj_head", "provider_approval", {"outcome": "approve"}),
            ("jtw_share", "consider_counter", {"outcome": "counter", "scope": f"乙{turn}"}),
        )

    with counted() as long:
        office.get(f"/cases/{case_id}")

    print(f"a case: {len(short)} statements, {len(long)} after three rounds")
    assert len(long) <= len(short) + 4
