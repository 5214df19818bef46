"""Several machines look at the clocks at once: each clock rings once."""

import subprocess
import sys

import pytest
from sqlalchemy import func, select, update

from app.domain.sharing.models.filing import Filing
from app.foundation import clock, paths
from app.foundation.database import db
from app.jobs import fire_deadlines
from app.workflow.ledger import Clock, ClockEntry
from app.workflow.models import ProcessInstance
from tests.setup.processes import environment
from tests.support.desks import APPROVED, Desks
from tests.support.invariants import check

CASES = 6
MACHINES = 3


@pytest.fixture
def late(app):
    """Cases whose provider let its days go by while the program was down."""
    desks = Desks(app)
    for _ in range(CASES):
        desks.apply()
        desks.walk(APPROVED)
    db.session.execute(update(Clock).values(due_at=clock.now()))
    db.session.execute(update(ProcessInstance).values(wake_at=clock.now()))
    db.session.commit()


def looking(url):
    """A process that is about to look."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.sweep"],
        cwd=paths.ROOT,
        env=environment(DATABASE_URL=url, DEMO="1", SECRET_KEY="only for the tests"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def fired():
    db.session.expire_all()
    return db.session.scalar(select(func.count()).where(ClockEntry.event == "fired"))


def test_each_clock_rings_once_whoever_looks(late, database_url):
    machines = [looking(database_url) for _ in range(MACHINES)]

    for machine in machines:
        machine.stdin.write("\n")
        machine.stdin.flush()
    rung = [int(machine.communicate(timeout=60)[0]) for machine in machines]

    assert sum(rung) == CASES
    assert fired() == CASES
    disputes = select(func.count()).where(Filing.kind == "dispute")
    assert db.session.scalar(disputes) == CASES
    assert check(db.session) == []


def test_a_second_look_finds_nothing(late):
    assert fire_deadlines() == CASES
    assert fire_deadlines() == 0
    assert fired() == CASES
