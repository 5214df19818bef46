"""The queue: a job for each thing that must be done, no more, and none is lost on the way."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app.foundation import clock, notices, queue
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict
from app.foundation.notices import Notice
from app.foundation.queue import minding, stopping
from app.foundation.queue.kinds import KINDS
from app.jobs.net import catch_forgotten
from app.jobs.work import WORK, do
from app.jobs.worker import work_off
from tests.support.people import account
from tests.support.queue import due_again

FETCH = "SELECT id FROM procrastinate_fetch_job_v2(NULL, :worker)"
# A worker that entered itself a minute ago and never gave another sign.
DEAD = """INSERT INTO procrastinate_workers (last_heartbeat)
          VALUES (now() - interval '1 minute') RETURNING id"""


def tell(*logins: str) -> None:
    """Something that is told by mail."""
    notices.queue("data_provided", instance_id=None, accounts=[account(one).id for one in logins])
    notices.deliver()


def depth(name: str) -> queue.Depth:
    (found,) = [one for one in queue.depths() if one.name == name]
    return found


def given_up() -> list[Any]:
    return list(db.session.execute(queue.listed()))


def execute(statement: str, **values: object) -> int | None:
    """A statement in a transaction of its own, beside what the test has open."""
    with db.engine.begin() as connection:
        number: int | None = connection.scalar(text(statement), values)
        return number


def killed_over_it() -> None:
    """A worker takes the next job and dies; another looks after it."""
    assert execute(FETCH, worker=execute(DEAD))
    with transaction():
        assert minding.rescue() == 1


@pytest.fixture
def nowhere(app, monkeypatch) -> Iterator[None]:
    """A mail server that does not answer."""
    monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
    monkeypatch.setitem(app.config, "SMTP_PORT", 9)


def test_every_kind_of_work_can_be_done():
    assert WORK.keys() == KINDS.keys()


def test_work_is_done_wherever_one_is_called_even_in_a_loop(app, letters):
    async def called_there() -> int:
        with app.app_context():
            return work_off("mail")

    with transaction():
        tell("gsj_share")

    with ThreadPoolExecutor(1) as apart:  # a browser's loop may be running in this thread
        assert apart.submit(lambda: asyncio.run(called_there())).result() == 1


def test_a_job_is_there_exactly_if_the_commit_is(app, letters):
    with pytest.raises(ZeroDivisionError), transaction():
        tell("gsj_share")
        queue.defer("census", 0)
        raise ZeroDivisionError
    assert {(one.ready, one.doing) for one in queue.depths()} == {(0, 0)}

    with transaction():
        tell("gsj_share", "jtw_share")
    assert depth("mail").ready == 1  # a job for all that one command told
    assert work_off("mail") == 1
    assert len(list(letters.iterdir())) == 2
    assert depth("mail").ready == 0


def test_the_same_work_waits_once_and_not_without_what_was_written_last(app):
    with transaction():
        queue.defer("census", 0)
    queue.defer("census", 0)  # not committed yet: whoever takes the job now would miss something

    worker = execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
    assert execute(FETCH, worker=worker) is None

    db.session.commit()
    assert depth("census").ready == 1
    assert execute(FETCH, worker=worker)
    with transaction():
        queue.defer("census", 0)  # while it is done, it may wait again
    assert execute(FETCH, worker=worker) is None  # but is done by one at a time
    assert (depth("census").ready, depth("census").doing) == (1, 1)


def test_the_jobs_of_a_dead_worker_go_back_and_the_same_is_not_there_twice(app):
    for _time in range(2):
        with transaction():
            queue.defer("census", 0)
        execute(FETCH, worker=execute(DEAD))
        with transaction():
            queue.defer("census", 0)
        with transaction():
            assert minding.rescue() == 1
        assert (depth("census").ready, depth("census").doing) == (1, 0)

    living = execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
    execute(FETCH, worker=living)
    with transaction():
        assert minding.rescue() == 0
        assert minding.mislaid([living], running=[]) != set()
    assert len(queue.workers()) == 1


def test_a_job_that_kills_its_workers_ends_and_is_shown_and_can_be_tried_again(app, letters):
    with transaction():
        tell("gsj_share")
    for _time in range(minding.MOST_LOST):
        killed_over_it()

    (job,) = given_up()
    assert (job.name, job.lost) == ("mail", minding.MOST_LOST)
    assert work_off("mail") == 0
    catch_forgotten()  # it has a job, if one that failed
    assert depth("mail").ready == 0

    with transaction():
        queue.retry(job.id)
    assert work_off("mail") == 1
    assert len(list(letters.iterdir())) == 1
    assert given_up() == []


def test_what_goes_wrong_is_tried_again_later_and_then_no_more(app, nowhere):
    with transaction():
        tell("gsj_share")
    assert work_off("mail") == 1
    assert (depth("mail").ready, depth("mail").later) == (0, 1)

    last = KINDS["mail"].tries - 1
    execute("UPDATE procrastinate_jobs SET args = args || jsonb_build_object('faults', :n) "
            "RETURNING id", n=last)  # fmt: skip
    due_again()
    assert work_off("mail") == 1

    (job,) = given_up()
    assert job.fault == "ConnectionRefusedError"
    with transaction():
        queue.discard(job.id)
    assert given_up() == []


def test_what_was_discarded_is_not_taken_for_forgotten(app, letters):
    with transaction():
        queue.defer("archive", 1)
        queue.defer("census", 0)
    execute("UPDATE procrastinate_jobs SET status = 'failed' RETURNING id")
    with transaction():
        for job in given_up():
            queue.discard(job.id)
        queue.forget(days=0)

    assert queue.unqueued("archive", [1, 2]) == [2]


def test_of_work_that_waits_once_one_of_those_given_up_is_enough(app):
    for _time in range(3):
        with transaction():
            queue.defer("census", 0)
        execute("UPDATE procrastinate_jobs SET status = 'failed' RETURNING id")
    with transaction():
        for job_id in queue.of_kind("census", known=3):
            queue.retry(job_id)

    assert (depth("census").ready, depth("census").failed) == (1, 0)
    with pytest.raises(Conflict):
        queue.of_kind("census", known=1)


def test_the_pause_grows_to_an_hour(app, nowhere):
    with transaction():
        tell("gsj_share")
    job = execute("SELECT id FROM procrastinate_jobs")
    with transaction():
        pauses = [minding.note_fault(job, OSError("away")) for _time in range(9)]
    assert pauses == [5, 15, 45, 135, 405, 1215, 3600, 3600, 3600]


def test_what_waits_without_a_job_gets_one(app, letters):
    with transaction():
        tell("gsj_share")
    long_ago = clock.now() - timedelta(hours=1)
    execute("UPDATE notice SET created_at = :at RETURNING id", at=long_ago)
    assert catch_forgotten() == 0
    execute("DELETE FROM procrastinate_jobs RETURNING id")  # an older version had none

    assert catch_forgotten() == 1
    work_off("mail")
    assert len(list(letters.iterdir())) == 1


def test_who_is_to_end_gives_back_between_two_rows(app, letters):
    with transaction():
        tell("gsj_share", "jtw_share")
        numbers = list(db.session.scalars(select(Notice.id)))

    with stopping.when(lambda: any(letters.iterdir())), pytest.raises(queue.GivenBack):
        do("mail", numbers)

    assert len(list(letters.iterdir())) == 1
