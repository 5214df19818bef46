"""SIGKILL in the middle of completions: nothing is lost, doubled or half done."""

import random
import secrets
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import select

from app.foundation.database import db
from app.jobs import fire_deadlines
from app.scenarios.page import raw
from app.workflow.models import Task
from tests.faults.crowd import START, Worker
from tests.setup.processes import PATIENCE, until
from tests.support.desks import APPLICATION, open_task
from tests.support.http import GONE, Person
from tests.support.invariants import check
from tests.support.server import Server

KILLS = 26  # twice: more than fifty in all
WHOLE = 8  # every eighth time the whole server, not one of its workers
CLIENTS = 4
MOST_SECONDS = 300
BUSY = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
          AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"""
WAITS = """SELECT 1 FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'"""
# The day of a clock comes: as if the program had been down until then.
MAKE_DUE = """
WITH late AS (
    SELECT i.id FROM process_instance i JOIN clock c ON c.instance_id = i.id
    WHERE c.name = 'answer' AND c.ended_at IS NULL AND c.fired_at IS NULL AND c.due_at > now()
    ORDER BY random() LIMIT 1 FOR UPDATE OF i SKIP LOCKED
), moved AS (
    UPDATE clock SET due_at = now() FROM late
    WHERE clock.instance_id = late.id AND clock.name = 'answer' AND clock.ended_at IS NULL
)
UPDATE process_instance SET wake_at = now() FROM late WHERE process_instance.id = late.id
"""


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


@pytest.mark.slow
@pytest.mark.parametrize("half", [1, 2])
def test_nothing_is_lost_doubled_or_half_done(server, onlooker, database_url, half):
    seed = secrets.randbits(32)
    chance = random.Random(seed)
    stop = threading.Event()
    people = [
        Worker(server.port, database_url, chance.getrandbits(32), stop) for _ in range(CLIENTS)
    ]
    for person in people:
        person.start()

    kills, caught = kill_again_and_again(server, onlooker, people, chance)
    stop.set()
    for person in people:
        person.join(150)
    server.stop()
    settled(onlooker)

    answered = {task for person in people for task in person.answered}
    said = f"seed {seed}: {kills} kills, {caught} in a transaction, {len(answered)} completions"
    print(said)
    assert kills >= KILLS, said
    assert caught >= kills // 2, said
    assert [one for person in people for one in person.strange] == [], said
    assert check(db.session) == [], said
    closed = set(db.session.scalars(select(Task.id).where(Task.closed_by == "answered")))
    assert answered <= closed, f"{said}: confirmed and lost: {answered - closed}"
    fire_deadlines()
    assert check(db.session) == [], said


def kill_again_and_again(
    server: Server, onlooker: psycopg.Connection, people: list[Worker], chance: random.Random
) -> tuple[int, int]:
    """Kill a worker, or all, at chance moments while completions go on; and start again."""
    kills = caught = 0
    end = time.monotonic() + MOST_SECONDS
    while kills < KILLS and time.monotonic() < end:
        before = sum(len(person.answered) for person in people)
        moved = lambda b=before: sum(len(person.answered) for person in people) > b  # noqa: E731
        until(moved)
        onlooker.execute(MAKE_DUE)
        time.sleep(chance.random() * 0.1)
        until(lambda: busy(onlooker))
        time.sleep(chance.random() * 0.02)
        until(lambda: busy(onlooker))
        caught += busy(onlooker) > 0
        kills += 1
        if kills % WHOLE == 0:
            server.kill()
            server.start()
        elif workers := server.workers():
            chance.choice(workers).kill()
    return kills, caught


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
