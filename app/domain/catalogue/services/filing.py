"""File a registration with the office."""

from typing import Any

from sqlalchemy import select

from app.domain.catalogue.models.filing import MatterFiling
from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation import audit
from app.foundation.database import db
from app.foundation.numbers import draw
from app.workflow import parties

__all__ = ["draw", "make", "of_case"]


def make(case: CatalogueCase, kind: str, number: str, content: dict[str, Any]) -> MatterFiling:
    """Send a numbered filing to the office."""
    to = parties.unit_of(case.id, "catalogue_office")
    made = MatterFiling(
        case_id=case.id,
        kind=kind,
        number=number,
        recipient_id=to.id,
        content={"matter": case.number, "title": case.title} | content,
    )
    db.session.add(made)
    audit.record("filing made", case=case.id, subject=number, kind=kind)
    return made


def of_case(case_id: int) -> list[MatterFiling]:
    """The filings of a matter, in order."""
    made = select(MatterFiling).where(MatterFiling.case_id == case_id).order_by(MatterFiling.id)
    return list(db.session.scalars(made))
