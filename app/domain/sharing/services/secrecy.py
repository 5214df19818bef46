"""The secrecy agreement: drawn up, signed by both, filed by the bureau or returned."""

from typing import Any

from app.domain.sharing import records
from app.domain.sharing.models.agreement import SecrecyAgreement
from app.domain.sharing.rules import documents
from app.domain.sharing.services import filing, papers, signing
from app.domain.sharing.services.agreement import parties_to
from app.domain.sharing.services.checks import Faults
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow import parties
from app.workflow.models import Task


def draw_up(case_id: int) -> None:
    """Make the text; after a return by the bureau a new one, to be signed by both again."""
    case = records.case(case_id)
    agreement = records.agreement(case_id)
    before = records.last_secrecy_agreement(agreement.id)
    version = before.version + 1 if before else 1
    named = parties_to(case, agreement.terms, agreement.number)
    text = documents.secrecy_agreement(named, agreement.terms.values, version, agreement.sha256)
    drawn = SecrecyAgreement(
        case_id=case_id,
        agreement_id=agreement.id,
        version=version,
        text=text,
        sha256=documents.sha256(text),
    )
    db.session.add(drawn)
    parties.reveal(case_id, "secrecy_bureau")
    audit.record("secrecy agreement drawn up", case=case_id, subject=drawn.sha256)


def sign(task: Task, answers: dict[str, Any], account: Account) -> None:
    """A side's head signs the secrecy agreement."""
    signing.put(records.secrecy_agreement(task.instance_id), task, account, act="sign")


def review(task: Task, answers: dict[str, Any], account: Account) -> None:
    """The bureau files the agreement, or returns it and both sign again."""
    drawn = records.secrecy_agreement(task.instance_id)
    if answers["outcome"] == "file":
        signing.check_signed(drawn)
        return
    faults = Faults()
    faults.need(answers, "reason")
    faults.stop()
    drawn.status, drawn.return_reason = "void", answers["reason"]
    signing.void_signatures(drawn)
    audit.record("secrecy agreement returned", case=drawn.case_id, reason=drawn.return_reason)


def file(case_id: int) -> None:
    """File the secrecy agreement with the bureau."""
    drawn = records.secrecy_agreement(case_id)
    signing.check_signed(drawn)
    drawn.status, drawn.filed_at = "filed", clock.now()
    content = {
        "agreement": drawn.agreement.number,
        "sha256": drawn.sha256,
        "version": drawn.version,
    }
    case = records.case(case_id)
    filed = filing.make(case, "secrecy_agreement", content, recipient="secrecy_bureau")
    papers.secrecy_agreement(case, drawn, filed)
