"""When the calendar changes: every open clock is projected anew, and whose date moved is told."""

from collections.abc import Iterable

from sqlalchemy import select

from app.foundation import audit, calendar, notices
from app.foundation.calendar import Calendar
from app.foundation.database import db
from app.workflow import clocks, desk, telling
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
    moved = [c for c in living.values() if clocks.move(c, days, reason)]
    clocks.set_wake(instance, living.values())
    tasks = desk.redate(instance.id, living)
    for one in moved:
        audit.record("due date moved", case=instance.id, subject=one.name, due_on=str(one.due_on))
    _tell(tasks)
    notices.deliver()
    return len(moved)


def _tell(tasks: Iterable[Task]) -> None:
    for task in tasks:
        telling.holders("due_date_moved", task, due_on=str(task.due_on))
