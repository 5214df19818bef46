"""What time it is: the one place that asks, so that tests and scenarios can hand in a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
_handed_in: ContextVar[datetime | None] = ContextVar("handed_in", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _handed_in.get() or datetime.now(UTC)


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
