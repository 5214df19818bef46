"""The queue as whoever operates it sees it: how much waits, how much failed, who works."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.foundation.database import db
from app.foundation.queue.kinds import KINDS, SILENCE

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
_OLD = text(
    "DELETE FROM procrastinate_jobs job WHERE status NOT IN ('todo', 'doing', 'cancelled') "
    "AND NOT EXISTS "
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


def depths() -> list[Depth]:
    """The queue at this moment: a line for each kind of work."""
    found = {row.name: Depth(*row) for row in db.session.execute(_DEPTHS)}
    return [found.pop(name, Depth(name)) for name in KINDS] + list(found.values())


def workers() -> list[datetime]:
    """The last signs of life of those that live; a process gives one for each of its lanes."""
    return list(db.session.scalars(_LIVING, {"silence": SILENCE}))


def forget(days: int) -> None:
    """Delete what failed so long ago and was left lying; what was discarded stays discarded."""
    db.session.execute(_OLD, {"days": days})
