"""The leading group: its members, its meetings with their matters, minutes and resolutions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.documents.models import IssuedDocument
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class Member(db.Model):
    """A seat in the group, held by a post for a term of office; who left keeps the votes cast.

    `member` seats belong to a unit, which votes through its head; `chair` seats to a post of the
    group itself (`account_id`), which presides and signs and does not vote here.
    """

    __tablename__ = "group_member"
    __table_args__ = (
        CheckConstraint("kind IN ('chair', 'member')", name="kind"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_begins"),
        CheckConstraint("kind <> 'member' OR unit_id IS NOT NULL", name="members_are_units"),
        CheckConstraint("kind <> 'chair' OR account_id IS NOT NULL", name="chairs_are_accounts"),
        Index("ix_group_member_group", "group_id", "kind", "from_on"),
        Index(
            "uq_group_member_unit",
            "group_id",
            "unit_id",
            unique=True,
            postgresql_where=text("until_on IS NULL AND kind = 'member'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    kind: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    post: Mapped[str] = mapped_column(String(100))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    account: Mapped[Account | None] = relationship()

    def serves_on(self, day: date) -> bool:
        """Does the seat's term of office cover that day?"""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


class Meeting(db.Model):
    """A meeting of the group: one a day, with an agenda of several matters."""

    __tablename__ = "group_meeting"
    __table_args__ = (
        CheckConstraint("status IN ('planned', 'held', 'cancelled')", name="status"),
        Index(
            "uq_group_meeting_day",
            "group_id",
            "held_on",
            unique=True,
            postgresql_where=text("status <> 'cancelled'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    held_on: Mapped[date]
    begins: Mapped[str] = mapped_column(String(5), default="09:00")
    place: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str] = mapped_column(String(10), default="planned")
    presiding_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    # Unit code → present, leave; of the seats that have a vote.
    attendance: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    called_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    presiding: Mapped[Member | None] = relationship()
    matters: Mapped[list["Matter"]] = relationship(
        back_populates="meeting", order_by="Matter.position, Matter.id"
    )

    __mapper_args__ = {"version_id_col": version}


class Matter(db.Model):
    """An item of a meeting's agenda: a dispute, an overdue resolution, or something else.

    `outcome`, `tally` and `resolution` are written when it is decided, and never after.
    """

    __tablename__ = "group_matter"
    __table_args__ = (
        CheckConstraint("kind IN ('dispute', 'execution', 'other')", name="kind"),
        Index("ix_group_matter_meeting", "meeting_id", "position"),
        Index("ix_group_matter_instance", "instance_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    # No foreign key: a meeting outlives the cases before it, which go to the archive.
    instance_id: Mapped[int | None]
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("group_resolution.id", use_alter=True, name="fk_group_matter_follows")
    )
    papers: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    outcome: Mapped[str | None] = mapped_column(String(20))
    tally: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    decided: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(back_populates="matters")
    recusals: Mapped[list["Recusal"]] = relationship(order_by="Recusal.id")
    follows: Mapped["Resolution | None"] = relationship(foreign_keys=[follows_id])


class Proxy(db.Model):
    """Somebody who votes at one meeting for a member that cannot come, by a written letter."""

    __tablename__ = "group_proxy"
    __table_args__ = (
        Index(
            "uq_group_proxy_member",
            "meeting_id",
            "member_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "uq_group_proxy_holder",
            "meeting_id",
            "holder_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    holder_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    letter: Mapped[str] = mapped_column(Text)
    files: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship()
    holder: Mapped[Account] = relationship(foreign_keys=[holder_id])


class Recusal(db.Model):
    """A unit that does not vote on a matter: a party to it, or of its own accord with a reason."""

    __tablename__ = "group_recusal"
    __table_args__ = (
        CheckConstraint("kind IN ('party', 'own')", name="kind"),
        UniqueConstraint("matter_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey(Matter.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    unit: Mapped[Unit] = relationship()


class Minutes(db.Model):
    """The minutes of a meeting: drafted by the secretary, signed by a chair, then issued."""

    __tablename__ = "group_minutes"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'submitted', 'issued')", name="status"),
        Index(
            "ix_group_minutes_document_id",
            "document_id",
            postgresql_where=text("document_id IS NOT NULL"),
        ),
    )

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey(Meeting.id), primary_key=True, autoincrement=False
    )
    status: Mapped[str] = mapped_column(String(10), default="draft")
    # What the secretary adds: opening words, and to each matter what was said.
    opening: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    drafted_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    signed_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey(IssuedDocument.id))
    version: Mapped[int] = mapped_column()

    meeting: Mapped[Meeting] = relationship()
    signed_by: Mapped[Account | None] = relationship(foreign_keys=[signed_by_id])
    document: Mapped[IssuedDocument | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Resolution(db.Model):
    """What was resolved, who carries it out by when, and whether it was done."""

    __tablename__ = "group_resolution"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'done', 'dropped')", name="status"),
        CheckConstraint("status = 'open' OR closed_at IS NOT NULL", name="closed"),
        Index("ix_group_resolution_matter", "matter_id"),
        Index("ix_group_resolution_unit", "unit_id", "due_on"),
        Index("ix_group_resolution_open", "due_on", postgresql_where=text("status = 'open'")),
        Index("ix_group_resolution_instance", "instance_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey(Matter.id))
    text: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    due_on: Mapped[date | None]
    # Of a decision on a dispute: done when the data has been received.
    instance_id: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(10), default="open")
    evidence: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    # When the unit and the secretary were told that it is overdue, which happens once.
    overdue_told_at: Mapped[datetime | None]

    matter: Mapped[Matter] = relationship(foreign_keys=[matter_id])
    unit: Mapped[Unit] = relationship()
