"""Clocks ring also beside a case that hangs, and what the database did is not the case's fault."""

import psycopg
import pytest
from sqlalchemy import func, select, update

from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.jobs import deadlines
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance
from tests.support.desks import APPROVED


@pytest.fixture
def late(desks):
    """Two cases whose provider let its days go by; the first has waited longer."""
    cases = []
    for _ in range(2):
        cases.append(desks.apply())
        desks.walk(APPROVED)
    for number, case in enumerate(cases, 1):
        moment = clock.now() + clock.timedelta(seconds=number - len(cases))
        for table, column, key in (
            (Clock, "due_at", Clock.instance_id),
            (ProcessInstance, "wake_at", ProcessInstance.id),
        ):
            db.session.execute(update(table).where(key == case).values({column: moment}))
    db.session.commit()
    return cases


def fired(case):
    db.session.expire_all()
    rang = Clock.instance_id == case, Clock.fired_at.is_not(None)
    return db.session.scalar(select(func.count()).where(*rang))


def test_a_case_that_hangs_holds_up_no_other(late, database_url, monkeypatch):
    monkeypatch.setattr(deadlines, "LONGEST_STEP", 1)
    hung, other = late
    with psycopg.connect(database_url) as operator:
        # The step must write to the case's own row of the room, which an operator holds.
        operator.execute("SELECT * FROM sharing_case WHERE id = %s FOR UPDATE", [hung])
        assert deadlines.fire_deadlines() == 1
    assert (fired(hung), fired(other)) == (0, 1)

    stuck = select(func.count()).where(AuditEntry.action == "case stuck")
    assert db.session.scalar(stuck) == 0
    assert db.session.get(ProcessInstance, hung).error is None
    assert deadlines.fire_deadlines() == 1
    assert fired(hung) == 1
