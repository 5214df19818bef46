"""When the calendar changes: every open clock is projected anew, and whose date moved is told."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from app.foundation import audit, calendar, notices
from app.foundation.calendar import Calendar
from app.foundation.database import db
from app.workflow import answerable, clocks, desk, telling
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance, Task


def project_all(reason: str) -> int:
    """Work out every open clock by the present calendar; returns how many dates moved.

    The cases' rows are locked first, in order, as by every command that moves one.
    """
    affected = select(Clock.instance_id).where(Clock.ended_at.is_(None)).distinct()
    locked = (
        select(ProcessInstance)
        .where(ProcessInstance.id.in_(affected))
        .order_by(ProcessInstance.id)
        .with_for_update()
    )
    days = calendar.current()
    return sum(_project(instance, days, reason) for instance in db.session.scalars(locked).all())


def _project(instance: ProcessInstance, days: Calendar, reason: str) -> int:
    living = clocks.open_clocks(instance.id)
    before = {name: running.due_on for name, running in living.items()}
    moved = [c for c in living.values() if clocks.move(c, days, reason)]
    clocks.set_wake(instance, living.values())
    tasks = desk.redate(instance.id, living)
    for one in moved:
        audit.record("due date moved", case=instance.id, subject=one.name, due_on=str(one.due_on))
    _tell_holders(tasks, before, reason)
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
                reason=reason,
            )
    notices.deliver()
    return len(moved)


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
