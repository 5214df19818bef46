"""SIGKILL in the middle of a completion: it never was.  Many, with much else: tests/chaos."""

import secrets
import threading
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import select

from app.foundation.database import db
from app.scenarios.page import raw
from app.workflow.models import Task
from tests.chaos.people import START
from tests.setup.processes import PATIENCE, until
from tests.support.desks import APPLICATION, open_task
from tests.support.http import GONE, Person
from tests.support.invariants import check

BUSY = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
          AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"""
WAITS = """SELECT 1 FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'"""


@pytest.fixture
def onlooker(database_url: str) -> Iterator[psycopg.Connection]:
    """A connection that looks at the database from outside."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def busy(onlooker: psycopg.Connection) -> int:
    return onlooker.execute(BUSY).fetchone()[0]


def settled(onlooker: psycopg.Connection) -> None:
    """Wait until the database has rolled back what the dead left open."""
    db.session.rollback()
    until(lambda: busy(onlooker) == 0)


def test_a_completion_cut_off_in_the_middle_never_was(server, onlooker, database_url):
    applicant, head = (Person.signed_in(server.port, login) for login in ("jtw_share", "jtw_head"))
    apply(applicant, head)
    case = apply(applicant)
    task = open_task("unit_review").id
    db.session.rollback()
    with psycopg.connect(database_url) as holder:
        # The filing draws its number when the answer is written and the diagram has moved.
        holder.execute("SELECT * FROM number_sequence FOR UPDATE")
        sent = threading.Thread(target=send_into_the_void, args=(head, f"/tasks/{task}"))
        sent.start()
        until(lambda: onlooker.execute(WAITS).fetchone())
        server.kill()
        sent.join(PATIENCE)
        holder.rollback()
    settled(onlooker)

    assert check(db.session) == []
    assert open_task("unit_review").id == task

    server.start()
    server.wait()
    assert head.post(f"/tasks/{task}", [("outcome", "approve")]).location == f"/cases/{case}"
    assert check(db.session) == []
    opened = select(Task).where(Task.instance_id == case, Task.closed_at.is_(None))
    assert db.session.scalars(opened).one().name == "provider_response"


def apply(applicant: Person, head: Person | None = None) -> int:
    """An application; approved, where a head is named."""
    key = [("submission_key", secrets.token_hex(8))]
    case = int(applicant.post(START, raw(APPLICATION) + key).location.rsplit("/", 1)[1])
    if head:
        task = open_task("unit_review").id
        assert head.post(f"/tasks/{task}", [("outcome", "approve")]).status == 302
    return case


def send_into_the_void(person: Person, path: str) -> None:
    with pytest.raises(GONE):
        person.post(path, [("outcome", "approve")])
