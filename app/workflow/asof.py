"""The day as of which a command counts: today, or the real day of what came on paper."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from app.foundation import clock

# Set within one command only, by the room that enters the paper.
_real_day: ContextVar[date | None] = ContextVar("real_day", default=None)


@contextmanager
def day(real: date) -> Iterator[None]:
    """Let the clocks count what is done inside the block from a day before.

    What begins, is held, goes on, restarts or ends does so as of that day; a clock whose last
    day has passed by then rings at the next wake.
    """
    if real > clock.today():
        raise ValueError(f"{real} is still to come.")
    token = _real_day.set(real)
    try:
        yield
    finally:
        _real_day.reset(token)


def today() -> date:
    """The day that counts now."""
    return _real_day.get() or clock.today()
