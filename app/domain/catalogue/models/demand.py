"""Tables of the demand pool 需求池: data that units need and nobody lists."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.catalogue.rules.demand import LIVE, OPEN
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class Demand(db.Model):
    """Data that somebody needs and nobody lists: it holds no data, only that they are wanted.

    `hits` are the entries that were shown before it was filed, `spite_reason` why it was filed all
    the same.  `due_on` is the day on which the assigned unit must have answered or, once it has
    promised, listed the data.  `wanted` counts the units that need it.  `version` goes up with
    every act, so that whoever acts on an old page is told what happened since.
    """

    __tablename__ = "demand"
    __table_args__ = (
        CheckConstraint("urgency IN ('normal', 'urgent', 'critical')", name="urgency"),
        CheckConstraint(
            "state IN ('open', 'assigned', 'promised', 'fulfilled', 'answered', 'merged', "
            "'declined', 'withdrawn')",
            name="state",
        ),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        UniqueConstraint("unit_id", "submission_key"),
        Index("ix_demand_state", "state", "id"),
        Index("ix_demand_wanted", "wanted", "id"),
        Index("ix_demand_unit", "unit_id", "id"),
        Index("ix_demand_assigned", "assigned_unit_id", "due_on"),
        Index("ix_demand_instance", "instance_id"),
        Index("ix_demand_merged", "merged_into_id"),
        Index("ix_demand_entry", "entry_kind", "entry_id"),
        Index(
            "ix_demand_due",
            "due_on",
            postgresql_where=text("state IN ('assigned', 'promised')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    submission_key: Mapped[str | None] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    items: Mapped[list[str]] = mapped_column(ARRAY(String(100)), default=list)
    purpose: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    urgency: Mapped[str] = mapped_column(String(10), default="normal")
    hits: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    spite_reason: Mapped[str] = mapped_column(Text, default="")
    # Only the office and those who take part see it.
    internal: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default=OPEN)
    wanted: Mapped[int] = mapped_column(default=1)
    assigned_unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    due_on: Mapped[date | None]
    # The matter in which the assigned unit lists it; no foreign key, as in the versions.
    instance_id: Mapped[int | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"))
    entry_kind: Mapped[str] = mapped_column(String(12), default="")
    entry_id: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    by: Mapped[Account] = relationship()
    assigned_unit: Mapped[Unit | None] = relationship(foreign_keys=[assigned_unit_id])
    merged_into: Mapped["Demand | None"] = relationship(remote_side=[id])

    @property
    def is_live(self) -> bool:
        """Does it still wait for somebody?"""
        return self.state in LIVE

    def __str__(self) -> str:
        return f"demand:{self.id}"


class DemandUnit(db.Model):
    """A unit that needs the data; the first is the one that filed the demand."""

    __tablename__ = "demand_unit"
    __table_args__ = (Index("ix_demand_unit_unit", "unit_id", "demand_id"),)

    demand_id: Mapped[int] = mapped_column(ForeignKey(Demand.id), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    purpose: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    # Came with a demand that was merged into this one.
    merged_from_id: Mapped[int | None] = mapped_column(ForeignKey(Demand.id))

    unit: Mapped[Unit] = relationship()


class DemandEvent(db.Model):
    """What happened to a demand, as its page tells it; never changed."""

    __tablename__ = "demand_event"
    __table_args__ = (Index("ix_demand_event_demand", "demand_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey(Demand.id))
    act: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    text: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)

    unit: Mapped[Unit | None] = relationship()
    by: Mapped[Account | None] = relationship()
