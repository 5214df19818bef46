"""The time left at a glance: a colour, and the same in words, in the days that the clock counts."""

from datetime import date
from typing import NamedTuple

from app.foundation import calendar, clock
from app.foundation.i18n import _, ngettext
from app.workflow.clocks import WORKING_DAY

NEAR = 3


class Badge(NamedTuple):
    """A due date in one glance: a colour, and the same in words."""

    colour: str
    text: str


def due_badge(on: date, unit: str | None = None) -> Badge:
    """How urgent a due date is today, in working days where its clock counts those."""
    today = clock.today()
    if on == today:
        return Badge("soon", _("due today"))
    if unit == WORKING_DAY:
        return _in_working_days(on, today)
    days = (on - today).days
    if days < 0:
        return Badge("late", ngettext("overdue by %(num)s day", "overdue by %(num)s days", -days))
    return Badge(_colour(days), ngettext("%(num)s day left", "%(num)s days left", days))


def _in_working_days(on: date, today: date) -> Badge:
    days = calendar.current().count(min(on, today), max(on, today))
    if on > today:
        left = ngettext("%(num)s working day left", "%(num)s working days left", days)
        return Badge(_colour(days), left)
    if not days:
        return Badge("late", _("overdue"))  # since the last working day
    late = ngettext("overdue by %(num)s working day", "overdue by %(num)s working days", days)
    return Badge("late", late)


def _colour(days: int) -> str:
    return "near" if days <= NEAR else "normal"
