"""The table of filings: what a matter of the catalogue reports to the office, numbered."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Unit


class MatterFiling(db.Model):
    """A report of a registration to the office."""

    __tablename__ = "catalogue_filing"
    __table_args__ = (
        CheckConstraint("kind IN ('collection', 'database')", name="kind"),
        Index("ix_catalogue_filing_case", "case_id", "id"),
        Index("ix_catalogue_filing_recipient", "recipient_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(CatalogueCase.id))
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(40), unique=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)

    recipient: Mapped[Unit] = relationship()
