"""Filings: what the system reports to the office and the bureau, numbered in order."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.sharing.models.case import SharingCase
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Unit


class Filing(db.Model):
    """A report that the system made to the office or the bureau, numbered in order."""

    __tablename__ = "sharing_filing"
    __table_args__ = (
        Index(
            "ix_sharing_filing_refers_to_id",
            "refers_to_id",
            postgresql_where=text("refers_to_id IS NOT NULL"),
        ),
        UniqueConstraint("series", "year", "seq"),
        CheckConstraint(
            "kind IN ('application', 'dispute', 'negotiation_result', 'secrecy_agreement', "
            "'provision', 'usage')",
            name="kind",
        ),
        Index("ix_sharing_filing_case", "case_id", "id"),
        Index("ix_sharing_filing_recipient", "recipient_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id))
    kind: Mapped[str] = mapped_column(String(20))
    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    seq: Mapped[int]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    refers_to_id: Mapped[int | None] = mapped_column(ForeignKey("sharing_filing.id"))
    lapsed_at: Mapped[datetime | None]

    case: Mapped[SharingCase] = relationship()
    recipient: Mapped[Unit] = relationship()
    refers_to: Mapped["Filing | None"] = relationship(remote_side=[id])
