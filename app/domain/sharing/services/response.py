"""The provider answers: it agrees, makes a counter-offer, refuses, or asks for something first."""

from typing import Any

from sqlalchemy import bindparam, literal, select

from app.domain.sharing import queries, records
from app.domain.sharing.models.answer import Answer, Extension, SupplementRequest
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.services import execution, papers, rounds
from app.domain.sharing.services.application import item_options
from app.domain.sharing.services.checks import Faults, counter_offer, turn_down
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.forms import FormContext
from app.workflow.models import Task

OUTCOMES = {"agree", "counter", "supplement", "extend", "refuse"}
# What may be asked for only once in a case, and has been.
_USED_UP = (
    select(literal("supplement"))
    .where(SupplementRequest.case_id == bindparam("case"))
    .union_all(select(literal("extend")).where(Extension.case_id == bindparam("case")))
)


def respond(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Draft an answer, or ask once for what is missing or for more time."""
    case = records.case(task.instance_id)
    _STEPS[answers["outcome"]](case, answers, account)
    audit.record("answer drafted", case=case.id, task=task.id, outcome=answers["outcome"])


def context(task: Task, account: Account) -> FormContext:
    """The terms on the table, and what may still be answered."""
    case = records.case(task.instance_id)
    return offers(case, OUTCOMES - _used_up(case.id))


def offers(case: SharingCase, outcomes: set[str] | frozenset[str]) -> FormContext:
    """The terms on the table with the items applied for, and these answers to choose from."""
    return FormContext(
        options={"item_options": item_options(case.resource, case.applied_items)},
        values=queries.form_values(records.terms(case.id)),
        allowed={"outcome": outcomes},
    )


def approve(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The provider's head approves the answer or returns it to be drafted anew."""
    papers.came_on_paper(task)
    answer = records.answer(task.instance_id)
    answer.comment = answers.get("comment") or ""
    if answers["outcome"] == "approve":
        answer.approved_by_id = account.id
        return
    faults = Faults()
    faults.need(answers, "comment")
    faults.stop()
    withdraw(answer)


def withdraw(answer: Answer) -> None:
    """The draft answer is not sent; a counter-offer in it comes to nothing."""
    answer.returned_at = clock.now()
    if answer.kind == "counter":
        rounds.void(db.session.get_one(Terms, answer.terms_id))


def deliver(case_id: int) -> str:
    """Send the approved answer to the demander; returns which it is."""
    case = records.case(case_id)
    answer = records.answer(case_id)
    answer.delivered_at = clock.now()
    execution.answered(case.instance)
    if answer.kind == "agree":
        current = records.terms(case_id)
        papers.reply(case, answer, current, None)
        rounds.finalise(case, current)
    elif answer.kind == "counter":
        offered = db.session.get_one(Terms, answer.terms_id)
        papers.reply(case, answer, offered, records.terms(case_id).values)
        rounds.put_on_table(offered)
    else:
        papers.reply(case, answer, None, None)
    audit.record("answer delivered", case=case_id, kind=answer.kind)
    return answer.kind


def _agree(case: SharingCase, answers: dict[str, Any], account: Account) -> None:
    _draft(case, account, kind="agree", terms_id=records.terms(case.id).id)


def _counter(case: SharingCase, answers: dict[str, Any], account: Account) -> None:
    current = records.terms(case.id)
    values = counter_offer(case, answers, current.values)
    offered = rounds.propose(
        case,
        values,
        account,
        source="counter",
        status="draft",
        supersedes=current,
        unit_id=case.provider_id,
    )
    _draft(case, account, kind="counter", terms_id=offered.id)


def _refuse(case: SharingCase, answers: dict[str, Any], account: Account) -> None:
    faults = Faults()
    faults.need(answers, "reason_code", "reason", "legal_basis")
    faults.stop()
    said = {name: answers[name] for name in ("reason_code", "reason", "legal_basis")}
    _draft(case, account, kind="refuse", **said)


def _supplement(case: SharingCase, answers: dict[str, Any], account: Account) -> None:
    if "supplement" in _used_up(case.id):
        turn_down("outcome", _("What is missing can be asked for only once in a case."))
    faults = Faults()
    faults.need(answers, "missing")
    faults.stop()
    asked = SupplementRequest(case_id=case.id, missing=answers["missing"], asked_by_id=account.id)
    db.session.add(asked)
    papers.supplement_notice(case, asked.missing)


def _extend(case: SharingCase, answers: dict[str, Any], account: Account) -> None:
    if "extend" in _used_up(case.id):
        turn_down("outcome", _("More time can be asked for only once in a case."))
    faults = Faults()
    faults.need(answers, "reason")
    faults.stop()
    asked = Extension(case_id=case.id, reason=answers["reason"], asked_by_id=account.id)
    db.session.add(asked)


def _draft(case: SharingCase, account: Account, **said: Any) -> None:
    db.session.add(
        Answer(case_id=case.id, provider_id=case.provider_id, drafted_by_id=account.id, **said)
    )


def _used_up(case_id: int) -> set[str]:
    return set(db.session.scalars(_USED_UP, {"case": case_id}))


_STEPS = {
    "agree": _agree,
    "counter": _counter,
    "refuse": _refuse,
    "supplement": _supplement,
    "extend": _extend,
}
