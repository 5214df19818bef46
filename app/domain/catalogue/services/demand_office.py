"""What the office does with a demand: asks a unit, answers, merges, declines, opens it again."""

from typing import Any

from sqlalchemy import select

from app.domain.catalogue import demand_pool, viewing
from app.domain.catalogue.models.demand import Demand, DemandUnit
from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.rules import demand as rules
from app.domain.catalogue.services import demand_steps as steps
from app.domain.catalogue.services import demands
from app.domain.catalogue.services.demand_steps import Step
from app.domain.catalogue.viewing import Viewer
from app.foundation import calendar, clock, notices
from app.foundation.database import db
from app.foundation.faults import Faults
from app.foundation.i18n import _
from app.foundation.identity.models import Unit
from app.foundation.people import unit_words


def assign(step: Step, unit_code: str, days: int, text: str = "") -> Demand:
    """Ask a unit whether it holds the data, and to answer within so many working days."""
    found = steps.begin(step, "assign")
    unit = db.session.scalars(select(Unit).where(Unit.code == unit_code, Unit.active)).first()
    faults = Faults()
    if unit is None or unit.kind == unit_words.LEADING_BODY:
        faults.add("unit", _("Please choose a unit."))
    elif db.session.get(DemandUnit, (found.id, unit.id)):
        faults.add("unit", _("This unit needs the data itself."))
    if not 1 <= days <= rules.MOST_DAYS:
        faults.add("days", _("Choose 1 to %(most)s working days.", most=rules.MOST_DAYS))
    if len(text) > rules.LONGEST_REASON:
        faults.add("text", _("At most %(most)d characters.", most=rules.LONGEST_REASON))
    faults.stop()
    assert unit is not None, "said above"
    found.state, found.assigned_unit_id = rules.ASSIGNED, unit.id
    found.due_on = calendar.current().add(clock.today(), days)
    found.overdue_told_at = None
    steps.note(
        found, "assign", step.account, text, sent=step.as_sent("assign"),
        to=unit.id, to_name=unit.short_name, days=days, due_on=found.due_on.isoformat(),
    )  # fmt: skip
    steps.tell_unit(found, "demand_assigned", unit.id)
    notices.deliver()
    return found


def unassign(step: Step, reason: str) -> Demand:
    """Take it back from the unit that was asked; it waits for the office again."""
    found = steps.begin(step, "unassign")
    _needed("reason", reason)
    assert found.assigned_unit_id, "an assigned demand has a unit"
    steps.tell_unit(found, "demand_answered", found.assigned_unit_id, "unassigned")
    to_pool(found)
    return _done(found, "unassign", step, reason)


def answer(step: Step, kind: str, entry_id: str, reason: str = "") -> Demand:
    """What is asked for is listed already: name the entry; everybody who asked hears of it."""
    found = steps.begin(step, "answer")
    check_entry(found, kind, entry_id)
    found.entry_kind, found.entry_id = kind, entry_id
    steps.close(found, rules.ANSWERED, reason)
    steps.tell_demanders(found, rules.ANSWERED)
    if found.assigned_unit_id:
        steps.tell_unit(found, "demand_answered", found.assigned_unit_id, rules.ANSWERED)
    return _done(found, "answer", step, reason, entry=f"{kind}:{entry_id}")


def decline(step: Step, reason: str) -> Demand:
    """Nobody is going to list it; the reason is told to everybody who asked."""
    found = steps.begin(step, "decline")
    _needed("reason", reason)
    if found.assigned_unit_id:
        steps.tell_unit(found, "demand_answered", found.assigned_unit_id, rules.DECLINED)
    steps.close(found, rules.DECLINED, reason)
    steps.tell_demanders(found, rules.DECLINED)
    return _done(found, "decline", step, reason)


