"""Deadline clocks: a budget that runs, stands still and goes on; the ledger is the truth.

A clock begins when something open carries its timer, lives while something open
carries or holds it, stands still while something open holds it, and ends when
nothing does.  The day it starts, or goes on, is not counted; the day it is held
is; it runs out at the end of its last day.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import bindparam, select

from app.foundation import audit, calendar, clock
from app.foundation.calendar import Calendar
from app.foundation.database import db
from app.workflow import asof, ladder
from app.workflow.ledger import (
    CALENDAR_DAY,
    Clock,
    ClockEntry,
    DeadlineRule,
    counted,
    used_by,
)
from app.workflow.models import ProcessInstance
from app.workflow.plans import plan as plan
from app.workflow.plans import planned

WORKING_DAY, FIXED_DATE = "working_day", "date"
# Who holds a clock where no task does: an administrator who suspended the case.
SUSPENSION = "suspension"
TURNS = ("started", "restarted", "resumed")
_OPEN = select(Clock).where(Clock.instance_id == bindparam("case"), Clock.ended_at.is_(None))
_RULES = select(DeadlineRule, *calendar.STAMP).where(DeadlineRule.rule.in_(bindparam("rules")))


def extend(instance_id: int, name: str, days: int, reason: str) -> Clock | None:
    """Add days to a clock that has not ended (条例 21); None if there is no such clock."""
    running = open_clocks(instance_id).get(name)
    if running is None:
        return None
    running.extended += days
    project(running, calendar.current())
    _enter(running, "extended", days=days, reason=reason)
    return running


def restart(instance_id: int, name: str, reason: str) -> Clock | None:
    """Give a clock its whole budget again, from when it goes on."""
    running = open_clocks(instance_id).get(name)
    if running is None:
        return None
    running.used, running.extended, running.started_on = 0, 0, asof.today()
    running.running_since = None
    _enter(running, "restarted", days=running.budget, reason=reason)
    return running


def renew(instance_id: int, name: str) -> Clock | None:
    """End a clock, whether it still runs or ran out, so that a fresh one begins in its place.

    For what comes round again while one task stays open, such as the update of a database; the
    fresh clock begins when the command comes to its rest.  None if there is no such clock.
    """
    running = open_clocks(instance_id).get(name)
    if running is not None:
        _end(running)
    return running


def latest(instance_id: int, name: str) -> Clock | None:
    """The last clock of this name in a case, ended or not; `fired_at` says whether it ran out."""
    statement = select(Clock).where(Clock.instance_id == instance_id, Clock.name == name)
    return db.session.scalars(statement.order_by(Clock.id.desc()).limit(1)).first()


def ran_out(instance_id: int, name: str) -> bool:
    """Did the last clock of this name run out?"""
    last = latest(instance_id, name)
    return last is not None and last.fired_at is not None


def last_turn(running: Clock) -> date:
    """The day on which a clock last began, or went on: nothing can have been done before it."""
    turns = (entry.on_date for entry in reversed(running.entries) if entry.event in TURNS)
    return next(turns, running.started_on)


def open_clocks(instance_id: int) -> dict[str, Clock]:
    """The clocks of a case that have not ended, by name."""
    return {c.name: c for c in db.session.scalars(_OPEN, {"case": instance_id})}


def expired(instance_id: int) -> list[Clock]:
    """The clocks of a case that ran out first, all that did so at the same moment."""
    due = [c for c in open_clocks(instance_id).values() if _is_due(c)]
    first = min((c.due_at for c in due if c.due_at), default=None)
    return [c for c in due if c.due_at == first]


def take_missed(instance_id: int, names: Collection[str]) -> list[Clock]:
    """Those of `names` that ran out though their tasks stay open, each handed out once.

    For the reminder boxes of the diagrams: several may stand on one clock.
    """
    noted = select(ClockEntry.clock_id).where(ClockEntry.event == "missed")
    statement = select(Clock).where(
        Clock.instance_id == instance_id,
        Clock.name.in_(names),
        Clock.fired_at.is_not(None),
        Clock.ended_at.is_(None),
        Clock.id.not_in(noted),
    )
    missed = list(db.session.scalars(statement.order_by(Clock.id)))
    for one in missed:
        _enter(one, "missed", on=one.due_on)
    db.session.flush()  # the second box that rings finds it
    return missed


def fire(run_out: Clock) -> None:
    """Write down that a clock ran out, as of its due day, however late the program notices."""
    run_out.fired_at = clock.now()
    _enter(run_out, "fired", on=run_out.due_on)
    audit.record(
        "clock ran out",
        case=run_out.instance_id,
        subject=run_out.name,
        due_on=str(run_out.due_on),
    )


def settle(
    instance: ProcessInstance, carried: set[str], held: Mapping[str, list[str]]
) -> dict[str, Clock]:
    """Begin, hold, resume and end the clocks of a case as its open tasks demand.

    Returns the clocks that live on, by name; sets when to look at the case again.
    """
    living = open_clocks(instance.id)
    for name in sorted(set(living) - carried - set(held)):
        _end(living.pop(name))
    if begin := sorted(name for name in carried - set(living) if planned(instance, name).runs):
        rules, days = _rules(instance, begin), calendar.current()
        living |= {name: _begin(instance, name, rules, days) for name in begin}
    for name, running in living.items():
        if instance.is_suspended:
            _halt(running)
        elif name in held:
            _hold(running, ",".join(held[name]))
        elif running.running_since is None:
            _resume(running)
    set_wake(instance, living.values())
    return living


def suspend(instance: ProcessInstance) -> dict[str, Clock]:
    """Hold every clock of a case that runs; returns its clocks.  `settle` lets them go on."""
    living = open_clocks(instance.id)
    for running in living.values():
        _halt(running)
    set_wake(instance, living.values())
    return living


def set_wake(instance: ProcessInstance, living: Iterable[Clock]) -> None:
    """Say when to look at the case again: when the next of its clocks runs out."""
    open_ends = [c.due_at for c in living if c.due_at and c.fired_at is None]
    instance.wake_at = min(open_ends, default=None)


def move(running: Clock, days: Calendar, reason: str) -> bool:
    """Project a clock by another calendar; True, with a line in the ledger, if its date moved."""
    if running.fired_at is not None:
        return False
    before, provisional = running.due_on, running.provisional
    recount(running, days)
    project(running, days)
    if (before, provisional) != (running.due_on, running.provisional):
        _enter(running, "projected", reason=reason)
    return before != running.due_on


def project(running: Clock, days: Calendar) -> None:
    """Work out anew when a clock runs out, and when to remind."""
    running.due_on, running.provisional = _due(running, days)
    running.due_at = clock.end_of_day(running.due_on) if running.due_on else None
    running.remind_at = ladder.next_moment(running.due_on, days) if running.due_on else None


def recount(running: Clock, days: Calendar, void: Collection[int] = ()) -> None:
    """Count the days of a clock again, the used ones by its ledger, by another calendar.

    `void` are lines of the ledger that no longer count.
    """
    if running.until_on is not None:
        running.budget = days.count(running.started_on, running.until_on)
    running.used = used_by(running, days, void)


def _is_due(c: Clock) -> bool:
    return c.due_at is not None and c.fired_at is None and c.due_at <= clock.now()


def _due(running: Clock, days: Calendar) -> tuple[date | None, bool]:
    """The due day, and whether it may still move when a year's calendar is announced."""
    since, left = running.running_since, max(running.total - running.used, 0)
    if since is None:
        return None, False
    if running.until_on is not None and since == running.started_on:
        return running.until_on, False  # never held: the very date that was named
    if running.unit == CALENDAR_DAY:
        return date.fromordinal(since.toordinal() + left), False
    due = days.add(since, left)
    return due, not days.is_announced(due)


