"""The desk: what it lists, counts, filters and sorts, and for whom."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.sharing import records
from app.domain.sharing.models.dispute import Dispute
from app.foundation import calendar, clock
from app.foundation.database import db
from app.workflow.models import Task
from tests.domain.sharing import cases as made
from tests.domain.sharing.cases import do
from tests.support.people import account
from tests.support.statements import counted

LINE = re.compile(r'class="row-title"><a href="/desk/(\d+)"')
TILE = re.compile(r'tile-count num">(\d+)</span> <span>([^<]+)<')
BAR = re.compile(r'bar-label">([^<]+)</span>.*?<span class="num">(\d+)<', re.DOTALL)
GROUNDS = {"grounds": "涉及多部门", "criteria": ["cross_system"]}


@pytest.fixture
def three(app):
    """A refusal that the office has to take up, one under consultation, one before the group."""
    first = made.refused(made.approved(made.a_case()))
    second = made.refused(made.approved(made.a_case(resource="IR0002", items=["注册号"])))
    do(second, "accept_dispute", "xxb_escal", responsibility="produced", consult=["FZB", "HBJ"])
    third = made.refused(made.approved(made.a_case(urgency="critical")))
    do(third, "accept_dispute", "xxb_escal", responsibility="produced")
    do(third, "propose_settlement", "xxb_escal", "refer", **GROUNDS)
    return [records.dispute(case.id).id for case in (first, second, third)]


def listed(desks, asked="", login="xxb_escal"):
    """The disputes listed, in order."""
    answer = desks.at(login).get(f"/desk/?{asked}")
    assert answer.status_code == 200
    return [int(one) for one in LINE.findall(answer.text)]


def due(dispute_id, days):
    """The open tasks of a dispute are due in so many days."""
    case_id = db.session.get(Dispute, dispute_id).case_id
    on = clock.today() + timedelta(days=days)
    db.session.execute(
        update(Task)
        .where(Task.instance_id == case_id, Task.closed_at.is_(None))
        .values(due_on=on, due_at=clock.end_of_day(on))
    )
    db.session.commit()


def test_the_desk_counts_what_is_open_and_whose_turn_it_is(desks, three):
    due(three[0], -3)
    due(three[1], 2)

    page = desks.at("xxb_escal").get("/desk/").text

    assert {name: int(count) for count, name in TILE.findall(page)} == {
        "未办结": 3,
        "已超期": 1,
        "3 个工作日内到期": 1,
        "等待市信息办": 1,
        "等待其他单位": 2,
        "提请领导小组审议": 1,
    }


def test_the_charts_count_causes_and_ages(desks, three):
    long_ago = clock.now() - timedelta(days=40)
    db.session.execute(
        update(Dispute)
        .where(Dispute.id == three[0])
        .values(entered_at=long_ago, cause="overdue", late=True)
    )
    db.session.commit()

    bars = dict(BAR.findall(desks.at("xxb_escal").get("/desk/").text))

    assert bars["提供单位不予提供"] == "2"
    assert bars["提供单位逾期未答复"] == "1"
    assert (bars["5 个工作日以内"], bars["20 个工作日以上"]) == ("2", "1")
    assert listed(desks, "age=longer") == [three[0]]
    assert listed(desks, "age=to5&cause=refusal") == [three[1], three[2]]


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ("", [0, 1, 2]),
        ("status=group", [2]),
        ("status=closed", []),
        ("status=all", [0, 1, 2]),
        ("cause=overdue", []),
        ("urgency=critical", [2]),
        ("due=overdue", [0]),
        ("due=today", []),
        ("due=near", [1]),
        ("due=later", [2]),
        ("due=held", [1]),
        ("turn=office", [0]),
        ("turn=others", [1, 2]),
        ("text=个体工商户", [1]),
        ("text=卫生局 0003", [2]),
        ("text=100%25", []),
        ("sort=urgency", [2, 0, 1]),
        ("sort=number", [0, 1, 2]),
        ("sort=age", [0, 1, 2]),
        ("status=x&cause=x&due=x&turn=²&demander=0&sort=x&age=x&page=999999", [0, 1, 2]),
        ("text=%00", [0, 1, 2]),
        ("provider=99999999999999999999", []),
        ("demander=-1", []),
    ],
)
def test_the_disputes_are_filtered_and_sorted(desks, three, asked, places):
    due(three[0], -3)
    due(three[1], 2)
    due(three[2], 30)

    assert listed(desks, asked) == [three[place] for place in places]


@pytest.mark.parametrize(
    ("name", "code", "places"),
    [
        ("demander", "WSJ", [0, 1, 2]),
        ("provider", "WSJ", []),
        ("provider", "GSJ", [0, 1, 2]),
        ("turn", "HBJ", [1]),
        ("turn", "XXB", [0]),
    ],
)
def test_the_disputes_are_filtered_by_unit(desks, three, name, code, places):
    unit = account(f"{code.lower()}_share").unit_id

    assert listed(desks, f"{name}={unit}&sort=number") == [three[place] for place in places]


def test_three_working_days_pass_over_the_weekend(desks, three):
    friday = clock.at_hour(clock.today() + timedelta(days=4), 10)
    with clock.at(friday):
        assert calendar.current().add(clock.today(), 3).weekday() == 2
        due(three[0], 5)
        due(three[1], 6)

        assert listed(desks, "due=near") == [three[0]]


def test_a_closed_dispute_leaves_the_open_ones(desks, three):
    dispute = db.session.get(Dispute, three[0])
    dispute.result, dispute.ended_at = "refused", clock.now()
    db.session.commit()

    assert listed(desks) == [three[1], three[2]]
    assert listed(desks, "status=closed") == [three[0]]
    assert "已办结" in desks.at("xxb_escal").get("/desk/?status=closed").text


def test_the_office_s_head_and_the_auditors_read_and_do_nothing(desks, three):
    for login in ("xxb_head", "xxb_audit"):
        page = desks.at(login).get("/desk/").text

        assert len(LINE.findall(page)) == 3
        assert "/desk/urge" not in page


def test_another_office_has_a_desk_of_its_own(desks, three):
    db.session.execute(
        update(Dispute).where(Dispute.id == three[1]).values(office_id=account("hbj_share").unit_id)
    )
    db.session.commit()

    assert listed(desks, "sort=number") == [three[0], three[2]]
    assert desks.at("xxb_escal").get(f"/desk/{three[1]}").status_code == 404
    assert listed(desks, "sort=number", login="xxb_audit") == three


def test_the_desk_asks_the_database_as_often_for_three_as_for_one(desks, three):
    officer = desks.at("xxb_escal")
    officer.get("/desk/")
    with counted() as for_three:
        officer.get("/desk/")
    with counted() as for_one:
        officer.get("/desk/?status=group")

    print(f"the desk: {len(for_three)} statements")
    assert len(for_three) <= len(for_one)
    assert len(for_three) <= 12


def test_the_menu_leads_to_the_desk_for_those_who_have_one(desks, app):
    for login, there in [("xxb_escal", True), ("xxb_head", True), ("gsj_head", False)]:
        assert ('href="/desk/"' in desks.at(login).get("/notices/").text) is there


def test_tasks_and_cases_lead_to_the_dispute(desks, three):
    link = f'href="/desk/{three[0]}"'
    case_id = db.session.scalar(select(Dispute.case_id).where(Dispute.id == three[0]))

    assert link in desks.at("xxb_escal").get("/tasks/").text
    assert link in desks.at("xxb_head").get(f"/cases/{case_id}").text
    assert link not in desks.at("gsj_head").get(f"/cases/{case_id}").text
