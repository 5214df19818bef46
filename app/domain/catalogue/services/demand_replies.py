"""What an assigned unit says to a demand, and how publishing an entry ends one."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from app.domain.catalogue import known
from app.domain.catalogue.models.demand import Demand
from app.domain.catalogue.rules import demand as rules
from app.domain.catalogue.services import demand_office as office
from app.domain.catalogue.services import demand_steps as steps
from app.domain.catalogue.services.demand_steps import Step
from app.foundation import calendar, clock, notices
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.faults import Faults
from app.foundation.i18n import _

WITH_A_UNIT = (rules.ASSIGNED, rules.PROMISED)


def promise(step: Step, listed_by: date | None, text: str = "") -> Demand:
    """The unit holds the data and will list them by a day, which is its deadline from now on."""
    found = steps.begin(step, "promise")
    faults = Faults()
    if listed_by is None:
        faults.add("listed_by", _("Please enter a date."))
    else:
        faults.not_past("listed_by", listed_by)
        if listed_by > clock.today() + timedelta(days=rules.MOST_PROMISED_DAYS):
            faults.add("listed_by", _("At the latest in a year."))
        if not calendar.current().is_workday(listed_by):
            faults.add("listed_by", _("Choose a working day."))
    if len(text) > rules.LONGEST_REASON:
        faults.add("text", _("At most %(most)d characters.", most=rules.LONGEST_REASON))
    faults.stop()
    assert listed_by is not None, "said above"
    found.state, found.due_on, found.overdue_told_at = rules.PROMISED, listed_by, None
    steps.tell_office(found, "demand_answered", rules.PROMISED)
    steps.tell_demanders(found, rules.PROMISED)
    return _done(found, "promise", step, text, due_on=listed_by.isoformat())


def not_held(step: Step, reason: str) -> Demand:
    """The unit does not hold the data: the office decides anew."""
    found = steps.begin(step, "not_held")
    faults = Faults()
    steps.need(faults, "reason", reason, rules.LONGEST_REASON)
    faults.stop()
    office.to_pool(found)
    steps.tell_office(found, "demand_answered", "not_held")
    return _done(found, "not_held", step, reason)


def fulfil(step: Step, kind: str, entry_id: str) -> Demand:
    """The unit has listed the data: name the entry, and everybody who asked hears of it."""
    found = steps.begin(step, "fulfil")
    office.check_entry(found, kind, entry_id)
    _fulfilled(found, kind, entry_id)
    return _done(found, "fulfil", step, entry=f"{kind}:{entry_id}")


def published(kind: str, entry_id: str, unit_id: int, instance_id: int | None) -> None:
    """An entry stands in its catalogue: demands for it end, and whoever asked hears of it.

    It ends those that its matter was begun for, and those with its unit whose items it all holds.
    """
    waiting = select(Demand).where(
        Demand.assigned_unit_id == unit_id, Demand.state.in_(WITH_A_UNIT)
    )
    for found in db.session.scalars(waiting.order_by(Demand.id).with_for_update()):
        begun = instance_id is not None and found.instance_id == instance_id
        if (begun or known.holds_all(kind, entry_id, found.items)) and _seen(found, kind, entry_id):
            _fulfilled(found, kind, entry_id)
            steps.note(found, "fulfil", entry=f"{kind}:{entry_id}")


def all_published(kind: str, entries: Sequence[tuple[str, int]]) -> None:
    """The same of very many entries (id, unit): only units that were asked are looked at."""
    asked = set(
        db.session.scalars(select(Demand.assigned_unit_id).where(Demand.state.in_(WITH_A_UNIT)))
    )
    for entry_id, unit_id in entries:
        if unit_id in asked:
            published(kind, entry_id, unit_id, None)


def tell_overdue() -> int:
    """Tell of one demand whose unit is late, once a deadline; 0 if there is none."""
    late = (
        select(Demand)
        .where(
            Demand.state.in_(WITH_A_UNIT),
            Demand.due_on < clock.today(),
            Demand.overdue_told_at.is_(None),
        )
        .order_by(Demand.due_on, Demand.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = db.session.scalars(late).one_or_none()
    if found is None:
        return 0
    assert found.assigned_unit_id is not None, "somebody was to answer by then"
    found.overdue_told_at = clock.now()
    steps.tell_unit(found, "demand_overdue", found.assigned_unit_id)
    steps.tell_office(found, "demand_overdue")
    steps.note(found, "overdue", due_on=str(found.due_on))
    return 1


def _seen(found: Demand, kind: str, entry_id: str) -> bool:
    """Does the entry stand in its catalogue, for everybody who asked?"""
    try:
        office.check_entry(found, kind, entry_id)
    except Invalid:
        return False
    return True


def _fulfilled(found: Demand, kind: str, entry_id: str) -> None:
    found.entry_kind, found.entry_id = kind, entry_id
    steps.close(found, rules.FULFILLED)
    steps.tell_demanders(found, rules.FULFILLED)
    steps.tell_office(found, "demand_answered", rules.FULFILLED)


def _done(found: Demand, act: str, step: Step, text: str = "", **details: str) -> Demand:
    steps.note(found, act, step.account, text, sent=step.as_sent(act), **details)
    notices.deliver()
    return found
