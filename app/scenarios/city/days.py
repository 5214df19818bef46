"""Moves the days of a case by whole working days, so that every deadline keeps its length."""

from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import lru_cache

from app.foundation import clock
from app.foundation.calendar import Calendar

FIRST, LAST = date(2015, 1, 1), date(2045, 12, 31)


class WorkingDays:
    """The working days of thirty years, numbered."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        span = range((LAST - FIRST).days + 1)
        days = (FIRST + timedelta(days=n) for n in span)
        self.days = [day for day in days if calendar.is_workday(day)]
        self.moved = lru_cache(maxsize=100_000)(self._moved)

    def number(self, day: date) -> int:
        """The number of a day: of the working day itself, or of the last one before it."""
        return max(bisect_right(self.days, day) - 1, 0)

    def count(self, after: datetime, until: date) -> int:
        """The working days after a moment's day, up to and with another day."""
        return self.number(until) - self.number(clock.local(after).date())

    def _moved(self, day: date, by: int) -> date:
        """The day so many working days later; a day off stays between its neighbours."""
        number = self.number(day)
        target = min(max(number + by, 0), len(self.days) - 2)
        before, after = self.days[target], self.days[target + 1]
        return min(before + (day - self.days[number]), after - timedelta(days=1))
