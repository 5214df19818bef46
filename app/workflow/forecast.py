"""What would be: when the open clocks would run out with other days, or by another calendar.

Nothing is changed.  An administrator looks here before deciding; in a city with very many running
clocks at those that run out first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from app.foundation import calendar
from app.foundation.calendar import Calendar
from app.foundation.database import db
from app.workflow import clocks
from app.workflow.ledger import Clock, DeadlineRule, used_by

TOGETHER = 500
MOST = 10_000  # a look at so many takes seconds
RUNNING = (Clock.ended_at.is_(None), Clock.fired_at.is_(None), Clock.due_on.is_not(None))
COUNTED = ("budget", "used", "extended", "unit", "until_on", "started_on", "running_since")


@dataclass(frozen=True)
class Moved:
    """A running clock, when it is due now and when it would be."""

    clock: Clock
    was_on: date | None
    would_be: date | None

    @property
    def later(self) -> bool:
        """Would the unit have more time than now?"""
        return self.was_on is not None and self.would_be is not None and self.would_be > self.was_on


def by_days(rule: DeadlineRule, amount: int) -> list[Moved]:
    """The running clocks of a rule that would be due on another day if it had so many days.

    They keep the days with which they began, whatever is decided: this shows what is spared.
    Clocks that a case gave days of their own are not the rule's.
    """
    return _differing(_looked_at(*_of_rule(rule)), calendar.current(), budget=amount)


def by_calendar(days: Calendar) -> list[Moved]:
    """The running clocks that would be due on another day by another calendar."""
    return _differing(_looked_at(), days)


def is_partial(rule: DeadlineRule | None = None) -> bool:
    """Do more clocks run, of a rule or at all, than are looked at?"""
    ids = select(Clock.id).where(*RUNNING, *(_of_rule(rule) if rule else ())).limit(MOST + 1)
    return db.session.scalar(select(func.count()).select_from(ids.subquery())) == MOST + 1


def _of_rule(rule: DeadlineRule) -> tuple[ColumnElement[bool], ...]:
    return Clock.rule == rule.rule, Clock.until_on.is_(None), Clock.budget == rule.amount


def _looked_at(*which: ColumnElement[bool]) -> Iterator[Clock]:
    wanted = (
        select(Clock)
        .where(*RUNNING, *which)
        .options(selectinload(Clock.entries))
        .order_by(Clock.due_on, Clock.id)
        .limit(MOST)
    )
    yield from db.session.scalars(wanted.execution_options(yield_per=TOGETHER))


def _differing(
    running: Iterator[Clock], days: Calendar, *, budget: int | None = None
) -> list[Moved]:
    found = []
    for one in running:
        would_be = _due_if(one, days, budget)
        if would_be != one.due_on:
            found.append(Moved(one, one.due_on, would_be))
    return found


def _due_if(running: Clock, days: Calendar, budget: int | None) -> date | None:
    """The due day of a copy that nobody keeps."""
    copy = Clock(**{name: getattr(running, name) for name in COUNTED})
    if budget is not None:
        copy.budget = budget
    copy.used = used_by(running, days)
    clocks.project(copy, days)
    return copy.due_on
