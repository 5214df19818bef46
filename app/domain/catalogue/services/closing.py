"""Bring a matter of collection or of a database to its end, and tell those who took part."""

from app.domain.catalogue.models.database import DEREGISTERED
from app.domain.catalogue.services import matters, telling
from app.workflow import parties

WITHDRAWN, SHARED, REJECTED = "withdrawn", "shared", "rejected"


def withdrawn(case_id: int) -> None:
    """The unit withdraws."""
    finish(case_id, WITHDRAWN)


def shared(case_id: int) -> None:
    """Nothing is collected: the unit applies for what exists."""
    finish(case_id, SHARED)


def rejected(case_id: int) -> None:
    """Nothing is registered."""
    finish(case_id, REJECTED)


def deregistered(case_id: int) -> None:
    """The database is out of the catalogue."""
    finish(case_id, DEREGISTERED)


def finish(case_id: int, end: str) -> None:
    """Close the matter; whoever may see it hears how it ended."""
    case = matters.close(case_id, end)
    telling.applicant(case, "case_closed", end=end)
    seen = {seat.lane for seat in parties.parties(case_id) if seat.visible_at}
    for lane in sorted(seen & set(telling.OFFICES)):
        telling.office(case, "case_closed", lane, end=end)
