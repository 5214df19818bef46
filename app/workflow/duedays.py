"""Why a clock is due on its day: every day since it began, as counted, skipped or suspended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.foundation import calendar, clock
from app.foundation.calendar import Calendar, Day
from app.workflow.ledger import CALENDAR_DAY, Clock, ClockEntry, standing

LONGEST = 1000


@dataclass(frozen=True)
class LedgerDay:
    """One day of a clock.

    `status` is start (the day it began, not counted), counted, skipped (no
    working day), suspended, or resumed (the day it went on, not counted);
    `number` is which counted day it is, `holds` names the tasks that held it.
    """

    day: Day
    status: str
    number: int | None
    holds: str
    is_due: bool


def days_of(one: Clock) -> list[LedgerDay]:
    """The days of a clock from its (last) start to its due day, or to today while it is held."""
    year = calendar.current()
    spans = _spans(one.entries)
    began = spans[0].since
    last = one.due_on or max(clock.today(), began)
    ended = ended_on(one)
    if ended and not one.fired_at:
        last = min(last, max(ended, began))
    listed: list[LedgerDay] = []
    number = 0
    day = began
    while day <= last and len(listed) < LONGEST:
        status, holds = _status(one, spans, day, year)
        number += status == "counted"
        listed.append(
            LedgerDay(
                year.describe(day),
                status,
                number if status == "counted" else None,
                holds,
                day == one.due_on,
            )
        )
        day += timedelta(days=1)
    return listed


def ended_on(one: Clock) -> date | None:
    """The day on which a clock ended: what came on paper ended it on the day of its receipt."""
    if one.ended_at is None:
        return None
    said = (entry.on_date for entry in reversed(one.entries) if entry.event == "ended")
    return next(said, clock.local(one.ended_at).date())


@dataclass
class _Span:
    """A stretch in which a clock ran: the days after `since`, up to and with `until`."""

    since: date
    until: date | None = None
    holds: str = ""


def _spans(entries: Iterable[ClockEntry]) -> list[_Span]:
    spans: list[_Span] = []
    for entry in standing(entries):
        if entry.event == "started":
            spans = [_Span(entry.on_date)]
        elif entry.event == "restarted":
            spans = [_Span(entry.on_date, until=entry.on_date)]
        elif entry.event == "held":
            spans[-1].until, spans[-1].holds = entry.on_date, entry.reason
        elif entry.event == "resumed":
            spans.append(_Span(entry.on_date))
    return spans


def _status(one: Clock, spans: list[_Span], day: date, year: Calendar) -> tuple[str, str]:
    if day == spans[0].since:
        return "start", ""
    for span in spans:
        if span.since < day and (span.until is None or day <= span.until):
            works = one.unit == CALENDAR_DAY or year.is_workday(day)
            return ("counted" if works else "skipped"), ""
    if any(span.since == day for span in spans):
        return "resumed", ""
    before = [span for span in spans if span.until is not None and span.until < day]
    return "suspended", before[-1].holds if before else ""
