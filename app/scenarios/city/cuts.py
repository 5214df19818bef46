"""The signs that mark where a pattern is cut, and how a cut text is filled in again.

What is the same for all cases of a day (the days themselves) is filled in once a day; what
differs from case to case, the slots, once a case.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any

from app.foundation import clock
from app.scenarios.city.days import WorkingDays
from app.scenarios.city.rows import NULL
from app.workflow import ladder

ISO = re.compile(r"(?<![\d-])(20\d\d)-(\d\d)-(\d\d)(?!\d)")
CHINESE = re.compile(r"(?<!\d)(20\d\d)年(\d{1,2})月(\d{1,2})日")
DAY_CUT = re.compile("\x01([A-Z])([0-9]{8})\x01")
CASE_CUT = re.compile("\x02([0-9]+)\x02")
Values = Sequence[Any]


def slot(number: int) -> str:
    """Here stands what differs from case to case."""
    return f"\x02{number}\x02"


def day(kind: str, of: date) -> str:
    """Here stands a day, or what follows from it: D, C (in Chinese), Y(ear), P, R (of a clock)."""
    return f"\x01{kind}{of:%Y%m%d}\x01"


def days_cut(text: str) -> str:
    """The text with a cut for every day in it."""
    return CHINESE.sub(partial(_cut, "C"), ISO.sub(partial(_cut, "D"), text))


def _cut(kind: str, found: re.Match[str]) -> str:
    try:
        return day(kind, date(*map(int, found.groups())))
    except ValueError:  # no day of the calendar
        return found[0]


def read_day(text: str) -> date:
    """The day with which a moment begins."""
    return date.fromisoformat(text[:10])


@dataclass(frozen=True)
class Moved:
    """The days of a pattern, so many working days later; some clocks count calendar days."""

    days: WorkingDays
    by: int
    otherwise: dict[date, date]

    def to(self, day: date) -> date:
        """Where a day of the pattern falls."""
        return self.otherwise.get(day) or self.days.moved(day, self.by)

    def filled(self, text: str) -> str:
        """The text with its days."""
        return DAY_CUT.sub(self._said, text)

    def _said(self, found: re.Match[str]) -> str:
        kind, digits = found[1], found[2]
        day = self.to(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
        if kind == "D":
            return day.isoformat()
        if kind == "C":
            return f"{day.year}年{day.month}月{day.day}日"
        if kind == "Y":
            return str(day.year)
        if kind == "P":
            return "f" if self.days.calendar.is_announced(day) else "t"
        remind = ladder.next_moment(day, self.days.calendar)
        return f"{clock.local(remind):%Y-%m-%d %H:%M:%S+08}" if remind else NULL


def compiled(text: str) -> Callable[[Values], str]:
    """A function that fills the slots of a text in."""
    pieces = CASE_CUT.split(text)
    slots = [int(number) for number in pieces[1::2]]
    whole = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])
    if len(slots) < 2:
        return lambda values: whole % tuple(values[number] for number in slots)
    pick = itemgetter(*slots)
    return lambda values: whole % pick(values)
