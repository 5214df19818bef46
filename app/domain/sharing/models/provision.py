"""What was delivered, what was received, and what could not be delivered."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.sharing.models.agreement import Agreement
from app.domain.sharing.models.case import SharingCase
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account


class Delivery(db.Model):
    """What the provider says it delivered; `missing` was agreed on and is not among it."""

    __tablename__ = "sharing_delivery"
    __table_args__ = (
        Index("ix_sharing_delivery_case", "case_id", "id"),
        Index("ix_sharing_delivery_agreement_id", "agreement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id))
    agreement_id: Mapped[int] = mapped_column(ForeignKey(Agreement.id))
    items: Mapped[list[str]] = mapped_column(JSONB)
    missing: Mapped[list[str]] = mapped_column(JSONB, default=list)
    access: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    delivered_on: Mapped[date] = mapped_column(default=clock.today)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    receipt: Mapped["Receipt | None"] = relationship(back_populates="delivery")


class Receipt(db.Model):
    """What the demander says to a delivery; `silent` when it let the clock run out."""

    __tablename__ = "sharing_receipt"
    __table_args__ = (CheckConstraint("outcome IN ('accept', 'deficient')", name="outcome"),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey(Delivery.id), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10))
    shortfall: Mapped[list[str]] = mapped_column(JSONB, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
    silent: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    delivery: Mapped[Delivery] = relationship(back_populates="receipt")


class Inability(db.Model):
    """The provider's report that it cannot deliver what was agreed."""

    __tablename__ = "sharing_inability"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id), index=True)
    reason_code: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
