"""The table of requests to deregister a database, and what was said to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.catalogue.models.database import Database
from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account

RETURNED, BLOCKED, DONE = "returned", "blocked", "done"


class Deregistration(db.Model):
    """A request; `blocked_by` are the agreements that stood against it when it was carried out."""

    __tablename__ = "database_deregistration"
    __table_args__ = (
        CheckConstraint("result IN ('returned', 'blocked', 'done')", name="result"),
        Index("ix_database_deregistration_case", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(CatalogueCase.id))
    reason: Mapped[str] = mapped_column(Text)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey(Database.id))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    result: Mapped[str | None] = mapped_column(String(10))
    comment: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    decided_at: Mapped[datetime | None]
    blocked_by: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)

    merged_into: Mapped[Database | None] = relationship()
