"""Moments as days and months of the city, for figures that go month by month."""

from datetime import date, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Date, cast, func

from app.foundation import clock


class Span(Protocol):
    """A time from a day up to and with another."""

    @property
    def since(self) -> date:
        """Its first day."""

    @property
    def until(self) -> date:
        """Its last day."""


def day_of(moment: Any) -> ColumnElement[date]:
    """The day of the city on which a moment lies, in SQL."""
    return cast(func.timezone(clock.LOCAL.key, moment), Date)


def month_of(moment: Any) -> ColumnElement[date]:
    """The first day of the month in which a moment lies, in SQL."""
    return cast(func.date_trunc("month", func.timezone(clock.LOCAL.key, moment)), Date)


def first_of_month(day: date, back: int) -> date:
    """The first day of the month, so many months back."""
    index = day.year * 12 + day.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


def months(span: Span) -> list[date]:
    """The months of a time, the earliest first."""
    found, month = [], first_of_month(span.since, 0)
    while month <= span.until:
        found.append(month)
        month = first_of_month(month + timedelta(days=31), 0)
    return found


def holds(span: Span, moment: Any) -> ColumnElement[bool]:
    """Does a moment lie in the time, in SQL?"""
    begins, ends = clock.at_hour(span.since, 0), clock.end_of_day(span.until)
    return (moment >= begins) & (moment < ends)
