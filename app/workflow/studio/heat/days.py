"""The working days of a visit to a step, in SQL: the calendar numbered, the holds left out."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    Subquery,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.foundation import clock, day_numbers
from app.workflow.clocks import SUSPENSION
from app.workflow.ledger import Clock, ClockEntry
from app.workflow.studio.repairs.models import Suspension

LONGEST = 366 * 30


def measured(visits: Subquery) -> Subquery:
    """The visits with `days`: working days after the day a step opened, up to its end.

    Days on which the case was suspended, or the step's own clock stood still, are left out.
    """
    first, last, held = (
        day_numbers.numbered("first_day"),
        day_numbers.numbered("last_day"),
        _held(visits),
    )
    return (
        select(
            *visits.c,
            (last.c.n - first.c.n - func.coalesce(held.c.days, 0)).label("days"),
        )
        .select_from(visits)
        .join(first, first.c.day == visits.c.from_on)
        .join(last, last.c.day == visits.c.until_on)
        .outerjoin(held, held.c.id == visits.c.id)
        .subquery("measured")
    )


def working_days(since: date) -> Mapping[str, list[Any]]:
    """The days from one to today, each with the number of working days so far."""
    begins = max(since, clock.today() - timedelta(days=LONGEST))
    return day_numbers.params(begins - timedelta(days=2), clock.today())


def _held(visits: Subquery) -> Subquery:
    """Of each visit in which something stood still, the working days of that."""
    held = _holds()
    open_days = func.daterange(visits.c.from_on, visits.c.until_on, "(]")
    meets = held.c.span.op("&&")(open_days)
    whose = held.c.clock_name.is_(None) | (held.c.clock_name == visits.c.clock_name)
    together = (
        select(
            visits.c.id.label("id"),
            func.unnest(func.range_agg(held.c.span.op("*")(open_days))).label("span"),
        )
        .join(held, held.c.case_id == visits.c.case_id)
        .where(whose, meets)
        .group_by(visits.c.id)
        .subquery("together")
    )
    # A range of days is written from its first day to the day after its last.
    first, last = day_numbers.numbered("held_first"), day_numbers.numbered("held_last")
    return (
        select(together.c.id, func.sum(last.c.n - first.c.n).label("days"))
        .join(first, first.c.day == func.lower(together.c.span) - literal(1))
        .join(last, last.c.day == func.upper(together.c.span) - literal(1))
        .group_by(together.c.id)
        .subquery("held")
    )


def _holds() -> Subquery:
    """When a case was suspended, and when a clock stood still for other reasons."""
    later = aliased(ClockEntry)
    ends = (
        select(later.on_date)
        .where(later.clock_id == ClockEntry.clock_id, later.id > ClockEntry.id)
        .where(later.event.in_(("resumed", "ended", "restarted")))
        .order_by(later.id)
        .limit(1)
        .scalar_subquery()
    )
    suspended = select(
        Suspension.instance_id.label("case_id"),
        literal(None).label("clock_name"),
        _span(Suspension.begun_on, Suspension.ended_on).label("span"),
    )
    stood_still = (
        select(Clock.instance_id, Clock.name, _span(ClockEntry.on_date, ends))
        .join(Clock, Clock.id == ClockEntry.clock_id)
        .where(ClockEntry.event == "held", ClockEntry.reason != SUSPENSION)
    )
    return union_all(suspended, stood_still).subquery("hold")


def _span(first: Any, last: Any) -> Any:
    return func.daterange(first, func.coalesce(last, clock.today()), "(]")
