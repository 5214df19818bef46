"""How long a case stays in the live tables after it ended (条例 29: at least three years)."""

from calendar import monthrange
from datetime import date

# 条例 29; the rule of the deadlines may ask for more, never for less.
LEAST_YEARS = 3
RULE = "keep_records"
# A case that was restored stays for so many days, whatever its term.
RESTORED_DAYS = 90


def last_day(ended_on: date, years: int) -> date:
    """The last day of the term: the same day so many years later, or the month's last.

    The day on which the case ended does not count (民法典 201, 202).
    """
    year = ended_on.year + years
    return date(year, ended_on.month, min(ended_on.day, monthrange(year, ended_on.month)[1]))


def is_past(ended_on: date, years: int, today: date) -> bool:
    """Is the term over?  On its last day it is not."""
    return today > last_day(ended_on, years)


def ended_before(today: date, years: int) -> date:
    """Whatever ended before this day is past its term today, and nothing else."""
    year = today.year - years
    if today.day > monthrange(year, today.month)[1]:  # 29 February, looking back at a short one
        return date(year, today.month + 1, 1)
    return date(year, today.month, today.day)
