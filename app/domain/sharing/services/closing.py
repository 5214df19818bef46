"""How a case ends, and what that means for its agreement and its filings."""

from app.domain.sharing import records
from app.domain.sharing.services import (
    agreement,
    execution,
    filing,
    signing,
    supervision,
    telling,
)
from app.foundation import audit, clock


def completed(case_id: int) -> None:
    """Everything was done; the agreement lives on until its term."""
    _close(case_id, "completed")


def refused(case_id: int) -> None:
    """Nothing is shared, and an agreement that was not carried out ends too."""
    live = records.agreement_in_force(case_id)
    if live:
        agreement.end(live, "refused")
    _close(case_id, "refused")


def withdrawn(case_id: int) -> None:
    """The demander wants no more."""
    _close(case_id, "withdrawn")


def lapsed(case_id: int) -> None:
    """The demander let its time run out."""
    _close(case_id, "lapsed")


def _close(case_id: int, end: str) -> None:
    case = records.case(case_id)
    case.end = end
    case.closed_at = clock.now()
    case.instance.case_state = end
    execution.ended(case.instance)
    last = records.last_agreement(case_id)
    if last and last.status == "drawn":
        signing.void(last)
    if not records.was_in_force(case_id):
        filing.lapse(case)
    supervision.end_with_case(case)
    audit.record("case closed", case=case_id, subject=end)
    telling.unit(case, "case_closed", case.demander_id, telling.OFFICERS_AND_HEADS, end=end)
    if case.approved_at:  # before that nobody but the demander knew of it
        telling.unit(case, "case_closed", case.provider_id, telling.OFFICERS_AND_HEADS, end=end)
        telling.office(case, "case_closed", end=end)
