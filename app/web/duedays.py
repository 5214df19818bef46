"""The days of a clock in words: counted, skipped (which holiday), suspended (why)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.foundation import clock
from app.foundation.calendar import Day
from app.foundation.i18n import _, lazy, ngettext, speaks_english
from app.web import wording
from app.workflow import clocks, duedays
from app.workflow.duedays import LedgerDay
from app.workflow.ledger import Clock, ClockEntry

# The lines of a ledger that may be of another day than that on which they were written.
OF_PAPER = (*clocks.TURNS, "held", "ended")
WEEKDAYS = (
    lazy("Monday"),
    lazy("Tuesday"),
    lazy("Wednesday"),
    lazy("Thursday"),
    lazy("Friday"),
    lazy("Saturday"),
    lazy("Sunday"),
)


@dataclass(frozen=True)
class Told:
    """A day in the list: its number if it counts, and why it does or does not."""

    on: date
    kind: str
    n: int | None
    why: str
    provisional: bool

    @property
    def weekday(self) -> str:
        """The day of the week in the reader's language."""
        return str(WEEKDAYS[self.on.weekday()])


def listed(shown: Clock) -> list[Told]:
    """Every day of a clock since it last began."""
    numbered = shown.unit != clocks.FIXED_DATE
    return [_told(one, numbered) for one in duedays.days_of(shown)]


def held_for(tasks: str) -> str:
    """Why a clock stands still, from the tasks that hold it."""
    names = [
        str(wording.HOLDERS.get(task, task)) for task in dict.fromkeys(tasks.split(",")) if task
    ]
    return _("Suspended: %(tasks)s", tasks=_(", ").join(names)) if names else _("Suspended")


def said(shown: Clock, days: int) -> str:
    """A number of the days that a clock counts."""
    if shown.unit == clocks.WORKING_DAY:
        return ngettext("%(num)s working day", "%(num)s working days", days)
    return ngettext("%(num)s calendar day", "%(num)s calendar days", days)


def entry(shown: Clock, one: ClockEntry) -> dict[str, Any]:
    """A line of the ledger in words."""
    why = ""
    if one.event == "held":
        why = held_for(one.reason)
    elif one.event == "extended":
        why = said(shown, one.days or 0)
    elif one.due_on and one.event in ("started", "resumed", "restarted", "projected", "reopened"):
        why = _("due on %(date)s", date=one.due_on)
    if one.event in OF_PAPER and one.on_date != clock.local(one.at).date():
        # What came on paper counts from its receipt.
        told = _("as of %(date)s, the day of receipt on paper", date=one.on_date)
        why = f"{why} · {told}" if why else told
    return {"at": one.at, "what": wording.named(wording.ENTRIES, one.event), "why": why}


def _told(one: LedgerDay, numbered: bool) -> Told:
    kind = one.day.kind if one.status == "skipped" else one.status
    if one.status == "counted" and one.day.kind == "make_up":
        kind = "make_up"
    why = _why(one)
    if one.is_due:
        kind, why = (
            f"{kind} day-last",
            _("%(why)s Last day: it runs out at 24:00.", why=why).strip(),
        )
    shaky = one.day.provisional and one.status in ("counted", "skipped")
    return Told(one.day.day, kind, one.number if numbered else None, why, shaky)


def _why(one: LedgerDay) -> str:
    if one.status == "start":
        return _("The clock starts; this day is not counted.")
    if one.status == "resumed":
        return _("The clock goes on; this day is not counted.")
    if one.status == "suspended":
        return held_for(one.holds)
    if one.status == "skipped":
        return _off(one.day)
    if one.day.kind == "make_up":
        return _("Make-up working day, counted.")
    return ""


def _off(day: Day) -> str:
    name = (speaks_english() and day.name_en) or day.name
    return _("Public holiday: %(name)s", name=name) if name else _("Weekend")
