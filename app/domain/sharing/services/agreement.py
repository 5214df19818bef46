"""The agreement: drawn up from the final terms, signed or returned, in force."""

from typing import Any

from app.domain.sharing import records
from app.domain.sharing.models.agreement import Agreement
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.rules import disputes, documents
from app.domain.sharing.rules.documents import Parties
from app.domain.sharing.services import guard, numbers, papers, rounds, signing, telling
from app.domain.sharing.services.checks import Faults
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.models import Task


def draw_up(case_id: int) -> bool:
    """Make the text of the agreement from the terms; is a secrecy agreement needed as well?"""
    case = records.case(case_id)
    terms = records.terms(case_id)
    if terms.status != "final":
        raise Conflict(_("The terms are not final."))
    before = records.last_agreement(case_id)
    number = before.number if before else str(numbers.draw(numbers.AGREEMENTS))
    version = before.version + 1 if before else 1
    text = documents.agreement(parties_to(case, terms, number), terms.values, version)
    drawn = Agreement(
        case_id=case_id,
        number=number,
        version=version,
        terms_id=terms.id,
        demander_id=case.demander_id,
        provider_id=case.provider_id,
        resource_id=terms.resource_id,
        text=text,
        sha256=documents.sha256(text),
        valid_until=terms.valid_until,
    )
    db.session.add(drawn)
    audit.record("agreement drawn up", case=case_id, subject=drawn.sha256, number=number)
    return case.resource.secrecy_required


def sign(task: Task, answers: dict[str, Any], account: Account) -> None:
    """A side's head signs the agreement, or returns it with a reason."""
    if answers["outcome"] == "return":
        faults = Faults()
        faults.need(answers, "reason")
        faults.stop()
    signing.put(
        records.agreement(task.instance_id),
        task,
        account,
        act=answers["outcome"],
        reason=answers.get("reason") or "",
    )


def void(case_id: int) -> str:
    """A side returned the agreement: it is void, and the first time the terms are open again."""
    agreement = records.agreement(case_id)
    returned = records.last_return(agreement.id)
    if returned is None:
        raise Conflict(_("A step that must come before this one has not taken place."))
    signing.void(agreement)
    result = disputes.returned(returned.side, records.returns(case_id, returned.side))
    if result == "first":
        rounds.put_on_table(records.terms(case_id))
    return result


def enter_into_force(case_id: int) -> str:
    """Both have signed: the agreement binds them, and takes the place of an earlier one."""
    case = records.case(case_id)
    agreement = records.agreement(case_id)
    signing.check_signed(agreement)
    earlier = records.agreement_in_force(case_id)
    if earlier and earlier.id != agreement.id:
        end(earlier, "superseded")
        db.session.flush()  # the database allows one agreement in force
    agreement.status = "in_force"
    agreement.effective_at = clock.now()
    db.session.flush()  # the guard reads it
    guard.check(case)
    audit.record("agreement in force", case=case_id, subject=agreement.sha256)
    papers.agreement(case, agreement)
    telling.both(case, "agreement_effective", number=agreement.number)
    return "signed"


def end(agreement: Agreement, reason: str) -> None:
    """The agreement binds nobody from now on."""
    agreement.status = "ended"
    agreement.ended_at = clock.now()
    agreement.end_reason = reason
    audit.record("agreement ended", case=agreement.case_id, subject=agreement.number, reason=reason)


def parties_to(case: SharingCase, terms: Terms, number: str) -> Parties:
    """Who agrees about what, as the documents say it."""
    return Parties(
        number=number,
        case_number=case.number or "",
        demander=case.demander.name,
        provider=case.provider.name,
        resource=terms.resource.title,
        resource_id=terms.resource_id,
        update_cycle=terms.resource.update_cycle,
        security_level=terms.resource.security_level,
        safeguards=case.safeguards,
    )
