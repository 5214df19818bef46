"""What came on paper and was entered afterwards (补录), with its scan and its day of receipt."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.sharing.models.case import SharingCase
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit
from app.workflow.models import Task


class PaperEntry(db.Model):
    """A paper of a unit, entered by the office or by the unit's head.

    `effect` says what it did: `answered` moved the case, `noted` came after the clock had run
    out here but in time on paper, so that the unit was not late.
    """

    __tablename__ = "sharing_paper"
    __table_args__ = (
        Index("ix_sharing_paper_task_id", "task_id", postgresql_where=text("task_id IS NOT NULL")),
        CheckConstraint("kind IN ('application', 'reply')", name="kind"),
        CheckConstraint("effect IN ('answered', 'noted')", name="effect"),
        Index("ix_sharing_paper_case", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id))
    kind: Mapped[str] = mapped_column(String(20))
    effect: Mapped[str] = mapped_column(String(10), default="answered")
    task_id: Mapped[int | None] = mapped_column(ForeignKey(Task.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    received_on: Mapped[date]
    reference: Mapped[str] = mapped_column(String(100), default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    scans: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)

    case: Mapped[SharingCase] = relationship()
    unit: Mapped[Unit] = relationship()
    entered_by: Mapped[Account] = relationship()
