"""Tables of the machinery: releases, process instances, their parties, tasks and drafts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship
from sqlalchemy.types import Text

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class Release(db.Model):
    """One immutable set of diagrams and forms.  A case ends on the release on which it began."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    # From when new cases begin on it; from its making where empty.
    effective_at: Mapped[datetime | None]
    items: Mapped[list["ReleaseItem"]] = relationship(back_populates="release")


class ReleaseWithdrawal(db.Model):
    """That a release which was still to come into force was taken back before it did."""

    __tablename__ = "release_withdrawal"

    release_id: Mapped[int] = mapped_column(
        ForeignKey(Release.id), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    reason: Mapped[str]


class ReleaseItem(db.Model):
    """A diagram or a form in a release; an unchanged one keeps its number."""

    __tablename__ = "release_item"
    __table_args__ = (
        UniqueConstraint("release_id", "kind", "key"),
        Index("ix_release_item_key", "kind", "key", "number", "release_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey(Release.id))
    kind: Mapped[str]
    key: Mapped[str]
    filename: Mapped[str]
    number: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    release: Mapped[Release] = relationship(back_populates="items")


class ProcessInstance(db.Model):
    """A case as the engine knows it.  Its row is locked first by whatever moves it."""

    __tablename__ = "process_instance"
    __table_args__ = (
        # In the order of law: the longest overdue first, of one moment the oldest case.
        Index(
            "ix_process_instance_wake",
            "wake_at",
            "id",
            postgresql_where=text("wake_at IS NOT NULL"),
        ),
        Index(
            "ix_process_instance_running",
            "process_id",
            "release_id",
            "id",
            postgresql_where=text("finished_at IS NULL"),
        ),
        # What stands still for a reason, or failed: few among many.
        Index(
            "ix_process_instance_halted",
            "id",
            postgresql_where=text("suspended_for IS NOT NULL OR error IS NOT NULL"),
        ),
        Index("ix_process_instance_unfinished", "id", postgresql_where=text("finished_at IS NULL")),
        # Which cases are to go to the archive next.
        Index(
            "ix_process_instance_finished",
            "finished_at",
            "id",
            postgresql_where=text("finished_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey(Release.id), index=True)
    process_id: Mapped[str]
    state: Mapped[bytes] = deferred(mapped_column(LargeBinary, default=b""))
    version: Mapped[int] = mapped_column()
    case_state: Mapped[str] = mapped_column(default="")
    wake_at: Mapped[datetime | None]
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]
    clock_plans: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    active: Mapped[list[str]] = mapped_column(JSONB, default=list)
    calls: Mapped[list[str]] = mapped_column(JSONB, default=list)
    passed: Mapped[list[str]] = mapped_column(JSONB, default=list)
    error: Mapped[str | None]
    # Why an administrator holds the case up; while it says something nobody can act in it.
    suspended_for: Mapped[str | None]

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_suspended(self) -> bool:
        """Does an administrator hold it up?"""
        return self.suspended_for is not None


class InstanceParty(db.Model):
    """The unit that a lane means in one case, and since when it may see the case."""

    __tablename__ = "instance_party"
    __table_args__ = (
        UniqueConstraint("instance_id", "lane", "unit_id"),
        Index("ix_instance_party_unit", "unit_id", "instance_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey(ProcessInstance.id))
    lane: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    acts: Mapped[bool] = mapped_column(default=True)
    visible_at: Mapped[datetime | None]
    unit: Mapped[Unit] = relationship()


class Task(db.Model):
    """A user task of a case, open or closed, with what was answered."""

    __tablename__ = "task"
    __table_args__ = (
        # Sorts a unit's tasks, and holds whatever says whose they are: they are counted from it.
        Index(
            "ix_task_mine",
            "unit_id",
            "due_on",
            "id",
            postgresql_include=["due_at", "claimed_by_id", "posts", "name"],
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_task_instance", "instance_id", "id"),
        Index("ix_task_open", "instance_id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_task_claimed_by", "claimed_by_id", postgresql_where=text("closed_at IS NULL")),
        UniqueConstraint("engine_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey(ProcessInstance.id))
    engine_id: Mapped[str]
    process_id: Mapped[str]
    name: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    lane: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    posts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    form_key: Mapped[str]
    item: Mapped[str | None]
    separate_from: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    outcome: Mapped[str | None]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    claimed_at: Mapped[datetime | None]
    clock_name: Mapped[str | None]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    # When somebody of the unit that must act first looked at it: from then on the step before it
    # cannot be taken back.
    seen_at: Mapped[datetime | None]
    # How the answer came where not by the unit's own hand: `paper` (补录), `proxy`, `recusal`.
    via: Mapped[str] = mapped_column(default="", server_default="")
    # By which release's form it was answered, where the case has moved to another since.
    release_id: Mapped[int | None] = mapped_column(ForeignKey(Release.id))

    instance: Mapped[ProcessInstance] = relationship()
    unit: Mapped[Unit] = relationship()
    completed_by: Mapped[Account | None] = relationship(foreign_keys=[completed_by_id])
    claimed_by: Mapped[Account | None] = relationship(foreign_keys=[claimed_by_id])

    @property
    def is_open(self) -> bool:
        """Does it still wait for an answer?"""
        return self.closed_at is None

    @property
    def form_release_id(self) -> int:
        """The release whose form asks it, or asked it when it was answered."""
        return self.release_id or self.instance.release_id


class UndoPoint(db.Model):
    """How a case stood before an answer that may be taken back until the other side has seen it.

    `kept` holds what is not the engine's: the rows of the case, its clocks and its parties.
    """

    __tablename__ = "undo_point"

    task_id: Mapped[int] = mapped_column(ForeignKey(Task.id), primary_key=True, autoincrement=False)
    instance_id: Mapped[int] = mapped_column(ForeignKey(ProcessInstance.id), index=True)
    version: Mapped[int]
    state: Mapped[bytes] = mapped_column(LargeBinary)
    kept: Mapped[dict[str, Any]] = mapped_column(JSONB)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    undone_at: Mapped[datetime | None]


class Draft(db.Model):
    """What an account has typed and not yet submitted; `key` names the task or start form."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("ix_draft_key", "key"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    key: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
