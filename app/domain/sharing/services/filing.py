"""File a step with the office or the bureau."""

from typing import Any

from app.domain.sharing import records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.filing import Filing
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.services import numbers, papers
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.identity.models import Unit
from app.workflow import parties

SERIES = {"office": numbers.OFFICE_FILINGS, "secrecy_bureau": numbers.BUREAU_FILINGS}


def make(
    case: SharingCase,
    kind: str,
    content: dict[str, Any],
    *,
    recipient: str = "office",
    refers_to: Filing | None = None,
) -> Filing:
    """Number a filing and send it to the office, or to the bureau."""
    to = parties.unit_of(case.id, recipient)
    number = numbers.draw(_series(recipient, to))
    filing = Filing(
        case_id=case.id,
        kind=kind,
        series=number.series,
        year=number.year,
        seq=number.seq,
        number=str(number),
        recipient_id=to.id,
        content=_head(case) | content,
        refers_to_id=refers_to.id if refers_to else None,
    )
    db.session.add(filing)
    db.session.flush()  # the next filing of this transaction comes after this one
    audit.record("filing made", case=case.id, subject=filing.number, kind=kind)
    papers.receipt(case, filing, to, refers_to.number if refers_to else "")
    return filing


def negotiation_result(case_id: int) -> None:
    """File the final terms; final again after a return, they refer to the first filing."""
    case = records.case(case_id)
    terms = records.terms(case_id)
    before = records.filings(case_id, "negotiation_result")
    first = before[0] if before else None
    content = {
        "terms": as_filed(terms),
        "source": terms.source,
        "final_at": _moment(terms.final_at),
    }
    make(case, "negotiation_result", content, refers_to=first)


def lapse(case: SharingCase) -> None:
    """Mark the filed results as lapsed: what they report will not be carried out."""
    for filing in records.filings(case.id, "negotiation_result"):
        filing.lapsed_at = filing.lapsed_at or clock.now()
        audit.record("filing lapsed", case=case.id, subject=filing.number)


def as_filed(terms: Terms) -> dict[str, Any]:
    """The terms as a filing shows them."""
    return {
        "resource": terms.resource_id,
        "items": terms.items,
        "scope": terms.scope,
        "scenario": terms.scenario,
        "mode": terms.mode,
        "valid_until": terms.valid_until.isoformat(),
        "conditions": terms.conditions,
        "provide_by": terms.provide_by.isoformat() if terms.provide_by else None,
    }


def _series(recipient: str, to: Unit) -> str:
    """Under which word filings are numbered there: a district's office has a series of its own."""
    if recipient == "office" and "office" not in to.roles:
        return (to.document_word or to.short_name)[: numbers.LONGEST - 1] + "备"
    return SERIES[recipient]


def _head(case: SharingCase) -> dict[str, Any]:
    return {
        "case": case.number,
        "demander": case.demander.code,
        "provider": case.provider.code,
        "resource_title": case.resource.title,
    }


def _moment(at: Any) -> str | None:
    return clock.local(at).isoformat(timespec="seconds") if at else None
