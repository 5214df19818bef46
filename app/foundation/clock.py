"""What time it is: the one place that asks, so that tests and scenarios can hand in a moment.

All machines go by one clock, the database's, which each reads when it connects; from then on it
only counts the seconds.  A machine whose own clock is wrong, or jumps, fires no deadline early,
dates no answer and lets nobody have more days than another.
"""

import time as seconds
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
_handed_in: ContextVar[datetime | None] = ContextVar("handed_in", default=None)
# A reading that took longer says too little about when it was made.
SLOWEST_READING = 1.0


class _Read:
    """What the database's clock showed, and what the counter of seconds showed then."""

    moment: datetime | None = None
    counter = 0.0


_read = _Read()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    if handed_in := _handed_in.get():
        return handed_in
    if _read.moment is None:
        return datetime.now(UTC)
    return _read.moment + timedelta(seconds=counter() - _read.counter)


def counter() -> float:
    """Seconds that pass whatever anybody does to the clock, also while the machine sleeps."""
    try:
        return seconds.clock_gettime(seconds.CLOCK_BOOTTIME)
    except AttributeError:  # not on Linux
        return seconds.monotonic()


def follow(moment: datetime, asked: float) -> None:
    """Go by the database's clock: it showed `moment` when asked at `asked` of the counter."""
    answered = counter()
    if _read.moment is None or answered - asked < SLOWEST_READING:
        _read.moment, _read.counter = moment.astimezone(UTC), answered


def today() -> date:
    """The present day in the city."""
    return now().astimezone(LOCAL).date()


def local(moment: datetime) -> datetime:
    """A moment as the city's clocks show it."""
    return moment.astimezone(LOCAL)


def end_of_day(day: date) -> datetime:
    """24:00 of a day in the city, as a moment in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, LOCAL).astimezone(UTC)


def at_hour(day: date, hour: int) -> datetime:
    """An hour of a day in the city, as a moment in UTC."""
    return datetime.combine(day, time(hour), LOCAL).astimezone(UTC)


def hand_in(moment: datetime | None) -> None:
    """Let `moment` be now in this context; None goes back to the real clock."""
    _handed_in.set(moment.astimezone(UTC) if moment else None)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `moment` be now inside a `with` block."""
    token = _handed_in.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _handed_in.reset(token)
