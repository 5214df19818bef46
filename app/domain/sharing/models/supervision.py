"""Supervision orders (督办): what a late unit must do by when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.documents.models import IssuedDocument
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class SupervisionOrder(db.Model):
    """The office's order to a silent or late unit; it stays on the record when it is closed.

    `step` names the task that is the duty; the order closes when that task of the case, open when
    the order was issued or opened since, is answered (`done`), or when the case leaves it behind
    unanswered (`ended`).  `issued_by_id` is empty where the system issued it by rule.
    """

    __tablename__ = "sharing_supervision"
    __table_args__ = (
        Index(
            "ix_sharing_supervision_dispute_id",
            "dispute_id",
            postgresql_where=text("dispute_id IS NOT NULL"),
        ),
        Index(
            "ix_sharing_supervision_document_id",
            "document_id",
            postgresql_where=text("document_id IS NOT NULL"),
        ),
        CheckConstraint("days > 0", name="days"),
        CheckConstraint("closed_as IN ('done', 'ended', 'withdrawn')", name="closed_as"),
        Index("ix_sharing_supervision_case", "case_id", "id"),
        Index("ix_sharing_supervision_unit", "unit_id", "issued_at"),
        Index("ix_sharing_supervision_office", "office_id", "issued_at"),
        Index(
            "uq_sharing_supervision_open",
            "case_id",
            "unit_id",
            "step",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id))
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey(Dispute.id))
    office_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    step: Mapped[str] = mapped_column(String(60))
    overdue_days: Mapped[int] = mapped_column(default=0)
    days: Mapped[int]
    due_on: Mapped[date]
    expected: Mapped[str] = mapped_column(Text)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    document_id: Mapped[int | None] = mapped_column(ForeignKey(IssuedDocument.id))
    closed_at: Mapped[datetime | None]
    closed_as: Mapped[str | None] = mapped_column(String(10))
    close_reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[SharingCase] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    office: Mapped[Unit] = relationship(foreign_keys=[office_id])
    document: Mapped[IssuedDocument | None] = relationship()
