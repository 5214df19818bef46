"""Issue the documents of a case at the moment of what they report, from the rows at hand."""

from sqlalchemy import select

from app.domain.documents.models import KINDS, IssuedDocument
from app.domain.documents.services import issue, numbering
from app.domain.sharing import queries
from app.domain.sharing.models.agreement import Agreement, SecrecyAgreement
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Explanation
from app.domain.sharing.models.filing import Filing
from app.domain.sharing.models.provision import Inability
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.rules.papers import applications, contracts, receipts, replies, reports
from app.domain.sharing.rules.papers.applications import Asked
from app.domain.sharing.rules.papers.contracts import Signed, SignedText
from app.domain.sharing.rules.papers.reports import Report
from app.domain.sharing.rules.terms import Values
from app.domain.sharing.services import issuing
from app.domain.sharing.services.issuing import came_on_paper
from app.domain.sharing.services.opinions import mediation_opinion, supervision_order
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity import acting
from app.foundation.identity.models import Unit

__all__ = [
    "agreement", "application", "came_on_paper", "explanation", "inability", "mediation_opinion",
    "receipt", "refusal", "reply", "secrecy_agreement", "supervision_order", "supplement_notice",
    "withdraw",
]  # fmt: skip


def application(case: SharingCase, current: Terms) -> None:
    """The application, as the demander's head approved it."""
    asked = Asked(
        terms=current.values,
        basis=case.basis,
        urgency=case.urgency,
        necessity=case.necessity,
        safeguards=case.safeguards,
        enclosures=tuple(file.filename for file in queries.attachments(case)),
    )
    paper = applications.application(
        issuing.matter(case),
        asked,
        approver=issuing.approver(),
        dated=clock.today(),
        marks=issuing.marks(),
    )
    issuing.put_out("application", f"application:{case.id}", paper, case, case.demander_id)


def reply(case: SharingCase, answer: Answer, terms: Terms | None, old: Values | None) -> None:
    """The provider's answer as its head approved it; of a counter-offer also the terms before."""
    said = replies.Answer(
        kind=answer.kind,
        terms=terms.values if terms else None,
        old=old,
        reason_code=answer.reason_code,
        reason=answer.reason,
        legal_basis=answer.legal_basis,
    )
    paper = replies.reply(
        issuing.matter(case),
        said,
        number=numbering.draw("reply", case.provider),
        approver=issuing.approver(),
        dated=clock.today(),
        note=issuing.reference(case.id, "reply"),
        marks=issuing.marks(),
    )
    issuing.put_out("reply", f"answer:{answer.id}", paper, case, case.provider_id)


def supplement_notice(case: SharingCase, missing: list[str]) -> None:
    """The one notice of what is missing."""
    paper = replies.supplement_notice(
        issuing.matter(case),
        missing,
        number=numbering.draw("supplement_notice", case.provider),
        until=issuing.term("supplement"),
        dated=clock.today(),
    )
    issuing.put_out("supplement_notice", f"supplement:{case.id}", paper, case, case.provider_id)


def refusal(case: SharingCase, answer: Answer, office_id: int) -> None:
    """The report to the office that the provider refuses."""
    told = Report("refusal", answer.reason_code, answer.reason, answer.legal_basis)
    _report(case, f"answer:{answer.id}", told, office_id)


def inability(case: SharingCase, said: Inability, office_id: int) -> None:
    """The report to the office that the provider cannot deliver what was agreed."""
    told = Report("unable", said.reason_code, said.reason, remedy=said.remedy)
    _report(case, f"inability:{said.id}", told, office_id)


def explanation(case: SharingCase, said: Explanation, cause: str, office_id: int) -> None:
    """The report to the office why the provider let a clock run out."""
    kind: reports.Kind = "unanswered" if cause == "overdue" else "undelivered"
    told = Report(kind, said.reason_code, said.reason, remedy=said.remedy)
    _report(case, f"explanation:{said.dispute_id}", told, office_id)


def agreement(case: SharingCase, signed: Agreement) -> None:
    """The agreement that has come into force."""
    paper = contracts.agreement(
        _signed_text(case, signed), number=signed.number, dated=clock.today()
    )
    issuing.put_out("agreement", f"agreement:{signed.id}", paper, case, case.demander_id)


def secrecy_agreement(case: SharingCase, signed: SecrecyAgreement, filing: Filing) -> None:
    """The secrecy agreement that the bureau has filed."""
    paper = contracts.secrecy_agreement(
        _signed_text(case, signed), number=filing.number, dated=clock.today()
    )
    issuing.put_out("secrecy_agreement", f"secrecy:{signed.id}", paper, case, case.demander_id)


def receipt(case: SharingCase, filing: Filing, recipient: Unit, refers_to: str = "") -> None:
    """The receipt of a filing that was made a moment ago."""
    by_hand = filing.kind == "secrecy_agreement"
    paper = receipts.receipt(
        issuing.matter(case),
        kind=filing.kind,
        number=filing.number,
        recipient=recipient.name,
        handler=acting.current().label if by_hand else "",
        dated=clock.today(),
        refers_to=refers_to,
    )
    issuing.put_out("filing_receipt", f"filing:{filing.id}", paper, case, recipient.id)


def withdraw(source: str, reason: str) -> None:
    """What was issued from this source says nothing any more; it stays readable, marked so."""
    issued = select(IssuedDocument).where(
        IssuedDocument.kind.in_(KINDS),  # the index begins with it
        IssuedDocument.source == source,
        IssuedDocument.withdrawn_at.is_(None),
    )
    for one in db.session.scalars(issued):
        issue.withdraw(one, reason)


def _report(case: SharingCase, source: str, told: Report, office_id: int) -> None:
    paper = reports.report(
        issuing.matter(case),
        told,
        office=db.session.get_one(Unit, office_id).name,
        number=numbering.draw("refusal_report", case.provider),
        approver=issuing.approver(),
        dated=clock.today(),
        note=issuing.reference(case.id, "reply") if told.kind == "refusal" else "",
        marks=issuing.marks(),
    )
    issuing.put_out("refusal_report", source, paper, case, case.provider_id)


def _signed_text(case: SharingCase, signed: Agreement | SecrecyAgreement) -> SignedText:
    units = {"demander": case.demander.name, "provider": case.provider.name}
    stand = (one for one in signed.signatures if one.stands)
    return SignedText(
        text=signed.text,
        sha256=signed.sha256,
        version=signed.version,
        signatures=tuple(
            Signed(one.side, units[one.side], one.post, clock.local(one.at).date()) for one in stand
        ),
    )
