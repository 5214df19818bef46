"""Remind people of the clocks that will soon run out, or did."""

from sqlalchemy import select

from app.foundation import calendar, clock, notices
from app.foundation.calendar import Calendar
from app.foundation.database import db
from app.workflow import answerable, ladder, telling
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance, Task

BATCH = 50


def send_next() -> int:
    """Remind of the clocks whose moment has come, a batch at a time; returns how many.

    Every clock is reminded once, however many moments were missed, and its
    next moment lies ahead.  Of a case that is suspended nobody is reminded.
    """
    halted = select(ProcessInstance.id).where(ProcessInstance.suspended_for.is_not(None))
    statement = (
        select(Clock)
        .where(Clock.remind_at <= clock.now(), Clock.instance_id.not_in(halted))
        .order_by(Clock.remind_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    due = list(db.session.scalars(statement))
    days = calendar.current() if due else Calendar()
    for one in due:
        _remind(one)
        one.remind_at = ladder.next_moment(one.due_on, days) if one.due_on else None
        one.reminded += 1
    notices.deliver()
    return len(due)


def _remind(one: Clock) -> None:
    """Tell those on whose desks the tasks of this clock lie.

    Where it dates no open task, as the group's does not while its members vote, tell those who
    answer for it all the same.
    """
    statement = select(Task).where(
        Task.instance_id == one.instance_id,
        Task.closed_at.is_(None),
        Task.clock_name == one.name,
    )
    tasks = list(db.session.scalars(statement))
    said = {"clock": one.name, "due_on": str(one.due_on)}
    for task in tasks:
        telling.holders("deadline_reminder", task, **said)
    if not tasks:
        instance = db.session.get_one(ProcessInstance, one.instance_id)
        answerable.tell("deadline_reminder", instance, one.name, **said)
