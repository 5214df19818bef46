"""What the provider says to an application: answers, extensions, requests for what is missing."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.terms import Terms
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class Answer(db.Model):
    """An answer drafted by the provider; delivered once its head has approved it."""

    __tablename__ = "sharing_answer"
    __table_args__ = (
        Index(
            "ix_sharing_answer_terms_id", "terms_id", postgresql_where=text("terms_id IS NOT NULL")
        ),
        CheckConstraint("kind IN ('agree', 'counter', 'refuse')", name="kind"),
        CheckConstraint("kind <> 'refuse' OR reason <> ''", name="refusal_has_a_reason"),
        Index("ix_sharing_answer_case", "case_id", "id"),
        Index(
            "ix_sharing_answer_provider",
            "provider_id",
            postgresql_where=text("delivered_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id))
    provider_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    kind: Mapped[str] = mapped_column(String(10))
    terms_id: Mapped[int | None] = mapped_column(ForeignKey(Terms.id))
    reason_code: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    drafted_at: Mapped[datetime] = mapped_column(default=clock.now)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    comment: Mapped[str] = mapped_column(Text, default="")
    returned_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class Extension(db.Model):
    """A request for more time to answer: once in a case, and for the office to grant."""

    __tablename__ = "sharing_extension"
    __table_args__ = (CheckConstraint("days BETWEEN 1 AND 10", name="days"),)

    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    granted: Mapped[bool | None]
    days: Mapped[int | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    decided_at: Mapped[datetime | None]


class SupplementRequest(db.Model):
    """What the provider asks for because it is missing: once in a case, all of it at one time."""

    __tablename__ = "sharing_supplement"

    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id), primary_key=True)
    missing: Mapped[list[str]] = mapped_column(JSONB)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    supplied_at: Mapped[datetime | None]
