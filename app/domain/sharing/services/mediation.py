"""The office takes a dispute up and asks other units what they think."""

from typing import Any

from sqlalchemy import select

from app.domain.sharing import queries, records
from app.domain.sharing.models.dispute import Opinion
from app.domain.sharing.services.checks import Faults
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.workflow import parties
from app.workflow.forms import FormContext
from app.workflow.models import Task


def accept(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Name which of the four responsibilities applies, and whom to ask."""
    consult = list(dict.fromkeys(answers.get("consult") or []))
    known = {unit.code for unit in queries.units_to_consult(task.instance_id)}
    strange = [code for code in consult if code not in known]
    faults = Faults()
    faults.need(answers, "responsibility")
    if strange:
        named = _(", ").join(strange)
        faults.add("consult", _("These units cannot be consulted: %(units)s", units=named))
    faults.stop()
    dispute = records.dispute(task.instance_id)
    dispute.responsibility = answers["responsibility"]
    dispute.consult = consult
    dispute.note = answers.get("note") or ""
    dispute.accepted_by_id, dispute.accepted_at = account.id, clock.now()


def accept_context(task: Task, account: Account) -> FormContext:
    """The units that may be asked: neither side is."""
    able = queries.units_to_consult(task.instance_id)
    return FormContext(options={"unit_options": queries.unit_options(able)})


def list_consulted(case_id: int) -> list[str]:
    """Show the case to the units asked; returns their codes, for each its own task."""
    dispute = records.dispute(case_id)
    asked = select(Unit).where(Unit.code.in_(dispute.consult))
    for unit in db.session.scalars(asked):
        parties.set_party(case_id, "consulted", unit.id, acts=False, visible=True)
    if dispute.consult:
        audit.record("units consulted", case=case_id, units=dispute.consult)
    return dispute.consult


def give_opinion(task: Task, answers: dict[str, Any], account: Account) -> None:
    """A consulted unit says what it thinks."""
    dispute = records.dispute(task.instance_id)
    db.session.add(
        Opinion(
            dispute_id=dispute.id,
            unit_id=task.unit_id,
            position=answers["position"],
            opinion=answers["opinion"],
            by_id=account.id,
        )
    )