def merge(step: Step, into_id: int, reason: str = "") -> Demand:
    """Two demands for the same: the units of this one join the other."""
    steps.check_may(demand_pool.demand(step.demand_id, step.account), step.account, "merge")
    both = select(Demand.id).where(Demand.id.in_((step.demand_id, into_id)))
    db.session.execute(both.order_by(Demand.id).with_for_update())  # in this order: no deadlock
    found = steps.begin(step, "merge")
    into = db.session.get(Demand, into_id, populate_existing=True)
    if into is None or into is found or not into.is_live:
        faults = Faults()
        faults.add("into", _("Choose another demand that still waits."))
        faults.stop()
    assert into is not None, "said above"
    steps.tell_demanders(found, rules.MERGED)
    there = set(_unit_ids(into))
    for row in db.session.scalars(select(DemandUnit).where(DemandUnit.demand_id == found.id)):
        if row.unit_id not in there and row.unit_id != into.assigned_unit_id:
            db.session.add(
                DemandUnit(
                    demand_id=into.id,
                    unit_id=row.unit_id,
                    by_id=row.by_id,
                    purpose=row.purpose or found.purpose,
                    merged_from_id=found.id,
                )
            )
    demands.count(into)
    found.merged_into_id = into.id
    if found.assigned_unit_id:
        steps.tell_unit(found, "demand_answered", found.assigned_unit_id, rules.MERGED)
    steps.close(found, rules.MERGED, reason)
    steps.note(into, "take_in", step.account, other_id=found.id, other=found.number)
    return _done(found, "merge", step, reason, other_id=into.id, other=into.number)


def reopen(step: Step, reason: str) -> Demand:
    """Undo how it ended: it waits for the office again, and whoever was told is told."""
    found = steps.begin(step, "reopen")
    _needed("reason", reason)
    if found.merged_into_id:
        into = db.session.get_one(Demand, found.merged_into_id, with_for_update=True)
        came = select(DemandUnit).where(
            DemandUnit.demand_id == into.id, DemandUnit.merged_from_id == found.id
        )
        for row in db.session.scalars(came).all():
            db.session.delete(row)
        demands.count(into)
        steps.note(into, "let_go", step.account, other_id=found.id, other=found.number)
    found.merged_into_id, found.entry_kind, found.entry_id = None, "", ""
    found.closed_at, found.reason = None, ""
    to_pool(found)
    steps.tell_demanders(found, "reopened")
    return _done(found, "reopen", step, reason)


def show_to_all(step: Step) -> Demand:
    """Every signed-in unit sees it."""
    return _mark(step, "show", internal=False)


def keep_internal(step: Step) -> Demand:
    """Only the office and those who take part see it."""
    return _mark(step, "hide", internal=True)


def check_entry(demand: Demand, kind: str, entry_id: str) -> None:
    """Raise unless the entry stands in its catalogue and every unit that asked may see it."""
    faults = Faults()
    model = viewing.MODELS.get(kind)
    if kind not in columns.KINDS or model is None:
        faults.add("entry", _("There is no such entry in the catalogue."))
        faults.stop()
    assert model is not None, "said above"
    statement = select(model.id).where(model.id == entry_id, viewing.listed(kind))
    if db.session.scalar(statement) is None:
        faults.add("entry", _("There is no such entry in the catalogue."))
        faults.stop()
    everywhere = frozenset(values.NETWORKS)
    blind = [
        unit_id
        for unit_id in _unit_ids(demand)
        if not viewing.may_see(kind, entry_id, Viewer(unit_id, networks=everywhere))
    ]
    if blind:
        names = db.session.scalars(select(Unit.short_name).where(Unit.id.in_(blind)))
        faults.add("entry", _("It must be granted first to: %(units)s", units="、".join(names)))
    faults.stop()


def to_pool(demand: Demand) -> None:
    """It waits for the office again."""
    demand.state, demand.assigned_unit_id, demand.due_on = rules.OPEN, None, None
    demand.instance_id, demand.overdue_told_at = None, None


def _mark(step: Step, act: str, *, internal: bool) -> Demand:
    found = steps.begin(step, act)
    found.internal = internal
    return _done(found, act, step)


def _done(found: Demand, act: str, step: Step, text: str = "", **details: Any) -> Demand:
    steps.note(found, act, step.account, text, sent=step.as_sent(act), **details)
    notices.deliver()
    return found


def _needed(name: str, text: str) -> None:
    faults = Faults()
    steps.need(faults, name, text, rules.LONGEST_REASON)
    faults.stop()


def _unit_ids(demand: Demand) -> list[int]:
    units = select(DemandUnit.unit_id).where(DemandUnit.demand_id == demand.id)
    return list(db.session.scalars(units))
