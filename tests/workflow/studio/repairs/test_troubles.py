"""The list of what stands still: every trouble in its own line, and nothing that runs."""

from datetime import datetime, timedelta

import pytest

from app.domain.sharing.models.case import SharingCase
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict
from app.foundation.identity import acting, queries
from app.foundation.identity.models import AccountPost
from app.jobs.deadlines import fire_deadlines
from app.jobs.worker import work_off
from app.workflow import clocks
from app.workflow.models import ProcessInstance
from app.workflow.studio.repairs import retrying, suspending, sweeps, troubles
from app.workflow.studio.repairs.models import Sweep
from app.workflow.studio.repairs.troubles import Asked
from tests.domain.sharing.cases import a_case, approved, open_names, open_task
from tests.support import invariants


def kinds(**asked):
    db.session.expire_all()
    return [(row.kind, row.case_id) for row in db.session.execute(troubles.listed(Asked(**asked)))]


def administrator():
    """Read anew: a job has closed the session in which the last one was read."""
    return queries.account_by_login("xxb_proc")


def sql(text, **values):
    with transaction():
        db.session.execute(db.text(text), values)


def test_a_case_that_runs_is_no_trouble(app):
    approved(a_case())

    assert kinds() == []
    assert len(kinds(kind="runs")) == 1


def test_a_deadline_that_did_not_ring_is_found(app):
    case_id = approved(a_case()).id
    clock.hand_in(clock.at_hour(datetime(2026, 9, 15), 9))

    assert kinds() == [("overdue", case_id)]
    fire_deadlines()
    assert kinds() == []


def test_a_case_that_failed_says_why_and_is_tried_again(app):
    case_id = approved(a_case()).id
    clock.hand_in(clock.now() + timedelta(days=30))
    # Nobody acts as the office: the dispute has nowhere to go.
    sql("UPDATE instance_party SET acts = false WHERE lane = 'office'")
    fire_deadlines()
    case = db.session.get(SharingCase, case_id)
    row = db.session.execute(troubles.listed(Asked())).one()
    assert (row.kind, row.case_id) == ("failed", case.id)
    assert "office" in row.what
    admin = administrator()
    with acting.as_account(admin), pytest.raises(Conflict, match="office"), transaction():
        retrying.retry(case.id, "再试")
    sql("UPDATE instance_party SET acts = true WHERE lane = 'office'")

    with acting.as_account(admin), transaction():
        retrying.retry(case.id, "已补上市信息办")

    assert kinds() == []
    assert open_names(case) == ["explain_default"]
    assert clocks.ran_out(case.id, "answer")
    assert invariants.check(db.session) == []


def test_there_is_nothing_to_try_again_where_nothing_failed(app):
    with pytest.raises(Conflict), transaction():
        retrying.retry(approved(a_case()).id, "再试")


def test_a_case_with_neither_task_nor_clock_is_found(app):
    case = a_case()
    sql("UPDATE task SET closed_at = now(), closed_by = 'cancelled' WHERE closed_at IS NULL")

    assert kinds() == [("stranded", case.id)]


def test_a_task_whose_unit_has_nobody_in_the_post_is_found(app):
    case = a_case()
    head = queries.account_by_login("wsj_head")
    with transaction():
        db.session.execute(db.delete(AccountPost).where(AccountPost.account_id == head.id))

    assert kinds() == [("no_post", case.id)]
    assert kinds(unit_id=open_task(case, "unit_review").unit_id) == [("no_post", case.id)]
    assert kinds(unit_id=1 + open_task(case, "unit_review").unit_id) == []


def test_a_task_that_only_its_own_author_could_approve_is_found(app):
    head = queries.account_by_login("wsj_head")
    with transaction():
        db.session.add(AccountPost(account_id=head.id, post="sharing_officer"))
    case = a_case("wsj_head")

    assert kinds() == [("own", case.id)]
    other = queries.account_by_login("wsj_share")
    with transaction():
        db.session.add(AccountPost(account_id=other.id, post="unit_approver"))
    assert kinds() == []


def test_a_task_of_a_closed_unit_is_found_once(app):
    case = a_case()
    sql("UPDATE unit SET active = false WHERE id = :n", n=open_task(case, "unit_review").unit_id)

    assert kinds() == [("unit_closed", case.id)]


def test_a_suspended_case_is_found_when_asked_for(app, admin):
    case = a_case()
    with acting.as_account(admin), transaction():
        suspending.suspend(case.id, "核查", admin)

    assert kinds() == []
    assert kinds(kind="suspended") == [("suspended", case.id)]


def test_all_cases_of_a_process_stand_still_and_go_on(app):
    cases = [a_case().id, approved(a_case()).id]
    for act, held in (("suspend", True), ("resume", False)):
        admin = administrator()
        with acting.as_account(admin), transaction():
            made = sweeps.begin("sharing_application", act, "系统升级", admin)
            assert made.total == 2

        assert work_off("sweep") == 1

        db.session.expire_all()
        assert {db.session.get(ProcessInstance, one).is_suspended for one in cases} == {held}
    done = db.session.scalars(db.select(Sweep)).all()
    assert [(s.done, s.failed, s.finished_at is not None) for s in done] == [(2, 0, True)] * 2
    assert invariants.check(db.session) == []


def test_a_process_is_not_held_up_twice_at_once(app, admin):
    a_case()
    with acting.as_account(admin), transaction():
        sweeps.begin("sharing_application", "suspend", "系统升级", admin)

    with pytest.raises(Conflict), transaction():
        sweeps.begin("sharing_application", "suspend", "系统升级", admin)
    with pytest.raises(Conflict), transaction():
        sweeps.begin("catalogue_database", "suspend", "无", admin)
