"""Tables of the destruction of archived cases: what holds them, and the registers 销毁清册.

A register and its lines are never deleted, and a line is written by the database itself when the
case goes (`keeping_destroy`, migration 0029).
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.database import db

# What the record says when a case goes.
DESTROYED = "case destroyed"


class KeptHold(db.Model):
    """That an archived case is not to be destroyed, until somebody says that it may."""

    __tablename__ = "kept_hold"
    __table_args__ = (
        Index(
            "uq_kept_hold_case",
            "case_id",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    lifted_because: Mapped[str] = mapped_column(Text, default="")


class Destruction(db.Model):
    """A register of destruction 销毁清册: what one person proposed and another confirmed, or not.

    `sha256` is the hash of its list.  What was confirmed can be stopped until `from_on`; from that
    day on it is carried out.
    """

    __tablename__ = "kept_destruction"
    __table_args__ = (
        CheckConstraint(
            "state IN ('proposed', 'refused', 'withdrawn', 'confirmed', 'stopped', 'done')",
            name="state",
        ),
        CheckConstraint(
            "from_on IS NULL OR (NOT decided_by_id = ANY (hands)"
            " AND from_on >= timezone('Asia/Shanghai', decided_at)::date + 30)",
            name="two_persons",
        ),
        UniqueConstraint("number"),
        Index("ix_kept_destruction_state", "state", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    cases: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    # The proposer, and those in whose post it was done: none of them confirms.
    hands: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # Why the second person refused.
    answer: Mapped[str] = mapped_column(Text, default="")
    from_on: Mapped[date | None]
    # When the last of its cases was destroyed, or who stopped it and why.
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_because: Mapped[str] = mapped_column(Text, default="")


class DestructionLine(db.Model):
    """A case in a register of destruction: what it was, and what became of it.

    `entries` are the numbers of what was recorded of it and went with it: the chain of the record
    still names them.  `spared` says why it was left where it is.
    """

    __tablename__ = "kept_destruction_line"
    __table_args__ = (
        Index(
            "uq_kept_destruction_line_case",
            "case_id",
            unique=True,
            postgresql_where=text("spared = ''"),
        ),
        Index("ix_kept_destruction_line_after", "after", "case_id"),
        Index("ix_kept_destruction_line_entries", "entries", postgresql_using="gin"),
    )

    destruction_id: Mapped[int] = mapped_column(
        ForeignKey(Destruction.id), primary_key=True, autoincrement=False
    )
    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(40))
    process_id: Mapped[str] = mapped_column(String(60))
    ended_on: Mapped[date]
    kept_on: Mapped[date]
    # The term that was over, and who set it.
    years: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    batch: Mapped[int]
    spared: Mapped[str] = mapped_column(String(20), default="")
    destroyed_at: Mapped[datetime | None]
    after: Mapped[int | None]
    entries: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
