"""Which cases cannot go on by themselves, and why: found, filtered, sorted and paged in SQL."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, String, exists, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, AccountPost, Delegation, Unit
from app.workflow.models import ProcessInstance, Task

FAILED, OVERDUE, STRANDED = "failed", "overdue", "stranded"
UNIT_CLOSED, NO_POST, OWN = "unit_closed", "no_post", "own"
SUSPENDED, RUNS = "suspended", "runs"
TROUBLES = (FAILED, OVERDUE, STRANDED, UNIT_CLOSED, NO_POST, OWN)
KINDS = (*TROUBLES, SUSPENDED, RUNS)
# The clock looks every 20 seconds; what has not rung by then does not ring by itself.
PATIENCE = timedelta(minutes=10)
_other = aliased(Task)


@dataclass(frozen=True)
class Asked:
    """What to show: `kind` one of KINDS, all troubles where empty; `cases` a select of case ids."""

    kind: str = ""
    process: str = ""
    unit_id: int = 0
    cases: Select[Any] | None = None
    order: str = "longest"


def listed(asked: Asked) -> Select[Any]:
    """Rows (kind, case, process, version, since, what, task, step, step in English, unit)."""
    kinds = [k for k in KINDS if k == asked.kind] or list(TROUBLES)
    found = union_all(*(_OF_KIND[kind](kind) for kind in kinds)).subquery("trouble")
    rows = select(found)
    if asked.process:
        rows = rows.where(found.c.process_id == asked.process)
    if asked.unit_id:
        rows = rows.where(found.c.unit_id == asked.unit_id)
    if asked.cases is not None:
        rows = rows.where(found.c.case_id.in_(asked.cases))
    orders: dict[str, tuple[Any, ...]] = {
        "longest": (found.c.since.asc(), found.c.case_id, found.c.kind),
        "latest": (found.c.since.desc(), found.c.case_id, found.c.kind),
        "case": (found.c.case_id.asc(), found.c.kind),
        "process": (found.c.process_id.asc(), found.c.since.asc(), found.c.case_id),
    }
    return rows.order_by(*orders.get(asked.order, orders["longest"]), found.c.task_id)


def of_case(instance_id: int) -> list[Any]:
    """What is wrong with one case."""
    only = select(literal(instance_id))
    return list(db.session.execute(listed(Asked(cases=only))))


def processes() -> list[tuple[str, int]]:
    """The processes with running cases, and how many each has."""
    rows = (
        select(ProcessInstance.process_id, func.count())
        .where(ProcessInstance.finished_at.is_(None))
        .group_by(ProcessInstance.process_id)
        .order_by(ProcessInstance.process_id)
    )
    return [(process, number) for process, number in db.session.execute(rows)]


def _failed(kind: str) -> Select[Any]:
    """It raised when its clock rang, or when somebody completed a step."""
    return _of_case(kind, ProcessInstance.wake_at, ProcessInstance.error).where(
        ProcessInstance.error.is_not(None)
    )


def _overdue(kind: str) -> Select[Any]:
    return _of_case(kind, ProcessInstance.wake_at).where(
        ProcessInstance.wake_at < clock.now() - PATIENCE,
        ProcessInstance.error.is_(None),
        ProcessInstance.suspended_for.is_(None),
    )


def _stranded(kind: str) -> Select[Any]:
    waits = exists().where(_other.instance_id == ProcessInstance.id, _other.closed_at.is_(None))
    return _of_case(kind, ProcessInstance.started_at).where(
        ProcessInstance.wake_at.is_(None), ProcessInstance.suspended_for.is_(None), ~waits
    )


def _suspended(kind: str) -> Select[Any]:
    held = ProcessInstance.suspended_for
    return _of_case(kind, ProcessInstance.started_at, held).where(held.is_not(None))


def _runs(kind: str) -> Select[Any]:
    return _of_case(kind, ProcessInstance.started_at)


def _unit_closed(kind: str) -> Select[Any]:
    return _of_task(kind).where(~Unit.active)


def _no_post(kind: str) -> Select[Any]:
    """Nobody of the unit holds the post, nor stands in for somebody who does."""
    holder, away = aliased(Account), aliased(Delegation)
    holds = exists().where(
        holder.unit_id == Task.unit_id,
        holder.active,
        AccountPost.account_id == holder.id,
        AccountPost.post == func.any(Task.posts),
    )
    stand_in = exists().where(
        away.from_account_id == AccountPost.account_id,
        AccountPost.post == func.any(Task.posts),
        holder.id == away.to_account_id,
        holder.active,
        holder.unit_id == Task.unit_id,
        away.revoked_at.is_(None),
        away.from_on <= clock.today(),
        away.until_on >= clock.today(),
    )
    return _of_task(kind).where(Unit.active, ~holds, ~stand_in)


def _own(kind: str) -> Select[Any]:
    """All who hold the post had a hand in what they are to approve since it last was approved."""
    holder, post, sent, before = aliased(Account), aliased(AccountPost), _other, aliased(Task)
    approved = (
        select(func.coalesce(func.max(before.id), 0))
        .where(before.instance_id == Task.instance_id, before.name == Task.name)
        .where(before.closed_by == "answered", before.outcome == "approve")
        .correlate(Task)
        .scalar_subquery()
    )
    had_a_hand = exists().where(
        sent.instance_id == Task.instance_id,
        sent.name == func.any(Task.separate_from),
        sent.closed_by == "answered",
        sent.completed_by_id == holder.id,
        sent.id > approved,
    )
    holds = (
        holder.unit_id == Task.unit_id,
        holder.active,
        post.account_id == holder.id,
        post.post == func.any(Task.posts),
    )
    return _of_task(kind).where(
        func.cardinality(Task.separate_from) > 0,
        Unit.active,
        exists().where(*holds),
        ~exists().where(*holds, ~had_a_hand),
    )


def _of_case(kind: str, since: Any, what: Any = None) -> Select[Any]:
    """A line for a case, with the first of its open tasks."""
    first = (
        select(func.min(_other.id))
        .where(_other.instance_id == ProcessInstance.id, _other.closed_at.is_(None))
        .correlate(ProcessInstance)
        .scalar_subquery()
    )
    return (
        _line(kind, since, literal("") if what is None else what)
        .select_from(ProcessInstance)
        .outerjoin(Task, Task.id == first)
        .outerjoin(Unit, Unit.id == Task.unit_id)
        .where(ProcessInstance.finished_at.is_(None))
    )


def _of_task(kind: str) -> Select[Any]:
    return (
        _line(kind, Task.opened_at, func.array_to_string(Task.posts, ","))
        .select_from(Task)
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .join(Unit, Unit.id == Task.unit_id)
        .where(Task.closed_at.is_(None))
    )


def _line(kind: str, since: Any, what: Any) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        ProcessInstance.id.label("case_id"),
        ProcessInstance.process_id.label("process_id"),
        ProcessInstance.version.label("version"),
        func.coalesce(since, ProcessInstance.started_at).label("since"),
        func.coalesce(what, literal("", String)).label("what"),
        Task.id.label("task_id"),
        func.coalesce(Task.title, "").label("title"),
        func.coalesce(Task.title_en, "").label("title_en"),
        func.coalesce(Unit.id, null()).label("unit_id"),
        func.coalesce(Unit.short_name, "").label("unit"),
        func.coalesce(Unit.name_en, "").label("unit_en"),
    )


_OF_KIND = {
    FAILED: _failed,
    OVERDUE: _overdue,
    STRANDED: _stranded,
    UNIT_CLOSED: _unit_closed,
    NO_POST: _no_post,
    OWN: _own,
    SUSPENDED: _suspended,
    RUNS: _runs,
}
