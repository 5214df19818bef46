"""Jobs whose worker died, and jobs that go wrong: what procrastinate leaves to the application."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError, StatementError

from app.foundation.database import db
from app.foundation.queue.kinds import KINDS, SILENCE

MOST_LOST = 5  # workers that died over one job: it is the job that kills them
SHORTEST_PAUSE, LONGEST_PAUSE = 5, 3600
LONGEST_SAID = 300
AT_ONCE = 200

_NOTE = text(
    "UPDATE procrastinate_jobs SET args = args || jsonb_build_object("
    "'faults', coalesce((args->>'faults')::int, 0) + 1, 'said', cast(:said AS text)) "
    "WHERE id = :id RETURNING task_name AS name, (args->>'faults')::int AS faults"
)
_BEAT = text(
    "INSERT INTO procrastinate_workers (id, last_heartbeat) OVERRIDING SYSTEM VALUE "
    "SELECT unnest(cast(:workers AS bigint[])), now() "
    "ON CONFLICT (id) DO UPDATE SET last_heartbeat = now()"
)
_FOUND = """
    SELECT id, coalesce((args->>'lost')::int, 0) AS lost, EXISTS (
        SELECT FROM procrastinate_jobs twin
        WHERE twin.queueing_lock = job.queueing_lock AND twin.status = 'todo') AS twin
    FROM procrastinate_jobs job
    WHERE status = 'doing' AND {which}
    ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
"""
_LOST = text(
    _FOUND.format(
        which="NOT EXISTS (SELECT FROM procrastinate_workers worker "
        "WHERE worker.id = job.worker_id AND worker.last_heartbeat > now() - :silence)"
    )
)
_MISLAID = text(_FOUND.format(which="id = ANY(:ids)"))
_OURS = text(
    "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = ANY(:workers)"
)
_COUNT = text(
    "UPDATE procrastinate_jobs SET args = args || jsonb_build_object('lost', cast(:lost AS int)) "
    "WHERE id = :id"
)
_AGAIN = text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)")
_END = text("SELECT procrastinate_finish_job_v1(:id, 'failed', :gone)")
_BURY = text("SELECT procrastinate_prune_stalled_workers_v1(:seconds)")


def note_fault(job_id: int, error: Exception) -> int | None:
    """Note why a job went wrong; after how many seconds it is tried again, None if never."""
    noted = db.session.execute(_NOTE, {"id": job_id, "said": _said(error)}).one_or_none()
    if noted is None or noted.faults >= KINDS[noted.name].tries:
        return None
    return int(min(SHORTEST_PAUSE * 3 ** min(noted.faults - 1, 10), LONGEST_PAUSE))


def beat(workers: list[int]) -> None:
    """Give a sign of life; who was taken for dead meanwhile enters itself again."""
    db.session.execute(_BEAT, {"workers": workers})


def rescue() -> int:
    """Put the jobs of dead workers back into the queue; returns how many.

    In one transaction: where this process dies over it, the next finds them as they were.
    """
    lost = db.session.execute(_LOST, {"silence": SILENCE, "most": AT_ONCE}).all()
    for job in lost:
        _put_back(job.id, job.lost + 1, job.twin)
    db.session.execute(_BURY, {"seconds": 10 * SILENCE.total_seconds()})
    return len(lost)


def mislaid(workers: list[int], running: Iterable[int]) -> set[int]:
    """Jobs that were given to these workers, which do not know of them."""
    return set(db.session.scalars(_OURS, {"workers": workers})) - set(running)


def put_back(job_ids: Iterable[int]) -> None:
    """Put jobs back that never arrived, or whose end was never written: a connection broke."""
    for job in db.session.execute(_MISLAID, {"ids": list(job_ids), "most": AT_ONCE}).all():
        _put_back(job.id, job.lost, job.twin)


def _put_back(job_id: int, lost: int, twin: bool) -> None:
    """Have it done again; not where the same waits anyway, or too many died over it."""
    db.session.execute(_COUNT, {"id": job_id, "lost": lost})
    if twin or lost >= MOST_LOST:
        db.session.execute(_END, {"id": job_id, "gone": twin})
    else:
        db.session.execute(_AGAIN, {"id": job_id})


def _said(error: Exception) -> str:
    """What went wrong, without the values that a database repeats in its further lines."""
    cause = error.orig if isinstance(error, StatementError) and error.orig else error
    lines = str(cause).strip().splitlines() if not isinstance(cause, SQLAlchemyError) else []
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:LONGEST_SAID]
