"""A refusal, an overdue answer or a failure to deliver comes before the office."""

from typing import Any

from app.domain.sharing import records
from app.domain.sharing.models.agreement import Agreement
from app.domain.sharing.models.answer import Extension
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute, Explanation
from app.domain.sharing.rules import disputes
from app.domain.sharing.services import filing, jurisdiction, papers, response, signing, telling
from app.domain.sharing.services.checks import Faults
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow import clocks
from app.workflow.models import Task


def refusal(case_id: int) -> str:
    """The approved refusal goes to the office with its situation and reasons."""
    answer = records.answer(case_id)
    said = {name: getattr(answer, name) for name in ("reason_code", "reason", "legal_basis")}
    case = records.case(case_id)
    dispute = _enter(case, "refusal", facts=said)
    papers.refusal(case, answer, dispute.office_id)
    return dispute.cause


def overdue(case_id: int) -> str:
    """Nobody answered in time; where the office sat on a request for more time, that is said."""
    case = records.case(case_id)
    asked = db.session.get(Extension, case_id)
    office_late = asked is not None and asked.granted is None
    drafted = records.pending_answer(case_id)
    if drafted:
        response.withdraw(drafted)
    facts = {"due_on": _due_on(case_id, "answer"), "drafted": drafted.kind if drafted else None}
    return _enter(case, "overdue", late=not office_late, office_late=office_late, facts=facts).cause


def non_delivery(case_id: int) -> str:
    """What was agreed on was not delivered: too late, not possible, deficient, or never signed."""
    case = records.case(case_id)
    ran_out = clocks.ran_out(case_id, "provide")
    agreement = records.last_agreement(case_id)
    signed = _signed(agreement)
    innocent = signed is not None and disputes.only_demander_unsigned(signed)
    explain = disputes.must_explain(
        "non_delivery", ran_out=ran_out, only_demander_unsigned=innocent
    )
    facts = _what_happened(case_id, agreement, ran_out)
    if signed is not None:
        facts["signed_by"] = sorted(signed)
    if agreement and agreement.status == "drawn":
        signing.void(agreement)
    dispute = _enter(case, "non_delivery", late=explain, facts=facts)
    if facts["how"] == "unable" and (said := records.last_inability(case_id)):
        papers.inability(case, said, dispute.office_id)
    return dispute.cause


def file(case_id: int) -> bool:
    """File the dispute with what is known and tell the office; must the provider explain?"""
    case = records.case(case_id)
    dispute = records.dispute(case_id)
    content = {
        "cause": dispute.cause,
        "late": dispute.late,
        "office_late": dispute.office_late,
        "facts": dispute.facts,
        "terms": filing.as_filed(records.terms(case_id)),
    }
    filing.make(case, "dispute", content)
    telling.office(case, "dispute_reported", cause=dispute.cause)
    return dispute.must_explain


def explain(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The provider that let a clock run out says why, and what it offers."""
    faults = Faults()
    faults.need(answers, "reason_code", "reason", "remedy")
    faults.stop()
    said = {name: answers[name] for name in ("reason_code", "reason", "remedy")}
    dispute = records.dispute(task.instance_id)
    explained = Explanation(dispute_id=dispute.id, by_id=account.id, **said)
    db.session.add(explained)
    papers.explanation(records.case(dispute.case_id), explained, dispute.cause, dispute.office_id)


def _enter(
    case: SharingCase,
    cause: str,
    *,
    late: bool = False,
    office_late: bool = False,
    facts: dict[str, Any],
) -> Dispute:
    case.cause = cause
    # The clock that ran out decides; for non-delivery `late` already says whose doing it was.
    explains = cause == "overdue" or (cause == "non_delivery" and late)
    dispute = Dispute(
        case_id=case.id,
        provider_id=case.provider_id,
        demander_id=case.demander_id,
        office_id=jurisdiction.seat(case),
        cause=cause,
        late=late,
        office_late=office_late,
        must_explain=explains,
        facts=facts,
    )
    db.session.add(dispute)
    audit.record("dispute entered", case=case.id, subject=cause, late=late, office_late=office_late)
    return dispute


def _signed(agreement: Agreement | None) -> set[str] | None:
    """Who has signed what is being signed now; None where everything was signed."""
    if agreement is None or agreement.status != "drawn":
        return None
    secrecy = records.last_secrecy_agreement(agreement.id)
    return secrecy.signed_by if secrecy and secrecy.status == "drawn" else agreement.signed_by


def _what_happened(case_id: int, agreement: Agreement | None, ran_out: bool) -> dict[str, Any]:
    if ran_out:
        return {"how": "overdue", "due_on": _due_on(case_id, "provide")}
    if agreement and agreement.status == "void":
        returned = records.last_return(agreement.id)
        return {"how": "returned", "reason": returned.reason if returned else ""}
    delivery, unable = records.last_delivery(case_id), records.last_inability(case_id)
    receipt = delivery.receipt if delivery else None
    if unable and not (receipt and receipt.at > unable.at):
        said = {name: getattr(unable, name) for name in ("reason_code", "reason", "remedy")}
        return {"how": "unable"} | said
    if receipt:
        return {"how": "deficient", "shortfall": receipt.shortfall, "reason": receipt.reason}
    return {"how": "not_delivered", "at": clock.now().isoformat()}


def _due_on(case_id: int, name: str) -> str | None:
    ran = clocks.latest(case_id, name)
    return ran.due_on.isoformat() if ran and ran.due_on else None
