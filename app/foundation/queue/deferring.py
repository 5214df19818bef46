"""Put work into the queue, in the transaction that makes it necessary."""

from collections.abc import Iterable
from contextlib import suppress

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from app.foundation.database import db
from app.foundation.queue.kinds import KINDS

# Held until this commits, so that it does not run without seeing what we have written.
_HOLD = text(
    "UPDATE procrastinate_jobs SET scheduled_at = NULL "
    "WHERE queueing_lock = :key AND status = 'todo'"
)
_QUEUED = text(
    "SELECT jsonb_array_elements_text(args->'numbers')::bigint FROM procrastinate_jobs "
    "WHERE task_name = :name"
)
_queue = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def defer(name: str, *numbers: int) -> None:
    """Have the work of that name done on these rows, once this transaction is committed."""
    if KINDS[name].alone:
        _once(_job(name, numbers, ":".join([name, *map(str, numbers)])))
    else:
        db.session().info.setdefault("jobs", []).append(_job(name, numbers))


def unqueued(name: str, numbers: Iterable[int]) -> list[int]:
    """Those of these rows for which there is no job, not even one that failed."""
    queued = set(db.session.scalars(_QUEUED, {"name": name}))
    return [number for number in numbers if number not in queued]


def _once(job: Job) -> None:
    """The same work waits once: where it does already, or the transaction of another puts it in."""
    connection = db.session.connection()
    while not connection.execute(_HOLD, {"key": job.queueing_lock}).rowcount:
        with suppress(AlreadyEnqueued), connection.begin_nested():
            _put_in(connection, [job])
            return


def _job(name: str, numbers: Iterable[int], key: str | None = None) -> Job:
    return Job(
        id=None,
        queue=name,
        task_name=name,
        lock=key,
        queueing_lock=key,
        task_kwargs={"numbers": list(numbers)},
    )


def _put_in(connection: Connection, jobs: list[Job]) -> None:
    _queue.job_manager.batch_defer_jobs(jobs, connection.connection.driver_connection)


@event.listens_for(Session, "before_commit")
def _put_in_all(session: Session) -> None:
    """What a command has gathered goes into the queue in one statement."""
    session.flush()  # some is gathered as its row is written
    if jobs := session.info.pop("jobs", None):
        _put_in(session.connection(), jobs)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("jobs", None)
