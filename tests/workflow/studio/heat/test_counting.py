"""The numbers of the heat map, to the day: working days, holds left out, late by the ledger."""

from datetime import date, datetime

import pytest

from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.identity import acting, queries
from app.jobs.deadlines import fire_deadlines
from app.workflow import parties
from app.workflow.models import Task
from app.workflow.studio.heat import counting
from app.workflow.studio.heat.scope import Scope, versions
from app.workflow.studio.repairs import suspending
from tests.domain.sharing.cases import USUAL, a_case, answered, approved, do

PROCESS = "sharing_application"
RESUBMITTED = {name: said for name, said in USUAL.items() if name != "resource"}


def on(day):
    clock.hand_in(datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=clock.LOCAL))


@pytest.fixture(autouse=True)
def calendar(app):
    on("2026-08-31")
    yield
    clock.hand_in(None)


def scope(**asked):
    return Scope(PROCESS, **({"since": date(2026, 8, 1), "until": date(2026, 12, 31)} | asked))


def steps(**asked):
    db.session.expire_all()
    return counting.steps(scope(**asked))


def suspended(case, day, until):
    admin = queries.account_by_login("xxb_proc")
    for act, when in ((suspending.suspend, day), (suspending.resume, until)):
        on(when)
        with acting.as_account(admin), transaction():
            act(case.id, "核查", admin)


def test_days_are_working_days_of_the_calendar(app):
    case = approved(a_case())
    on("2026-09-28")
    do(case, "provider_response", "gsj_share", "supplement", missing=["文号"])
    on("2026-10-10")
    do(case, "supplement_application", "wsj_share", "resubmit", **RESUBMITTED)

    # September has 20 working days after the 31st of August up to the 28th, the make-up Sunday
    # counted, the Mid-Autumn holiday not; the National Day takes 1 to 7 October, 10 is worked.
    found = steps()
    assert found["provider_response"].median == 20
    assert found["supplement_application"].median == 5


def test_days_on_which_the_case_was_suspended_are_left_out(app):
    case = approved(a_case())
    suspended(case, "2026-09-02", "2026-09-24")
    on("2026-09-28")
    do(case, "provider_response", "gsj_share", "agree")

    assert steps()["provider_response"].median == 3  # 1 and 2, then 28 September


def test_days_on_which_the_steps_own_clock_stood_still_are_left_out(app):
    """The provider's answer waits, and its clock with it, only for what the step itself holds."""
    case = approved(a_case())
    with transaction():
        db.session.execute(
            db.text(
                "INSERT INTO clock_entry (clock_id, at, on_date, event, reason)"
                " SELECT id, now(), d::date, e, 'x' FROM clock, (VALUES ('2026-09-02', 'held'),"
                " ('2026-09-04', 'resumed')) AS l (d, e) WHERE name = 'answer'"
            )
        )
    suspended(case, "2026-09-03", "2026-09-07")  # both at once are left out once
    on("2026-09-08")
    do(case, "provider_response", "gsj_share", "agree")

    assert steps()["provider_response"].median == 3  # 1, 2 and 8 September


def test_late_is_what_the_ledger_calls_late(app):
    case_id = approved(a_case()).id
    answered(approved(a_case()), "agree")
    on("2026-09-20")
    fire_deadlines()

    found = steps()["provider_response"]
    assert (found.cases, found.visits, found.done, found.dated, found.late) == (2, 2, 2, 2, 1)
    late = db.session.execute(counting.behind_step(scope(), "provider_response", "late")).all()
    assert [row.case_id for row in late] == [case_id]


def test_arrows_count_the_cases_that_took_them(app):
    approved(a_case())
    answered(approved(a_case()), "agree")

    found = counting.elements(scope())

    assert found["unit_review"] == 2 and found["deliver_answer"] == 1
    flows = {n: c for n, c in found.items() if n not in ("unit_review", "deliver_answer")}
    assert set(flows.values()) == {1, 2}
    rows = db.session.execute(counting.behind_element(scope(), "deliver_answer")).all()
    assert len(rows) == 1


def test_only_the_time_the_unit_and_the_version_asked_for_count(app):
    approved(a_case())
    head = db.session.scalars(db.select(Task.unit_id).filter_by(name="unit_review")).one()

    assert set(steps(unit_id=head)) == {"application", "unit_review"}
    assert steps(since=date(2026, 9, 1)) == {}
    assert steps(number=1) and steps(number=9) == {}
    assert versions(PROCESS) == [1]


def test_what_the_viewer_may_not_see_is_not_counted(app):
    a_case()  # not approved: neither the office nor the provider knows of it
    approved(a_case())
    office = queries.account_by_login("xxb_escal")

    assert steps()["unit_review"].cases == 2
    assert steps(visible=parties.visible_to(office))["unit_review"].cases == 1
    rows = counting.behind_step(scope(visible=parties.visible_to(office)), "unit_review", "all")
    assert len(db.session.execute(rows).all()) == 1
    assert counting.elements(scope(visible=parties.visible_to(office)))["unit_review"] == 1


def test_a_step_is_a_bottleneck_by_rules_that_can_be_read(app):
    usual = {"cases": 9, "visits": 9, "waiting": 0, "median": 1.0, "slowest_tenth": 2.0}

    def marks(whole, **said):
        return counting._marked(counting.Step("x", **(usual | said)), whole).marks

    assert marks(100, done=9, all_days=30, dated=0, late=0) == ("long",)
    assert marks(100, done=9, all_days=10, dated=10, late=2) == ("late",)
    assert marks(100, done=9, all_days=24, dated=10, late=1) == ()
    assert marks(100, done=4, all_days=90, dated=4, late=4) == ()
