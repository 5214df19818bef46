"""Work that is not tried any more: what it is, and how it is tried again or discarded.

The row of discarded work stays: the net under the queue would take it for forgotten and put it in
again, and whoever discarded it may think better of it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Select,
    Text,
    cast,
    column,
    func,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.foundation.database import UtcDateTime, db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _

AT_ONCE = 500
# Each by what decides between equals, too.
ORDERS = {"latest": "at DESC, id DESC", "longest": "at, id", "most": "attempts DESC, id DESC"}

_JOB = table(
    "procrastinate_jobs",
    column("id", BigInteger),
    column("task_name", Text),
    column("args", JSONB),
    column("attempts", Integer),
)
_EVENT = table("procrastinate_events", column("job_id", BigInteger), column("at", UtcDateTime()))
_FRESH = text(
    """
    UPDATE procrastinate_jobs job SET status = 'failed', args = args - 'faults' - 'lost'
    WHERE id = :id AND status IN ('failed', 'cancelled')
    RETURNING task_name, args->'numbers', EXISTS (SELECT FROM procrastinate_jobs twin
        WHERE twin.queueing_lock = job.queueing_lock AND twin.status = 'todo')
    """
)
_AGAIN = text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)")
_NEEDLESS = text("DELETE FROM procrastinate_jobs WHERE id = :id")
_DISCARD = text(
    "UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = :id AND status = 'failed' "
    "RETURNING task_name, args->'numbers'"
)
_OF_A_KIND = text(
    "SELECT id FROM procrastinate_jobs WHERE status = 'failed' AND task_name = :name "
    "ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED"
)
_HOW_MANY = text(
    "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed' AND task_name = :name"
)


@dataclass(frozen=True)
class Work:
    """What a job does: the name of the work, and the rows it is done on."""

    id: int
    name: str
    numbers: list[int]


def listed(name: str = "", order: str = "latest", *, discarded: bool = False) -> Select[Any]:
    """The jobs that are not tried any more, or were discarded; of one name, or all.

    Of the last error its kind alone: what else it says may quote what somebody wrote.  `lost`
    counts the workers that died over the job.
    """
    ended = select(func.max(_EVENT.c.at)).where(_EVENT.c.job_id == _JOB.c.id).scalar_subquery()
    found = select(
        _JOB.c.id,
        _JOB.c.task_name.label("name"),
        _JOB.c.args["numbers"].label("numbers"),
        func.split_part(func.coalesce(_JOB.c.args["said"].astext, ""), ":", 1).label("fault"),
        _JOB.c.attempts,
        func.coalesce(cast(_JOB.c.args["lost"].astext, Integer), 0).label("lost"),
        ended.label("at"),
    ).where(text("status = 'cancelled'" if discarded else "status = 'failed'"))
    if name:
        found = found.where(_JOB.c.task_name == name)
    return found.order_by(text(ORDERS.get(order, ORDERS["latest"])))


def retry(job_id: int) -> Work:
    """Try it again, as if it were new; the caller commits."""
    found = db.session.execute(_FRESH, {"id": job_id}).one_or_none()
    if found is None:
        raise NotFound(_("There is no such work that was given up."))
    name, numbers, waits_already = found
    db.session.execute(_NEEDLESS if waits_already else _AGAIN, {"id": job_id})
    return Work(job_id, name, numbers)


def discard(job_id: int) -> Work:
    """Let it be, until somebody has it tried again all the same; the caller commits."""
    found = db.session.execute(_DISCARD, {"id": job_id}).one_or_none()
    if found is None:
        raise NotFound(_("There is no such work that was given up."))
    return Work(job_id, *found)


def of_kind(name: str, known: int) -> list[int]:
    """The jobs of that name that were given up, a good many at once; for whoever saw so many."""
    if db.session.scalar(_HOW_MANY, {"name": name}) != known:
        raise Conflict(_("Meanwhile there is more or less of it. Please look again."))
    return list(db.session.scalars(_OF_A_KIND, {"name": name, "most": AT_ONCE}))
