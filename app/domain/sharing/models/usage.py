"""After the delivery: the two sides' returns, the feedback, the archive."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.sharing.models.case import SharingCase
from app.foundation import clock, contents
from app.foundation.database import db
from app.foundation.identity.models import Account


class UsageReturn(db.Model):
    """What a side reports about a period: how much was provided, or used and for what."""

    __tablename__ = "sharing_usage_return"
    __table_args__ = (
        UniqueConstraint("case_id", "side"),
        CheckConstraint("side IN ('demander', 'provider')", name="side"),
        CheckConstraint("deliveries >= 0 AND volume >= 0", name="counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id))
    side: Mapped[str] = mapped_column(String(10))
    period: Mapped[str] = mapped_column(Text)
    deliveries: Mapped[int] = mapped_column(BigInteger)
    volume: Mapped[int] = mapped_column(BigInteger)
    purpose_met: Mapped[bool | None]
    users: Mapped[str] = mapped_column(Text, default="")
    storage: Mapped[str] = mapped_column(Text, default="")
    incidents: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class MismatchReview(db.Model):
    """What the office found where the two returns differ."""

    __tablename__ = "sharing_mismatch_review"

    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id), primary_key=True)
    comment: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Feedback(db.Model):
    """What the shared data was worth, told to the provider, and the provider's reply."""

    __tablename__ = "sharing_feedback"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="score"),)

    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id), primary_key=True)
    score: Mapped[int]
    benefit: Mapped[str] = mapped_column(Text, default="")
    suggestion: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    replied_at: Mapped[datetime | None]


class Archive(db.Model):
    """A closed case's archive: promised in the closing transaction, written after it.

    `last_entry` is the last line of the log that belongs to it, so that a ZIP made again is
    the same to the byte.
    """

    __tablename__ = "sharing_archive"
    __table_args__ = (CheckConstraint("status IN ('pending', 'written')", name="status"),)

    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id), primary_key=True)
    status: Mapped[str] = mapped_column(String(10), default="pending", index=True)
    last_entry: Mapped[int | None] = mapped_column(BigInteger)
    path: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    written_at: Mapped[datetime | None]


contents.NAMED_BY.append(Archive.sha256)
