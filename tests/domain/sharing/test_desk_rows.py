"""The desk's rows are kept by the database: after every step what is kept is what is counted."""

from datetime import date, timedelta
from queue import Queue
from threading import Thread

import pytest
from sqlalchemy import select, text, update

from app.domain.sharing import desk, records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.desk_row import DeskRow
from app.domain.sharing.models.dispute import Dispute
from app.foundation import clock
from app.foundation.database import db
from app.workflow.models import Task
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do
from tests.support import invariants

REFUSE = {"grounds": "涉及国家安全"}
BLOCKED = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = :pid")


def kept(dispute: Dispute) -> DeskRow:
    """The dispute's row, which is as it is counted, as all are."""
    db.session.expire_all()
    assert not invariants.ask(db.session, invariants.DESK)
    return db.session.get_one(DeskRow, dispute.id)


def falls_due(task: int, on: date) -> None:
    db.session.execute(update(Task).where(Task.id == task).values(due_on=on))


@pytest.fixture
def dispute(app):
    return records.dispute(cases.refused(cases.approved(cases.a_case())).id)


def test_each_step_of_a_dispute_is_seen_at_the_desk(dispute):
    case = db.session.get_one(SharingCase, dispute.case_id)
    assert kept(dispute).at_office
    first = kept(dispute).due_on
    assert first

    do(case, "accept_dispute", "xxb_escal", responsibility="produced", consult=["FZB", "HBJ"])
    assert kept(dispute).at_office is False
    for login in ("fzb_share", "hbj_share"):
        do(case, "give_opinion", login, position="refuse", opinion="不宜")
        assert kept(dispute).due_on
    assert kept(dispute).at_office

    do(case, "propose_settlement", "xxb_escal", "uphold", **REFUSE)
    assert kept(dispute).at_office is False
    assert desk.glance(dispute.office_id).others == 1
    cases.let_pass(15, case)
    assert kept(dispute).ended_at
    assert (kept(dispute).due_on, kept(dispute).at_office) == (None, None)
    assert desk.glance(dispute.office_id).open == 0


def test_whoever_writes_and_however_many_at_once(dispute):
    other = records.dispute(cases.refused(cases.approved(cases.a_case())).id)
    day = clock.today() + timedelta(days=90)

    db.session.execute(update(Task).where(Task.closed_at.is_(None)).values(due_on=day))
    db.session.execute(update(SharingCase).values(urgency="critical"))
    db.session.execute(update(Dispute).where(Dispute.id == other.id).values(result="referred"))
    db.session.commit()
    assert (kept(dispute).due_on, kept(other).due_on) == (day, day)
    assert (kept(dispute).urgency, kept(other).result) == ("critical", "referred")

    db.session.execute(update(Task).where(Task.closed_at.is_(None)).values(due_on=None))
    db.session.rollback()
    assert kept(dispute).due_on == day


def test_two_who_do_not_hold_the_case_wait_for_each_other_and_both_count(app, dispute):
    case = db.session.get_one(SharingCase, dispute.case_id)
    do(case, "accept_dispute", "xxb_escal", responsibility="produced", consult=["FZB", "HBJ"])
    open_tasks = select(Task.id).where(Task.instance_id == case.id, Task.closed_at.is_(None))
    first, second = db.session.scalars(open_tasks)
    day, known = clock.today(), Queue[int]()
    db.session.rollback()

    def later() -> None:
        with app.app_context():
            known.put(db.session.scalar(text("SELECT pg_backend_pid()")))
            falls_due(second, day - timedelta(days=2))
            db.session.commit()

    falls_due(first, day - timedelta(days=1))
    other = Thread(target=later)
    other.start()
    pid = known.get(timeout=60)
    while other.is_alive() and not db.session.scalar(BLOCKED, {"pid": pid}):
        pass
    assert other.is_alive()
    db.session.commit()
    other.join(60)
    assert kept(dispute).due_on == day - timedelta(days=2)
