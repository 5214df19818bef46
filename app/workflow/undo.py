"""Take an answer back, as long as the other side has not seen what came of it.

Before an answer that its room can take back, the case is remembered as it stands; what the step
changed is kept beside it in one `UndoPoint`.  Other answers pay nothing for this.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, literal_column, select
from sqlalchemy.orm import contains_eager

from app.foundation import audit, clock, notices
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity import acting
from app.foundation.identity.models import Account
from app.foundation.notices import Notice
from app.workflow import desk, drafts, inbox, registry, rewind
from app.workflow.ledger import Clock, ClockEntry
from app.workflow.models import InstanceParty, ProcessInstance, Task, UndoPoint

OF_CASE = ("case_state", "active", "calls", "passed", "clock_plans")
OF_TASK = (
    "instance_id", "process_id", "name", "title", "title_en", "lane", "unit_id", "posts",
    "form_key", "item", "separate_from", "opened_at", "claimed_by_id", "claimed_at",
    "clock_name", "due_on", "due_at", "provisional", "seen_at",
)  # fmt: skip
Seats = dict[int, list[Any]]


@dataclass(frozen=True)
class Before:
    """A case as it stood before an answer."""

    state: bytes
    case: dict[str, Any]
    clocks: dict[int, rewind.State]
    seats: Seats
    last_entry: int


def remember(task: Task) -> Before | None:
    """The case before this answer; None where the answer cannot be taken back.

    Only of a task that waits alone: where others wait beside it they may be answered meanwhile.
    """
    instance = task.instance
    alone = instance.active == [f"{task.process_id}/{task.name}"] and task.item is None
    if not alone or registry.undoer(task.form_key) is None:
        return None
    entries = select(AuditEntry.id).where(AuditEntry.instance_id == instance.id)
    return Before(
        instance.state,
        {name: getattr(instance, name) for name in OF_CASE},
        rewind.read(instance.id),
        read_seats(instance.id),
        db.session.scalar(entries.order_by(AuditEntry.id.desc()).limit(1)) or 0,
    )


def keep(before: Before, task: Task, opened: Iterable[Task], account: Account) -> None:
    """Write the point down to which the case may go back; called when the step is laid down."""
    instance = task.instance
    if instance.finished_at is not None:
        return
    after, seats = rewind.read(instance.id, before.clocks), read_seats(instance.id)
    changed = {n: was for n, was in before.clocks.items() if after[n] != was}
    point = UndoPoint(
        task_id=task.id,
        instance_id=instance.id,
        version=instance.version,
        state=before.state,
        kept={
            "case": before.case,
            "clocks": {
                "before": changed,
                "begun": sorted(set(after) - set(before.clocks)),
                "lines": ledger_lines(changed),
            },
            "seats": {n: was for n, was in before.seats.items() if seats[n] != was},
            "seated": sorted(set(seats) - set(before.seats)),
            "opened": [one.id for one in opened],
            "notices": _written(Notice, Notice.instance_id == instance.id),
            "log": [before.last_entry, audit.gathered(instance.id)],
        },
        by_id=account.id,
    )
    db.session.add(point)


def may_be_undone(task: Task) -> bool:
    """Was the case remembered before this answer?  Says nothing of who has seen it since."""
    return registry.undoer(task.form_key) is not None and (
        db.session.get(UndoPoint, task.id) is not None
    )


def offered(instance: ProcessInstance, tasks: Collection[Task], account: Account) -> Task | None:
    """Among the tasks of a case, the answer that the account may still take back."""
    given = [t for t in tasks if t.closed_by == "answered" and t.closed_at]
    last = max(given, key=lambda t: (t.closed_at, t.id), default=None)
    if (
        last is None
        or instance.is_suspended
        or not inbox.may_act(last, account)
        or not registry.undoer(last.form_key)
    ):
        return None
    point = db.session.get(UndoPoint, last.id)
    came_of_it = [t for t in tasks if point and t.id in point.kept["opened"]]
    return None if _why_not(point, instance, last, came_of_it, account) else last


def take_back(task_id: int, account: Account) -> Task:
    """Put the case back to where it stood before this answer; returns the task, open again.

    Any colleague who may answer the task may take the answer back: it is the unit's, and the
    record names both.
    """
    task = _locked(task_id, account)
    point = db.session.get(UndoPoint, task_id, populate_existing=True)
    inbox.check_runs(task.instance)
    opened = _opened(point)
    if why := _why_not(point, task.instance, task, opened, account):
        raise Conflict(why)
    assert point is not None, "said above"
    absent = account.on_behalf_of(set(task.posts))
    with acting.as_account(account, absent), audit.on(task.instance.release_id):
        told = _silence(point)
        again = _put_back(task, point, opened)
        undo_rows = registry.undoer(task.form_key)
        assert undo_rows is not None, "said above"
        undo_rows(task, told)
        audit.record(
            "answer recalled",
            case=task.instance_id,
            task=task.id,
            subject=task.name,
            outcome=task.outcome,
        )
        notices.deliver()
    return again


def _locked(task_id: int, account: Account) -> Task:
    """The answered task, its case locked first; of others' tasks nothing is said."""
    statement = (
        select(Task)
        .join(Task.instance)
        .where(Task.id == task_id)
        .options(contains_eager(Task.instance))
        .with_for_update(of=(ProcessInstance, Task))
        .execution_options(populate_existing=True)
    )
    task = db.session.scalars(statement).one_or_none()
    if task is None:
        raise NotFound(_("There is no such task."))
    if not inbox.may_act(task, account):
        inbox.task(task_id, account)
        raise NotAllowed(_("This step belongs to another unit or post."))
    return task


