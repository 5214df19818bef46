"""The provider delivers what was agreed, and the demander says whether it is right."""

from typing import Any

from app.domain.sharing import records
from app.domain.sharing.models.provision import Delivery, Inability, Receipt
from app.domain.sharing.rules import disputes, terms
from app.domain.sharing.services import execution, guard, telling
from app.domain.sharing.services.application import item_options
from app.domain.sharing.services.checks import Faults
from app.foundation import audit
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import clocks
from app.workflow.forms import FormContext
from app.workflow.models import Task


def provide(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Say what was delivered and how to get it, or why nothing can be."""
    if answers["outcome"] == "unable":
        _unable(task.instance_id, answers, account)
        return
    case = records.case(task.instance_id)
    guard.check(case)
    live = records.agreement_in_force(case.id)
    assert live is not None, "the guard has seen it"
    delivered = answers.get("delivered_items") or []
    strange = terms.outside(delivered, live.terms.items)
    faults = Faults()
    faults.need(answers, "delivered_items", "access")
    if strange:
        named = _(", ").join(strange)
        faults.add("delivered_items", _("Not among the items agreed on: %(items)s", items=named))
    faults.stop()
    delivery = Delivery(
        case_id=case.id,
        agreement_id=live.id,
        items=delivered,
        access=answers["access"],
        note=answers.get("note") or "",
        by_id=account.id,
    )
    db.session.add(delivery)


def context(task: Task, account: Account) -> FormContext:
    """The items that were agreed on."""
    case = records.case(task.instance_id)
    live = records.agreement_in_force(case.id)
    agreed = list((live.terms if live else records.terms(case.id)).items)
    return FormContext(options={"item_options": item_options(case.resource, agreed)})


def check(case_id: int) -> None:
    """Compare what was delivered with what was agreed, and tell the demander."""
    case = records.case(case_id)
    delivery = records.delivery(case_id)
    live = records.agreement_in_force(case_id)
    agreed = live.terms.items if live else []
    delivery.missing = disputes.not_delivered(agreed, delivery.items)
    audit.record("delivered", case=case_id, items=delivery.items, missing=delivery.missing)
    telling.unit(case, "data_provided", case.demander_id, missing=delivery.missing)


def confirm(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The demander accepts the delivery, or says what it falls short of."""
    faults = Faults()
    if answers["outcome"] == "deficient":
        faults.need(answers, "shortfall", "reason")
    faults.stop()
    receipt = Receipt(
        delivery_id=records.delivery(task.instance_id).id,
        outcome=answers["outcome"],
        shortfall=answers.get("shortfall") or [],
        reason=answers.get("reason") or "",
        by_id=account.id,
    )
    db.session.add(receipt)


def record_receipt(case_id: int) -> str:
    """The delivery is accepted, by word or by silence."""
    delivery = records.delivery(case_id)
    execution.received(records.case(case_id).instance)
    silent = delivery.receipt is None
    if silent:
        db.session.add(Receipt(delivery_id=delivery.id, outcome="accept", silent=True))
    audit.record("received", case=case_id, silent=silent)
    return "received"


def record_deficiency(case_id: int) -> int:
    """Count the deficiency; after the first the provider has a short time to make it good."""
    case = records.case(case_id)
    case.deficiencies += 1
    if case.deficiencies < disputes.DEFICIENCIES_BEFORE_DISPUTE:
        guard.check(case)
        clocks.plan(case_id, "provide", rule="provide_again")
    audit.record("delivery deficient", case=case_id, deficiencies=case.deficiencies)
    return case.deficiencies


def record_default(case_id: int) -> str:
    """What was agreed on is not delivered; the office will hear of it."""
    audit.record("not delivered as agreed", case=case_id)
    return "non_delivery"


def _unable(case_id: int, answers: dict[str, Any], account: Account) -> None:
    faults = Faults()
    faults.need(answers, "reason_code", "reason", "remedy")
    faults.stop()
    said = {name: answers[name] for name in ("reason_code", "reason", "remedy")}
    db.session.add(Inability(case_id=case_id, by_id=account.id, **said))
