"""A dispute before the office: how it came, what was said, how it was to be settled."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.terms import Terms
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class Dispute(db.Model):
    """One entry into mediation.  `late` stays on the record whatever follows."""

    __tablename__ = "sharing_dispute"
    __table_args__ = (
        CheckConstraint("cause IN ('refusal', 'overdue', 'non_delivery')", name="cause"),
        CheckConstraint(
            "responsibility IN ('produced', 'built', 'operated', 'shared')", name="responsibility"
        ),
        Index("ix_sharing_dispute_case", "case_id", "id"),
        Index("ix_sharing_dispute_provider", "provider_id", "late"),
        # The record of a unit: counted from the index alone.
        Index("ix_sharing_dispute_record", "provider_id", "cause", "late", "result"),
        Index("ix_sharing_dispute_raised", "demander_id", "result"),
        Index("ix_sharing_dispute_demander", "demander_id", "provider_id"),
        # The desk: what an office has open, the longest waiting first.
        Index(
            "ix_sharing_dispute_open",
            "office_id",
            "entered_at",
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_sharing_dispute_office", "office_id", "entered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(SharingCase.id))
    provider_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    demander_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    # Who settles it: the office of the common superior (条例 28).
    office_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    cause: Mapped[str] = mapped_column(String(20))
    late: Mapped[bool] = mapped_column(default=False)
    office_late: Mapped[bool] = mapped_column(default=False)
    must_explain: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    responsibility: Mapped[str | None] = mapped_column(String(20))
    consult: Mapped[list[str]] = mapped_column(JSONB, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    accepted_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None]

    case: Mapped[SharingCase] = relationship()
    explanation: Mapped["Explanation | None"] = relationship(back_populates="dispute")
    opinions: Mapped[list["Opinion"]] = relationship(order_by="Opinion.id")
    settlements: Mapped[list["Settlement"]] = relationship(
        back_populates="dispute", order_by="Settlement.id"
    )


class Explanation(db.Model):
    """What a provider that let a clock run out says about it."""

    __tablename__ = "sharing_explanation"

    dispute_id: Mapped[int] = mapped_column(ForeignKey(Dispute.id), primary_key=True)
    reason_code: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    dispute: Mapped[Dispute] = relationship(back_populates="explanation")


class Opinion(db.Model):
    """What a consulted unit thinks; a unit that says nothing has no row and counts as neutral."""

    __tablename__ = "sharing_opinion"
    __table_args__ = (
        CheckConstraint("position IN ('provide', 'refuse', 'neutral')", name="position"),
        Index("uq_sharing_opinion", "dispute_id", "unit_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey(Dispute.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    position: Mapped[str] = mapped_column(String(10))
    opinion: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    unit: Mapped[Unit] = relationship()


class Settlement(db.Model):
    """What the office proposes: terms or a substitute, to uphold the refusal, or to refer."""

    __tablename__ = "sharing_settlement"
    __table_args__ = (
        Index(
            "ix_sharing_settlement_terms_id",
            "terms_id",
            postgresql_where=text("terms_id IS NOT NULL"),
        ),
        CheckConstraint("kind IN ('settle', 'uphold', 'refer')", name="kind"),
        CheckConstraint("kind <> 'settle' OR terms_id IS NOT NULL", name="settles_on_terms"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey(Dispute.id), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    terms_id: Mapped[int | None] = mapped_column(ForeignKey(Terms.id))
    substitute_id: Mapped[str | None] = mapped_column(ForeignKey(Resource.id))
    provide_by: Mapped[date | None]
    criteria: Mapped[list[str]] = mapped_column(JSONB, default=list)
    grounds: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[str | None] = mapped_column(String(20))
    # Taken back before anybody else had seen it.
    recalled_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    dispute: Mapped[Dispute] = relationship(back_populates="settlements")
    terms: Mapped[Terms | None] = relationship()
    substitute: Mapped[Resource | None] = relationship()
    answers: Mapped[list["SettlementAnswer"]] = relationship(order_by="SettlementAnswer.id")


class SettlementAnswer(db.Model):
    """What a side says to the office's proposal; `silent` when it let the clock run out."""

    __tablename__ = "sharing_settlement_answer"
    __table_args__ = (
        CheckConstraint("answer IN ('accept', 'object')", name="answer"),
        Index("uq_sharing_settlement_answer", "settlement_id", "unit_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey(Settlement.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    answer: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    silent: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    unit: Mapped[Unit] = relationship()


class MediationNote(db.Model):
    """What was said at a meeting about a dispute; the two sides read it only where it is shared."""

    __tablename__ = "sharing_mediation_note"
    __table_args__ = (Index("ix_sharing_mediation_note_dispute", "dispute_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey(Dispute.id))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    attended: Mapped[list[str]] = mapped_column(JSONB, default=list)
    note: Mapped[str] = mapped_column(Text)
    files: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    shared: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]

    by: Mapped[Account] = relationship()
    dispute: Mapped[Dispute] = relationship()
