"""The matter: a process of the catalogue's own, and what it is about to change."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit
from app.workflow.models import ProcessInstance

RESOURCE, DATABASE, COLLECTION = "resource", "database", "collection"


class CatalogueCase(db.Model):
    """A matter of the catalogue: one entry, from what its unit proposes to what is published.

    Its number of the process is its own.  `content` is the entry as proposed, keys as in
    `rules/columns.py`; `entry_id` names the entry once there is one, `based_on` the number of the
    version that a change began from.
    """

    __tablename__ = "catalogue_case"
    __table_args__ = (
        CheckConstraint("kind IN ('resource', 'database', 'collection')", name="kind"),
        UniqueConstraint("unit_id", "submission_key"),
        Index("ix_catalogue_case_unit", "unit_id", "submitted_at"),
        Index("ix_catalogue_case_submitted", "submitted_at", "id"),
        Index("ix_catalogue_case_entry", "kind", "entry_id"),
        # Of one entry one change at a time, whoever sends it how fast.
        Index(
            "uq_catalogue_case_changed",
            "kind",
            "entry_id",
            unique=True,
            postgresql_where=text(
                "closed_at IS NULL AND entry_id IS NOT NULL "
                "AND process_id = 'catalogue_publication'"
            ),
        ),
        # Of one database one matter, from its filing to its deregistration.
        Index(
            "uq_catalogue_case_database",
            "entry_id",
            unique=True,
            postgresql_where=text(
                "closed_at IS NULL AND entry_id IS NOT NULL AND process_id = 'catalogue_database'"
            ),
        ),
    )

    id: Mapped[int] = mapped_column(
        ForeignKey(ProcessInstance.id), primary_key=True, autoincrement=False
    )
    # Drawn as the last thing before the commit, because whoever draws makes the others wait.
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    process_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    entry_id: Mapped[str | None] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(20), default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    applicant_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    based_on: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    expected_use: Mapped[str] = mapped_column(Text, default="")
    cause: Mapped[str | None] = mapped_column(String(20))
    changed_on: Mapped[date | None]
    attachments: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    # More time: what was asked for and what the office said to it.
    extension: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    # What the check for duplicates showed, and why the unit went on in spite of it.
    hits: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    spite_reason: Mapped[str] = mapped_column(Text, default="")
    # Since when what the entry describes has not been updated.
    stale_since: Mapped[date | None]
    submission_key: Mapped[str | None] = mapped_column(String(64))
    end: Mapped[str | None] = mapped_column(String(20))
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    approved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    instance: Mapped[ProcessInstance] = relationship()
    unit: Mapped[Unit] = relationship()
    applicant: Mapped[Account] = relationship()

    def __str__(self) -> str:
        return f"matter:{self.number or self.id}"
