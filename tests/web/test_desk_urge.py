"""Urging from the desk: who is told, once a day, what is said, what stays on record."""

import pytest
from sqlalchemy import select

from app.domain.sharing import records
from app.domain.sharing.models.dispute import Dispute
from app.foundation import calendar, clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.notices import Notice, texts
from tests.domain.sharing import cases as made
from tests.domain.sharing.cases import do
from tests.support.people import account
from tests.support.together import at_once


@pytest.fixture
def dispute(app):
    """Two units are asked for their opinions."""
    case = made.refused(made.approved(made.a_case()))
    do(case, "accept_dispute", "xxb_escal", responsibility="produced", consult=["FZB", "HBJ"])
    return records.dispute(case.id)


def urge(desks, *disputes, login="xxb_escal", **more):
    return desks.at(login).post(
        "/desk/urge", data={"dispute": list(disputes), "next": "/desk/"} | more
    )


def told():
    """Who has been urged so far, as often as it was."""
    db.session.expire_all()
    return sorted(
        notice.account_id
        for notice in db.session.scalars(select(Notice).where(Notice.kind == "urged"))
    )


def ids(*logins):
    return sorted(account(login).id for login in logins)


def test_the_holders_of_the_open_tasks_are_told(desks, dispute):
    answer = urge(desks, dispute.id)

    assert answer.location == "/desk/"
    assert told() == ids("fzb_share", "fzb_legal", "hbj_share")
    assert "已催办 2 件" in desks.at("xxb_escal").get("/desk/").text


def test_a_step_is_urged_once_a_day(desks, dispute):
    urge(desks, dispute.id)
    first = told()
    urge(desks, dispute.id)
    page = desks.at("xxb_escal").get("/desk/").text

    assert told() == first
    assert "已催办 0 件" in page
    assert "另有 2 件今日已催办过" in page


def test_on_the_next_day_it_may_be_urged_again(desks, dispute):
    urge(desks, dispute.id)
    tomorrow = clock.at_hour(calendar.current().add(clock.today(), 1), 9)
    with clock.at(tomorrow):
        urge(desks, dispute.id)

    assert len(told()) == 6


def test_two_officers_at_once_urge_once(desks, dispute):
    wanted = dispute.id
    desks.at("xxb_escal"), desks.at("xxb_escal2")
    got = at_once([
        lambda: urge(desks, wanted).status_code,
        lambda: urge(desks, wanted, login="xxb_escal2").status_code,
    ])  # fmt: skip

    assert got == [302, 302]
    assert told() == ids("fzb_share", "fzb_legal", "hbj_share")


def test_all_of_a_page_are_urged_with_one_button(desks, dispute):
    urge(desks, shown=[dispute.id], all="1")

    assert len(told()) == 3


def test_the_office_does_not_urge_itself(desks, app):
    case = made.refused(made.approved(made.a_case()))

    urge(desks, records.dispute(case.id).id)

    assert told() == []
    assert "没有催办" in desks.at("xxb_escal").get("/desk/").text


def test_nothing_ticked_is_said(desks, dispute):
    urge(desks)

    assert "请先勾选" in desks.at("xxb_escal").get("/desk/").text
    assert told() == []


def test_the_case_s_history_and_the_audit_log_say_so(desks, dispute):
    urge(desks, dispute.id)

    page = desks.at("wsj_share").get(f"/cases/{dispute.case_id}").text
    logged = db.session.scalars(select(AuditEntry).filter_by(action="unit urged")).all()

    assert "催办市环保局：会商意见" in page
    assert {entry.details["unit"] for entry in logged} == {"FZB", "HBJ"}
    assert {entry.instance_id for entry in logged} == {dispute.case_id}


def test_the_notice_names_the_office_the_step_and_the_day(desks, dispute):
    urge(desks, dispute.id)
    notice = db.session.scalars(
        select(Notice).filter_by(kind="urged", account_id=account("hbj_share").id)
    ).one()
    due_on = notice.params["due_on"]

    assert f"市信息办催办：请办理“会商意见”，办理期限 {due_on}" in texts.body(notice)
    assert dispute.case.number in texts.title(notice)
    page = desks.at("hbj_share").get("/notices/").text
    assert f"市信息办催办：请办理“会商意见”，办理期限 {due_on}" in page


def test_a_closed_dispute_is_not_urged(desks, dispute):
    found = db.session.get(Dispute, dispute.id)
    found.result, found.ended_at = "refused", clock.now()
    db.session.commit()

    urge(desks, dispute.id)

    assert told() == []


@pytest.mark.parametrize(
    ("login", "status"),
    [("xxb_head", 403), ("xxb_audit", 403), ("gsj_head", 404), ("ldxz_sec", 404)],
)
def test_nobody_else_urges(desks, dispute, login, status):
    assert urge(desks, dispute.id, login=login).status_code == status
    assert told() == []


@pytest.mark.parametrize("wrong", ["999999", "99999999999999999999"])
def test_a_dispute_of_nobody_s_is_not_found_and_nobody_is_told(desks, dispute, wrong):
    assert urge(desks, dispute.id, wrong).status_code == 404
    assert told() == []


def test_another_office_s_dispute_is_not_found(desks, dispute):
    found = db.session.get(Dispute, dispute.id)
    found.office_id = account("hbj_share").unit_id
    db.session.commit()

    assert urge(desks, dispute.id).status_code == 404
    assert told() == []


def test_nobody_is_led_to_another_site(desks, dispute):
    assert urge(desks, dispute.id, next="https://example.com/").location == "/"
