"""File a registration with the office."""

from typing import Any

from app.domain.catalogue.models.filing import MatterFiling
from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation import audit
from app.foundation.database import db
from app.foundation.numbers import draw
from app.workflow import parties

__all__ = ["draw", "make"]


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
