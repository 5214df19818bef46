"""The queue as whoever operates it sees it: how much waits, what failed, who works."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.queue.kinds import KINDS, SILENCE

SHOWN = 100

_DEPTHS = text(
    """
    WITH job AS (
        SELECT id, task_name AS name, status,
               status = 'todo' AND coalesce(scheduled_at <= now(), true) AS ready
        FROM procrastinate_jobs
    ), kind AS (
        SELECT name, count(*) FILTER (WHERE ready) AS ready,
               count(*) FILTER (WHERE status = 'todo' AND NOT ready) AS later,
               count(*) FILTER (WHERE status = 'doing') AS doing,
               count(*) FILTER (WHERE status = 'failed') AS failed,
               min(id) FILTER (WHERE ready) AS first
        FROM job GROUP BY name
    )
    SELECT name, ready, later, doing, failed, (
        SELECT max(at) FROM procrastinate_events WHERE job_id = first AND type <> 'started')
    FROM kind
    """
)
_LIVING = text(
    "SELECT last_heartbeat FROM procrastinate_workers WHERE last_heartbeat > now() - :silence "
    "ORDER BY id"
)
_FAILED = text(
    """
    SELECT id, task_name, args->'numbers', coalesce(args->>'said', ''), attempts,
           coalesce((args->>'lost')::int, 0),
           (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id)
    FROM procrastinate_jobs job
    WHERE status = 'failed' AND (id < :before OR :before IS NULL)
    ORDER BY id DESC LIMIT :most
    """
)
_FRESH = text(
    """
    UPDATE procrastinate_jobs job SET args = args - 'faults' - 'lost'
    WHERE id = :id AND status = 'failed'
    RETURNING EXISTS (SELECT FROM procrastinate_jobs twin
        WHERE twin.queueing_lock = job.queueing_lock AND twin.status = 'todo')
    """
)
_AGAIN = text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)")
_GONE = text("DELETE FROM procrastinate_jobs WHERE id = :id AND status = 'failed' RETURNING id")
_OLD = text(
    "DELETE FROM procrastinate_jobs job WHERE status NOT IN ('todo', 'doing') AND NOT EXISTS "
    "(SELECT FROM procrastinate_events WHERE job_id = job.id "
    "AND at > now() - make_interval(days => :days))"
)


@dataclass(frozen=True)
class Depth:
    """How much work of one name there is; `ready_since`: since when the oldest could be done."""

    name: str
    ready: int = 0
    later: int = 0
    doing: int = 0
    failed: int = 0
    ready_since: datetime | None = None


@dataclass(frozen=True)
class Failed:
    """A job that is not tried any more; `lost` counts the workers that died over it."""

    id: int
    name: str
    numbers: list[int]
    said: str
    attempts: int
    lost: int
    at: datetime


def depths() -> list[Depth]:
    """The queue at this moment: a line for each kind of work."""
    found = {row.name: Depth(*row) for row in db.session.execute(_DEPTHS)}
    return [found.pop(name, Depth(name)) for name in KINDS] + list(found.values())


def workers() -> list[datetime]:
    """The last signs of life of those that live; a process gives one for each of its lanes."""
    return list(db.session.scalars(_LIVING, {"silence": SILENCE}))


def failed(most: int = SHOWN, before: int | None = None) -> list[Failed]:
    """The jobs that are not tried any more, the latest first."""
    rows = db.session.execute(_FAILED, {"most": most, "before": before})
    return [Failed(*row) for row in rows]


def retry(job_id: int) -> None:
    """Try a failed job again, as if it were new; the caller commits."""
    twin = db.session.scalar(_FRESH, {"id": job_id})
    if twin is None:
        raise NotFound(_("There is no such job that failed."))
    if twin:  # the same waits already
        discard(job_id)
    else:
        db.session.execute(_AGAIN, {"id": job_id})


def discard(job_id: int) -> None:
    """Give a failed job up; the caller commits."""
    if db.session.scalar(_GONE, {"id": job_id}) is None:
        raise NotFound(_("There is no such job that failed."))


def forget(days: int) -> None:
    """Delete what ended so long ago and was left lying."""
    db.session.execute(_OLD, {"days": days})
