"""When to remind of a clock: three and one working days before, on the day, the day after."""

from datetime import date, datetime, timedelta

from app.foundation import clock
from app.foundation.calendar import Calendar

DAYS_BEFORE = (3, 1, 0)
HOUR = 8


def next_moment(due_on: date, days: Calendar) -> datetime | None:
    """The next moment to remind of a clock that runs out on `due_on`; None after the last."""
    on = [days.subtract(due_on, n) for n in DAYS_BEFORE] + [due_on + timedelta(days=1)]
    moments = [clock.at_hour(day, HOUR) for day in on]
    return min((m for m in moments if m > clock.now()), default=None)
