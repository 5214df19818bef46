"""When the calendar changes: every open clock is projected anew, and whose date moved is told.

A city has many: what is in force is in force at once, and a worker then takes the clocks over,
some cases at a time.  Until it has come to a case, no clock of that case runs out by the days of
the calendar before (`catch_up`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select

from app.foundation import audit, calendar, clock, notices, queue
from app.foundation.calendar import CalendarImport, CalendarTakeover
from app.foundation.database import db
from app.workflow import answerable, clocks, desk, telling
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance, Task

JOB = "calendar"
TOGETHER = 25


@dataclass(frozen=True)
class Step:
    """Some cases that were done: up to which one, and those that somebody else had locked."""

    reached: int
    busy: Collection[int]


def begin(made: CalendarImport, days: Collection[date]) -> None:
    """Have the open clocks taken over by an import, whose listed days are `days`."""
    first = date(min(map(int, made.years.split(","))), 1, 1)
    db.session.add(CalendarTakeover(import_id=made.id, since=min([first, *days])))
    queue.defer(JOB, made.id)


def unfinished() -> list[int]:
    """The imports by which some clocks do not go yet."""
    wanted = select(CalendarTakeover.import_id).where(CalendarTakeover.ended_at.is_(None))
    return list(db.session.scalars(wanted.order_by(CalendarTakeover.import_id)))


def dates_moved(import_id: int) -> int:
    """How many dates an import has moved so far."""
    return db.session.get_one(CalendarTakeover, import_id).moved


def reason(import_id: int) -> str:
    """Why a date moved, as its ledger says it."""
    return f"calendar {db.session.get_one(CalendarImport, import_id).years}"


def begun(import_id: int) -> int | None:
    """Up to which case an import was taken over; None where all is done."""
    found = _takeover(import_id)
    return None if found.ended_at else found.reached


def note(import_id: int, dates: int) -> None:
    """What else was counted anew by this import, and how many of its dates moved."""
    _takeover(import_id).moved += dates


def step(import_id: int, after: int, busy: Collection[int]) -> Step | None:
    """Take some cases over, after that one; None where no case is left.

    `busy` are cases passed over because somebody is at work on them: they are not counted as
    reached, so that whoever goes on where this one was interrupted comes to them again.
    """
    takeover = _takeover(import_id)
    wanted = list(db.session.scalars(_open_after(after, takeover.since)))
    if not wanted or takeover.ended_at:
        return None
    locked = list(db.session.scalars(_locked(wanted, skip=True)))
    takeover.moved += sum(catch_up(instance, import_id) for instance in locked)
    left = set(wanted) - {instance.id for instance in locked}
    waiting = left.union(busy)
    takeover.reached = min(waiting) - 1 if waiting else wanted[-1]
    return Step(wanted[-1], left)


def wait_for(import_id: int, instance_id: int) -> None:
    """Take over a case that was passed over; waits for whoever is at work on it."""
    takeover = _takeover(import_id)
    for instance in db.session.scalars(_locked([instance_id], skip=False)):
        takeover.moved += catch_up(instance, import_id)


def end(import_id: int) -> None:
    """Every open clock goes by this import, or by a later one."""
    takeover = _takeover(import_id)
    takeover.ended_at = takeover.ended_at or clock.now()


def catch_up(instance: ProcessInstance, import_id: int | None = None) -> int:
    """Count the clocks of a locked case by the present calendar; how many dates moved."""
    days = calendar.current()
    living = clocks.open_clocks(instance.id)
    before = {name: running.due_on for name, running in living.items()}
    why = reason(import_id or max(unfinished()))
    moved = [c for c in living.values() if clocks.move(c, days, why)]
    clocks.set_wake(instance, living.values())
    tasks = desk.redate(instance.id, living)
    for one in moved:
        audit.record("due date moved", case=instance.id, subject=one.name, due_on=str(one.due_on))
    _tell_holders(tasks, before, why)
    dated = {task.clock_name for task in tasks}
    for one in moved:
        if one.name not in dated:
            answerable.tell(
                "due_date_moved",
                instance,
                one.name,
                clock=one.name,
                was_on=str(before[one.name] or ""),
                due_on=str(one.due_on),
                reason=why,
            )
    notices.deliver()
    return len(moved)


def _takeover(import_id: int) -> CalendarTakeover:
    """Locked: of two who are at it, one waits for the other's cases."""
    return db.session.get_one(
        CalendarTakeover, import_id, with_for_update=True, populate_existing=True
    )


def _open_after(after: int, since: date) -> Select[int]:
    return (
        select(Clock.instance_id)
        .where(Clock.ended_at.is_(None), Clock.fired_at.is_(None), Clock.instance_id > after)
        .where(or_(Clock.due_on.is_(None), Clock.due_on >= since))
        .distinct()
        .order_by(Clock.instance_id)
        .limit(TOGETHER)
    )


def _locked(ids: Collection[int], *, skip: bool) -> Select[ProcessInstance]:
    return (
        select(ProcessInstance)
        .where(ProcessInstance.id.in_(ids))
        .order_by(ProcessInstance.id)
        .with_for_update(skip_locked=skip)
        .execution_options(populate_existing=True)
    )


def _tell_holders(tasks: Iterable[Task], before: Mapping[str, date | None], reason: str) -> None:
    for task in tasks:
        was = before.get(task.clock_name or "")
        telling.holders(
            "due_date_moved",
            task,
            clock=task.clock_name,
            was_on=str(was or ""),
            due_on=str(task.due_on),
            reason=reason,
        )
