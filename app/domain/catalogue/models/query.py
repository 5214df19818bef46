"""The table of queries: what the catalogues held of a proposal at the time it was looked at."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation import clock
from app.foundation.database import db

SUBMITTED, APPROVED = "submitted", "approved"


class Query(db.Model):
    """One query of a matter: when it was submitted, or when its unit's head had approved it."""

    __tablename__ = "catalogue_query"
    __table_args__ = (
        CheckConstraint("step IN ('submitted', 'approved')", name="step"),
        Index("ix_catalogue_query_case", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(CatalogueCase.id))
    step: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    # As `services/gate.py` keeps it: proposal, verdict, hits, missing; and, for the reviewers
    # alone, the hits that the applicant may not see.
    found: Mapped[dict[str, Any]] = mapped_column(JSONB)
