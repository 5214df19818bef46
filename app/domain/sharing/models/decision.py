"""A matter before the leading group: the item of the agenda, the votes, the decision."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.meetings.models import Matter, Proxy
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.models.terms import Terms
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class AgendaItem(db.Model):
    """A dispute on the agenda of a meeting, with the units entitled to vote on it."""

    __tablename__ = "sharing_agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey(Dispute.id), unique=True)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    options: Mapped[list[str]] = mapped_column(JSONB)
    meeting_on: Mapped[date]
    papers: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    voters: Mapped[list[str]] = mapped_column(JSONB, default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    matter_id: Mapped[int | None] = mapped_column(ForeignKey(Matter.id), unique=True)

    dispute: Mapped[Dispute] = relationship()
    matter: Mapped[Matter | None] = relationship()
    votes: Mapped[list["Vote"]] = relationship(order_by="Vote.id")
    decision: Mapped["Decision | None"] = relationship(back_populates="agenda_item")


class Vote(db.Model):
    """A member's vote; a member that does not vote has no row and counts as abstaining."""

    __tablename__ = "sharing_vote"
    __table_args__ = (
        CheckConstraint("vote IN ('approve', 'reject', 'abstain')", name="vote"),
        Index("uq_sharing_vote", "agenda_item_id", "unit_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_item_id: Mapped[int] = mapped_column(ForeignKey(AgendaItem.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    vote: Mapped[str] = mapped_column(String(10))
    comment: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    # The member voted through somebody else, by this letter.
    proxy_id: Mapped[int | None] = mapped_column(ForeignKey(Proxy.id))

    unit: Mapped[Unit] = relationship()


class Decision(db.Model):
    """What the meeting decided, with the count it was decided on."""

    __tablename__ = "sharing_decision"
    __table_args__ = (
        Index(
            "ix_sharing_decision_terms_id",
            "terms_id",
            postgresql_where=text("terms_id IS NOT NULL"),
        ),
        CheckConstraint("outcome IN ('provide', 'refuse', 'renegotiate')", name="outcome"),
        CheckConstraint(
            "outcome <> 'provide' OR (terms_id IS NOT NULL AND execute_by IS NOT NULL)",
            name="provides_on_terms",
        ),
    )

    agenda_item_id: Mapped[int] = mapped_column(ForeignKey(AgendaItem.id), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20))
    resolution: Mapped[str] = mapped_column(Text)
    terms_id: Mapped[int | None] = mapped_column(ForeignKey(Terms.id))
    execute_by: Mapped[date | None]
    override_reason: Mapped[str] = mapped_column(Text, default="")
    quorum_note: Mapped[str] = mapped_column(Text, default="")
    entitled: Mapped[int]
    approve: Mapped[int]
    reject: Mapped[int]
    abstain: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    agenda_item: Mapped[AgendaItem] = relationship(back_populates="decision")
    terms: Mapped[Terms | None] = relationship()