def _opened(point: UndoPoint | None) -> list[Task]:
    """The tasks that the step opened, locked against a first look at this moment."""
    if point is None:
        return []
    statement = (
        select(Task)
        .where(Task.id.in_(point.kept["opened"]))
        .order_by(Task.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def _why_not(
    point: UndoPoint | None,
    instance: ProcessInstance,
    task: Task,
    opened: Iterable[Task],
    account: Account,
) -> str:
    """Why an answer cannot be taken back (any more); empty where it can."""
    if task.closed_by == "recalled":
        return _("This answer was already taken back.")
    if point is None:
        return _("This answer cannot be taken back.")
    others = [one for one in opened if one.unit_id != task.unit_id]
    if any(one.seen_at or one.closed_by == "answered" for one in others):
        return _("The other side has already seen it: it cannot be taken back any more.")
    if any(one.claimed_by_id not in (None, account.id) for one in opened):
        return _("Somebody already works on what came of it: it cannot be taken back any more.")
    if point.version != instance.version:
        return _("The case has gone on since: this answer cannot be taken back any more.")
    return ""


def _silence(point: UndoPoint) -> set[int]:
    """Take back what was told and neither read nor mailed; returns who was told all the same."""
    told = Notice.id.in_(point.kept["notices"]) | Notice.task_id.in_(point.kept["opened"])
    unheard = delete(Notice).where(told, Notice.read_at.is_(None), Notice.mailed_at.is_(None))
    db.session.execute(unheard, execution_options={"synchronize_session": False})
    return set(db.session.scalars(select(Notice.account_id).where(told)))


def _put_back(task: Task, point: UndoPoint, opened: Collection[Task]) -> Task:
    instance, kept = task.instance, point.kept
    for one in opened:
        _close(one)
    registry.tell_over(opened)
    again = _reopen(task)
    instance.state = point.state
    for name in OF_CASE:
        setattr(instance, name, kept["case"][name])
    reseat(kept)
    living = rewind.restore(instance, kept["clocks"])
    desk.redate(instance.id, living)
    point.kept = kept | {"entries": _recorded(instance.id, *kept["log"])}
    point.undone_at = clock.now()
    return again


def _recorded(instance_id: int, after: int, many: int) -> list[int]:
    """What the step wrote into the record: the record itself cannot be changed or marked."""
    entries = select(AuditEntry.id).where(
        AuditEntry.instance_id == instance_id, AuditEntry.id > after
    )
    return list(db.session.scalars(entries.order_by(AuditEntry.id).limit(many)))


def _close(one: Task) -> None:
    """A task that came of the answer: it is as if it had never been."""
    one.closed_at, one.closed_by = clock.now(), "recalled"
    drafts.discard(drafts.key(one))
    audit.record("task ended", case=one.instance_id, task=one.id, subject=one.name)


def _reopen(task: Task) -> Task:
    """The same step once more; the answered one keeps who said what, and hands its place over."""
    again = Task(engine_id=task.engine_id, **{name: getattr(task, name) for name in OF_TASK})
    task.closed_by, task.engine_id = "recalled", f"{task.engine_id}#{task.id}"
    db.session.flush()  # inserts come before updates, and the engine knows one task of that id
    db.session.add(again)
    db.session.flush()
    return again


def read_seats(instance_id: int) -> Seats:
    """Who acts in the case and since when each may see it, as plain values."""
    rows = select(InstanceParty.id, InstanceParty.acts, InstanceParty.visible_at)
    found = db.session.execute(rows.where(InstanceParty.instance_id == instance_id))
    return {n: [acts, since and since.isoformat()] for n, acts, since in found}


def reseat(kept: dict[str, Any]) -> None:
    """Whoever came in with the step is out again."""
    gone = delete(InstanceParty).where(InstanceParty.id.in_(kept["seated"]))
    db.session.execute(gone, execution_options={"synchronize_session": "fetch"})
    for number, (acts, since) in kept["seats"].items():
        seat = db.session.get_one(InstanceParty, int(number))
        seat.acts = acts
        seat.visible_at = datetime.fromisoformat(since) if since else None


def ledger_lines(changed: Collection[int]) -> dict[int, list[int]]:
    """What the step wrote into the ledgers of clocks that were there before it."""
    written = (
        select(ClockEntry.id, ClockEntry.clock_id)
        .join(Clock)
        .where(ClockEntry.clock_id.in_(changed), _just_now(ClockEntry))
    )
    lines: dict[int, list[int]] = {}
    for number, clock_id in db.session.execute(written.order_by(ClockEntry.id)):
        lines.setdefault(clock_id, []).append(number)
    return lines


def _written(table: Any, of_case: Any) -> list[int]:
    """The rows of a table that this very transaction wrote."""
    rows = select(table.id).where(of_case, _just_now(table))
    return list(db.session.scalars(rows.order_by(table.id)))


def _just_now(table: Any) -> Any:
    return literal_column(f"{table.__tablename__}.xmin") == literal_column(
        "pg_current_xact_id()::xid"
    )
