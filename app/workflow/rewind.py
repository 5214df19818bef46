"""The clocks of a case as they were before a step that is taken back.

The days that went by meanwhile count, as if the step had never been taken: a clock that it ended
or held ran on, one that it began never was.  The ledger keeps every line and says so in another.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from app.foundation import calendar, clock
from app.foundation.calendar import Calendar
from app.foundation.database import db
from app.workflow import clocks
from app.workflow.ledger import Clock, ClockEntry
from app.workflow.models import ProcessInstance

# What a step may change in a clock; the rest is worked out from it.
DATES = ("until_on", "started_on", "running_since")
MOMENTS = ("fired_at", "ended_at")
KEPT = ("budget", "used", "extended", *DATES, *MOMENTS)

State = dict[str, Any]


def read(instance_id: int, known: Collection[int] = ()) -> dict[int, State]:
    """The clocks that have not ended, and those `known`, as plain values by their ids."""
    columns = [getattr(Clock, name) for name in KEPT]
    found = select(Clock.id, *columns).where(
        Clock.instance_id == instance_id, or_(Clock.ended_at.is_(None), Clock.id.in_(known))
    )
    return {row.id: _plain(row._mapping) for row in db.session.execute(found)}


def restore(instance: ProcessInstance, kept: Mapping[str, Any]) -> dict[str, Clock]:
    """Let what the step ended or held go on, end what it began; returns the clocks that run.

    `kept`: `before` the changed clocks as they were, `begun` the new ones, `lines` what the step
    wrote into the ledger.
    """
    days = calendar.current()
    for begun in _clocks(kept["begun"]):
        _never_was(begun)
    for changed in _clocks(int(number) for number in kept["before"]):
        lines = kept["lines"].get(str(changed.id), [])
        _goes_on(changed, kept["before"][str(changed.id)], lines, days)
    db.session.flush()
    living = clocks.open_clocks(instance.id)
    clocks.set_wake(instance, living.values())
    return living


def _clocks(numbers: Any) -> list[Clock]:
    return list(db.session.scalars(select(Clock).where(Clock.id.in_(list(numbers)))))


def _never_was(begun: Clock) -> None:
    if begun.ended_at is None:
        begun.ended_at, begun.remind_at = clock.now(), None
    db.session.add(ClockEntry(clock=begun, event="recalled", due_on=begun.due_on))


def _goes_on(changed: Clock, was: State, lines: list[int], days: Calendar) -> None:
    for name, value in was.items():
        setattr(changed, name, _typed(name, value))
    clocks.recount(changed, days, lines)
    clocks.project(changed, days)
    db.session.add(
        ClockEntry(
            clock=changed,
            event="reopened",
            due_on=changed.due_on,
            reason=",".join(map(str, lines)),
        )
    )


def _plain(row: Mapping[Any, Any]) -> State:
    values = {name: row[name] for name in KEPT}
    return {n: v.isoformat() if isinstance(v, date | datetime) else v for n, v in values.items()}


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in DATES:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name in MOMENTS else value
