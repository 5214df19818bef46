"""A clock ran out and nothing ends by it: write it down once, and urge who is late."""

from sqlalchemy import select

from app.domain.catalogue import cases
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.services import telling
from app.foundation import audit
from app.foundation.database import db
from app.workflow import clocks, parties
from app.workflow.ledger import Clock
from app.workflow.models import Task

APPLICANT, OFFICE = "applicant", "catalogue_office"
# Clock → the lanes that hear of it: whoever is late, and the office with its head.  Of the clocks
# that two offices share, or several of the office's tasks, whoever has not answered hears.
TOLD: dict[str, tuple[str, ...]] = {
    "catalogue_update": (APPLICANT, OFFICE),
    "catalogue_review": (OFFICE,),
    "collection_review": (),
    "collection_coordination": (),
    "database_filing": (),
}


def remind(case_id: int) -> None:
    """Record each clock that ran out and was not recorded yet; two tasks may share one."""
    case = cases.case(case_id)
    for late in clocks.take_missed(case_id, TOLD):
        pending = _is_pending(case, late)
        audit.record(
            "deadline missed",
            case=case_id,
            subject=late.name,
            due_on=str(late.due_on),
            extension_pending=pending,
        )
        _urge(case, late)


def _is_pending(case: CatalogueCase, late: Clock) -> bool:
    """Had the unit asked for more time, and the office not yet answered?"""
    return late.name == "catalogue_update" and "granted" not in (case.extension or {"granted": 0})


def _urge(case: CatalogueCase, late: Clock) -> None:
    said = {"clock": late.name, "due_on": late.due_on.isoformat() if late.due_on else None}
    for lane in TOLD[late.name] or _waiting(case, late):
        if lane == APPLICANT:
            telling.applicant(case, "deadline_missed", **said)
        else:
            parties.reveal(case.id, lane)  # who watches over the duty may look at the matter
            telling.office(case, "deadline_missed", lane, head=True, **said)


def _waiting(case: CatalogueCase, late: Clock) -> list[str]:
    """The lanes in which a task of the clock is still open."""
    found = select(Task.lane).where(
        Task.instance_id == case.id, Task.closed_at.is_(None), Task.clock_name == late.name
    )
    return sorted(set(db.session.scalars(found)))
