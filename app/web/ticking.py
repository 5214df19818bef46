"""A clock in words: when it is due, what is left, whose rule it is."""

from dataclasses import dataclass
from datetime import date

from app.foundation import calendar, clock
from app.foundation.i18n import _, speaks_english
from app.web import duedays, wording
from app.workflow import clocks
from app.workflow import duedays as reckoned
from app.workflow.ledger import DEFAULT_SOURCE, Clock, standing


@dataclass(frozen=True)
class Ticking:
    """A clock as the pages show it."""

    id: int
    title: str
    due_on: date | None
    unit: str
    provisional: bool
    left: str
    held: str
    over: str
    source: str
    ended: bool


def of(shown: Clock) -> Ticking:
    """A clock in words: when it is due, what is left, whose rule it is."""
    held = ""
    if shown.is_held:
        last = next((e for e in reversed(standing(shown.entries)) if e.event == "held"), None)
        held = duedays.held_for(last.reason if last else "")
    return Ticking(
        shown.id,
        clock_title(shown),
        shown.due_on,
        shown.unit,
        shown.provisional,
        _left(shown),
        held,
        _over(shown),
        source(shown),
        shown.ended_at is not None,
    )


def clock_title(shown: Clock) -> str:
    """What a clock is for; the administrator's own words in Chinese."""
    named = wording.named(wording.CLOCKS, shown.name)
    return named if speaks_english() or not shown.title else shown.title


def source(shown: Clock) -> str:
    """Who set the number of days: an article of the regulations, or this system's default."""
    if not speaks_english():
        return shown.source
    if shown.source.startswith(DEFAULT_SOURCE):
        return _("default of this system")
    article = "".join(c for c in shown.source if c.isdigit())
    return _("Regulations, article %(article)s", article=article) if article else shown.source


def _left(shown: Clock) -> str:
    """How many days are left of the budget."""
    if shown.ended_at or shown.unit == clocks.FIXED_DATE:
        return ""
    if shown.running_since is None:
        left = shown.total - shown.used
    elif shown.unit == clocks.WORKING_DAY and shown.due_on:
        left = calendar.current().count(clock.today(), shown.due_on)
    else:
        left = (shown.due_on - clock.today()).days if shown.due_on else 0
    if shown.unit == clocks.WORKING_DAY:
        return _("%(left)s of %(total)s working days left", left=max(left, 0), total=shown.total)
    return _("%(left)s of %(total)s calendar days left", left=max(left, 0), total=shown.total)


def _over(shown: Clock) -> str:
    if shown.fired_at:
        return _("ran out on %(date)s", date=shown.due_on)
    if shown.ended_at:
        return _("ended on %(date)s", date=reckoned.ended_on(shown))
    return _("stands still") if shown.is_held else ""
