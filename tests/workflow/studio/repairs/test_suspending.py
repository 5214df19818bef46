"""A suspended case: nobody acts in it, and no day counts, holidays or not."""

from datetime import date, datetime

import pytest

from app import workflow
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid
from app.foundation.identity import acting, queries
from app.foundation.notices import Notice
from app.workflow import clocks, duedays, reminders
from app.workflow.models import ProcessInstance
from app.workflow.studio.repairs import suspending
from tests.domain.sharing.cases import a_case, approved, do, open_names, open_task
from tests.support import invariants


def on(day: str, hour: int = 10) -> None:
    """It is this day from now on."""
    clock.hand_in(datetime.fromisoformat(f"{day} {hour:02}:00").replace(tzinfo=clock.LOCAL))


@pytest.fixture
def case(app):
    """An application of 31 August 2026, approved that day: `answer` has ten working days."""
    on("2026-08-31")
    yield approved(a_case())
    clock.hand_in(None)


def admin():
    return queries.account_by_login("xxb_proc")


def suspend(case, why="核对数据目录"):
    with acting.as_account(admin()), transaction():
        suspending.suspend(case.id, why, admin())


def resume(case, why="已核对"):
    with acting.as_account(admin()), transaction():
        suspending.resume(case.id, why, admin())


def answer_clock(case):
    db.session.expire_all()
    return clocks.open_clocks(case.id)["answer"]


def test_nobody_completes_a_step_of_a_suspended_case(case):
    suspend(case)

    with pytest.raises(Conflict, match="核对数据目录"):
        do(case, "provider_response", "gsj_share", "agree")

    assert open_names(case) == ["provider_response"]
    assert invariants.check(db.session) == []


def test_its_clock_stands_still_and_its_task_shows_no_date(case):
    assert open_task(case, "provider_response").due_on == date(2026, 9, 14)
    on("2026-09-02")

    suspend(case)

    held = answer_clock(case)
    assert (held.due_on, held.used, held.entries[-1].event) == (None, 2, "held")
    assert open_task(case, "provider_response").due_on is None
    assert db.session.get(ProcessInstance, case.id).wake_at is None


def test_two_days_used_and_going_on_on_the_24th_eight_are_left_across_the_holidays(case):
    on("2026-09-02")
    suspend(case)
    on("2026-09-24")

    resume(case)

    # 25 to 27 September is the Mid-Autumn holiday, 1 to 7 October the National Day;
    # 10 October, a Saturday, is worked: 28, 29, 30, then 8, 9, 10, 12, 13 October.
    assert answer_clock(case).due_on == date(2026, 10, 13)
    assert open_task(case, "provider_response").due_on == date(2026, 10, 13)
    kinds = [d.status for d in duedays.days_of(answer_clock(case)) if d.day.day.month == 9]
    assert kinds.count("suspended") == 21 and kinds.count("resumed") == 1
    assert invariants.check(db.session) == []


def test_suspended_and_going_on_on_one_day_costs_nothing(case):
    on("2026-09-02")
    suspend(case)
    resume(case)

    assert answer_clock(case).due_on == date(2026, 9, 14)


def test_a_clock_that_a_task_holds_goes_on_being_held(case):
    on("2026-09-01")
    do(case, "provider_response", "gsj_share", "supplement", missing=["使用依据的文号"])
    on("2026-09-02")
    suspend(case)
    on("2026-09-04")

    resume(case)

    living = clocks.open_clocks(case.id)
    assert (living["answer"].due_on, living["answer"].used) == (None, 1)
    assert living["supplement"].due_on == date(2026, 9, 17)


def test_what_ran_out_before_the_suspension_rings_when_the_case_goes_on(case):
    on("2026-09-15")
    suspend(case)
    assert case.id not in workflow.due()
    with acting.as_system("clock"), transaction():
        assert not workflow.wake(case.id)
    on("2026-09-21")

    resume(case)
    with acting.as_system("clock"), transaction():
        assert workflow.wake(case.id)

    assert clocks.latest(case.id, "answer").due_on == date(2026, 9, 14)
    assert open_names(case) == ["explain_default"]
    assert invariants.check(db.session) == []


def test_nobody_is_reminded_of_a_suspended_case(case):
    on("2026-09-15", 9)
    suspend(case)
    with transaction():
        reminders.send_next()

    kinds = set(db.session.scalars(db.select(Notice.kind).filter_by(instance_id=case.id)))
    assert "case_suspended" in kinds and "deadline_reminder" not in kinds


def test_the_holders_are_told_when_it_stands_still_and_when_it_goes_on(case):
    suspend(case)
    resume(case)

    told = db.select(Notice.kind, Notice.params).filter_by(
        instance_id=case.id, account_id=queries.account_by_login("gsj_share").id
    )
    params = {kind: params for kind, params in db.session.execute(told)}
    assert params["case_suspended"]["reason"] == "核对数据目录"
    assert params["case_resumed"]["due_on"] == "2026-09-14"


def test_a_suspension_needs_a_reason_and_happens_once(case):
    with pytest.raises(Invalid):
        suspend(case, " \n ")
    suspend(case)
    with pytest.raises(Conflict):
        suspend(case)
    resume(case)
    with pytest.raises(Conflict):
        resume(case)


def test_a_page_that_is_behind_suspends_nothing(case):
    seen = db.session.get(ProcessInstance, case.id).version
    do(case, "provider_response", "gsj_share", "agree")

    with pytest.raises(Conflict), transaction():
        suspending.suspend(case.id, "太晚", admin(), seen=seen)

    assert suspending.history(case.id) == []
