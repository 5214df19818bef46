"""Reminders: three and one working days before a clock runs out, on the day, the day after."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.foundation import calendar, clock, notices
from app.foundation.calendar import Calendar
from app.foundation.database import db
from app.workflow import telling
from app.workflow.ledger import Clock
from app.workflow.models import Task

DAYS_BEFORE = (3, 1, 0)
HOUR = 8
BATCH = 50


def next_moment(due_on: date, days: Calendar) -> datetime | None:
    """The next moment to remind of a clock that runs out on `due_on`; None after the last."""
    on = [days.subtract(due_on, n) for n in DAYS_BEFORE] + [due_on + timedelta(days=1)]
    moments = [clock.at_hour(day, HOUR) for day in on]
    return min((m for m in moments if m > clock.now()), default=None)


def send_next() -> int:
    """Remind of the clocks whose moment has come, a batch at a time; returns how many.

    Every clock is reminded once, however many moments were missed, and its
    next moment lies ahead.
    """
    statement = (
        select(Clock)
        .where(Clock.remind_at <= clock.now())
        .order_by(Clock.remind_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    due = list(db.session.scalars(statement))
    days = calendar.current() if due else Calendar()
    for one in due:
        _remind(one)
        one.remind_at = next_moment(one.due_on, days) if one.due_on else None
        one.reminded += 1
    notices.deliver()
    return len(due)


def _remind(one: Clock) -> None:
    """Tell those on whose desks the tasks of this clock lie."""
    statement = select(Task).where(
        Task.instance_id == one.instance_id,
        Task.closed_at.is_(None),
        Task.clock_name == one.name,
    )
    for task in db.session.scalars(statement):
        telling.holders("deadline_reminder", task, clock=one.name, due_on=str(one.due_on))
