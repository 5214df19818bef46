"""Tables of the staff: what closing an account moved, and the training log."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class AccountClosing(db.Model):
    """That an account was closed, and what went to whom, so that reopening gives it back.

    `moved` holds the ids of tasks handed over, tasks released and drafts, the posts given to the
    successor and the absences that were ended.
    """

    __tablename__ = "account_closing"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    moved: Mapped[dict[str, Any]] = mapped_column(JSONB)
    undone_at: Mapped[datetime | None]

    successor: Mapped[Account | None] = relationship(foreign_keys=[successor_id])
    by: Mapped[Account | None] = relationship(foreign_keys=[by_id])


class TrainingRecord(db.Model):
    """That a post-holder of a unit took part in a course, and with what result."""

    __tablename__ = "training_record"
    __table_args__ = (
        CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),
        CheckConstraint("hours > 0", name="has_hours"),
        Index("ix_training_record_unit", "unit_id", "ends_on", "id"),
        Index("ix_training_record_day", "ends_on", "unit_id"),
        Index("ix_training_record_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    # A post-holder with an account, or the post of one who has none; never a person's name.
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    holder: Mapped[str] = mapped_column(String(100))
    course: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    hours: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    result: Mapped[str] = mapped_column(String(20))
    certificate: Mapped[str] = mapped_column(String(60), default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    withdrawn_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    recorded_by: Mapped[Account] = relationship(foreign_keys=[recorded_by_id])

    def __str__(self) -> str:
        return f"training:{self.id}"