def _rules(instance: ProcessInstance, names: Iterable[str]) -> dict[str, DeadlineRule]:
    """The rules by which the clocks of these names run in a case."""
    wanted = {planned(instance, name).rule for name in names}
    found: dict[str, DeadlineRule] = {}
    for rule, *stamp in db.session.execute(_RULES, {"rules": list(wanted)}):
        found[rule.rule] = rule
        calendar.take(*stamp)  # a clock that begins asks for it at once
    return found


def _begin(
    instance: ProcessInstance, name: str, rules: Mapping[str, DeadlineRule], days: Calendar
) -> Clock:
    wanted = planned(instance, name)
    rule, until_on = rules.get(wanted.rule), wanted.until
    since = wanted.since or asof.today()
    begun = Clock(
        instance_id=instance.id,
        name=name,
        rule=rule.rule if rule else name,
        title=rule.name if rule else "",
        source=rule.source if rule else "",
        budget=days.count(since, until_on)
        if until_on
        else wanted.days or (rule.amount if rule else 0),
        unit=FIXED_DATE if until_on else rule.unit if rule else WORKING_DAY,
        until_on=until_on,
        used=0,
        extended=0,
        provisional=False,
        started_on=since,
        running_since=since,
    )
    db.session.add(begun)
    project(begun, days)
    _enter(begun, "started", days=begun.budget, on=since)
    return begun


def _hold(running: Clock, by: str) -> None:
    if running.running_since is None or running.fired_at is not None:
        return
    days = calendar.current()
    running.used += counted(running.unit, running.running_since, asof.today(), days)
    running.running_since = None
    project(running, days)
    _enter(running, "held", days=running.total - running.used, reason=by)


def _halt(running: Clock) -> None:
    """Hold a clock with its case; one that ran out already is late, and rings when it goes on."""
    if not _is_due(running):
        _hold(running, SUSPENSION)


def _resume(running: Clock) -> None:
    running.running_since = asof.today()
    project(running, calendar.current())
    _enter(running, "resumed", days=running.total - running.used)


def _end(running: Clock) -> None:
    running.ended_at = clock.now()
    running.remind_at = None
    _enter(running, "ended")


def _enter(
    running: Clock, event: str, *, days: int | None = None, reason: str = "", on: date | None = None
) -> None:
    """Write a line into the ledger."""
    db.session.add(
        ClockEntry(
            clock=running,
            event=event,
            days=days,
            due_on=running.due_on,
            reason=reason,
            on_date=on or asof.today(),
        )
    )
