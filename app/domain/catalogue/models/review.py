"""The tables of a collection's review: what both keys said, what was proposed, what came of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit

APPROVE, OBJECT, ACCEPT, SILENCE = "approve", "object", "accept", "silence"
REGISTER, REDUCE, JOINT, SHARE, REJECT = "register", "reduce", "joint", "share", "reject"
PROPOSAL, DECISION = "proposal", "decision"


class KeyReview(db.Model):
    """One key: what 市统计局, or 市信息办, says to an application.  Each says it once."""

    __tablename__ = "collection_review"
    __table_args__ = (
        UniqueConstraint("case_id", "lane"),
        CheckConstraint("outcome IN ('approve', 'object')", name="outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(CatalogueCase.id))
    lane: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[Account] = relationship()


class Coordination(db.Model):
    """What the office proposes after an objection, and what it decides if the unit objects too.

    `items` belong to `reduce`, `lead_id` to `joint`, `resource_id` to `share`.  The unit's answer
    to a proposal is `accept`, `object`, or `silence`, which accepts.
    """

    __tablename__ = "collection_coordination"
    __table_args__ = (
        CheckConstraint("step IN ('proposal', 'decision')", name="step"),
        CheckConstraint(
            "outcome IN ('register', 'reduce', 'joint', 'share', 'reject')", name="outcome"
        ),
        CheckConstraint("answer IN ('accept', 'object', 'silence')", name="answer"),
        Index("ix_collection_coordination_case", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(CatalogueCase.id))
    step: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(10))
    items: Mapped[list[str]] = mapped_column(ARRAY(String(100)), default=list)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    resource_id: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str | None] = mapped_column(String(10))
    answer_reason: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    answered_at: Mapped[datetime | None]

    by: Mapped[Account] = relationship(foreign_keys=by_id)
    lead: Mapped[Unit | None] = relationship()
