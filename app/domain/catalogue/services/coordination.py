"""Coordinate a collection to which a key objects: propose, hear the unit, decide."""

from typing import Any

from sqlalchemy import select

from app.domain.catalogue import cases, queries
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.models.review import (
    DECISION,
    JOINT,
    OBJECT,
    PROPOSAL,
    REDUCE,
    REGISTER,
    REJECT,
    SHARE,
    SILENCE,
    Coordination,
)
from app.domain.catalogue.rules import coordination as rules
from app.domain.catalogue.services import proposing
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.faults import Faults
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.workflow.forms import FormContext, Option
from app.workflow.models import Task

# What an accepted or decided coordination leads to in the diagram.
LEADS_TO = {REGISTER: "register", REDUCE: "register", JOINT: "register"}


def context(task: Task, account: Account) -> FormContext:
    """The items that may be left, the units that may lead, the resource found first."""
    case = cases.case(task.instance_id)
    found = proposing.queries(case.id)[-1].found
    left = rules.allowed(case.content["items"], found, case.spite_reason)
    held = [hit["id"] for hit in found["hits"] if hit["kind"] == "resource"]
    known = _("Found: %(resources)s", resources=_(", ").join(held)) if held else ""
    return FormContext(
        options={
            "item_options": [Option(name, name) for name in left],
            "unit_options": proposing.unit_options(without=case.unit_id),
        },
        values={"resource": held[0] if held else "", "items": left},
        texts={"resource": known} if known else {},
    )


def propose(task: Task, answers: dict[str, Any], account: Account) -> None:
    """What the office proposes; to register everything needs no answer."""
    _write(task, PROPOSAL, answers, account)


def decide(task: Task, answers: dict[str, Any], account: Account) -> None:
    """What the office decides over the unit's objection; it is final."""
    _write(task, DECISION, answers, account)


def answer(task: Task, answers: dict[str, Any], account: Account) -> None:
    """What the unit says to the proposal."""
    proposal = last(task.instance_id)
    proposal.answer = answers["outcome"]
    proposal.answer_reason = str(answers.get("reason") or "")
    proposal.answered_by_id, proposal.answered_at = account.id, clock.now()


def adopt(case_id: int) -> str:
    """What was accepted, decided, or met with silence takes effect: what follows from it."""
    adopted = last(case_id)
    if adopted.step == PROPOSAL and adopted.outcome != REGISTER and adopted.answer is None:
        adopted.answer, adopted.answered_at = SILENCE, clock.now()
    audit.record(
        "coordination adopted", case=case_id, outcome=adopted.outcome, answer=adopted.answer
    )
    return LEADS_TO.get(adopted.outcome, adopted.outcome)


def of_case(case_id: int) -> list[Coordination]:
    """The proposal and the decision of a matter, as far as there are any."""
    found = select(Coordination).where(Coordination.case_id == case_id)
    return list(db.session.scalars(found.order_by(Coordination.id)))


def last(case_id: int) -> Coordination:
    """What the office said last."""
    return of_case(case_id)[-1]


def in_force(case_id: int) -> Coordination | None:
    """What a registration must follow; None where both keys agreed at once."""
    found = [one for one in of_case(case_id) if one.answer != OBJECT]
    return found[-1] if found else None


def _write(task: Task, step: str, answers: dict[str, Any], account: Account) -> None:
    case = cases.case(task.instance_id)
    outcome = answers["outcome"]
    made = Coordination(
        case_id=case.id,
        step=step,
        outcome=outcome,
        items=list(answers.get("items") or []) if outcome == REDUCE else [],
        lead_id=_lead(answers) if outcome == JOINT else None,
        resource_id=str(answers.get("resource") or "").strip() if outcome == SHARE else None,
        reason=str(answers.get("reason") or ""),
        by_id=account.id,
    )
    _check(case, made)
    db.session.add(made)


def _check(case: CatalogueCase, made: Coordination) -> None:
    faults = Faults()
    if made.outcome == REDUCE and set(made.items) == set(_names(case)):
        faults.add("items", _("These are all items: register the collection instead."))
    if made.outcome == SHARE:
        _check_resource(faults, case, queries.find(str(made.resource_id)))
    if made.outcome == REJECT and not made.reason.strip():
        faults.add("reason", _("This field is required."))
    faults.stop()


def _check_resource(faults: Faults, case: CatalogueCase, resource: Resource | None) -> None:
    if resource is None:
        faults.add("resource", _("There is no such resource in the catalogue."))
    elif resource.provider_unit_id == case.unit_id:
        faults.add("resource", _("The applying unit itself provides this resource."))


def _names(case: CatalogueCase) -> list[str]:
    return [item["name"] for item in case.content["items"]]


def _lead(answers: dict[str, Any]) -> int:
    return db.session.scalars(select(Unit.id).where(Unit.code == answers["lead"])).one()
