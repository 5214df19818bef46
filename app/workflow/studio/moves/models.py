"""Tables of the moves: a run over many cases, and what became of each of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, deferred, foreign, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow.models import ProcessInstance, Release
from app.workflow.studio.models import Revision

TRYING, TRIED, MOVING, STOPPED, DONE, REVERTING, LAID_ASIDE = STATES = (
    "trying", "tried", "moving", "stopped", "done", "reverting", "laid_aside",
)  # fmt: skip
# What a machine works on; all else waits for a person.
WORK = frozenset({TRYING, MOVING, REVERTING})
MOVES, STAYS = "moves", "stays"
MOVED, REFUSED, FAILED, REVERTED = "moved", "refused", "failed", "reverted"
Said = dict[str, str]  # the same sentence by language


class MoveRun(db.Model):
    """Cases chosen to go on by another release; or only tried, on a draft that is not one yet.

    Whoever works on it holds its `claim` and says so by `beat_at`; how far it is, is counted from
    its cases, so that a machine that dies leaves nothing to be mended.
    """

    __tablename__ = "move_run"
    __table_args__ = (
        CheckConstraint(
            "state IN ('trying', 'tried', 'moving', 'stopped', 'done', 'reverting', 'laid_aside')",
            name="state",
        ),
        CheckConstraint("(release_id IS NULL) <> (revision_id IS NULL)", name="target"),
        Index("ix_move_run_revision", "revision_id", "id"),
        Index(
            "ix_move_run_work",
            "id",
            postgresql_where=text("state IN ('trying', 'moving', 'reverting')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int | None] = mapped_column(ForeignKey(Release.id))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey(Revision.id))
    # What of the draft was tried: how often its files had been saved.
    revision_version: Mapped[int] = mapped_column(default=0)
    # By what the cases were chosen, as the page says it again.
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    state: Mapped[str] = mapped_column(String(20), default=TRYING)
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    tried_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    # Why it was taken back, and by whom.
    undo_reason: Mapped[str] = mapped_column(Text, default="")
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    claim: Mapped[str] = mapped_column(String(32), default="")
    beat_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)

    by: Mapped[Account] = relationship(foreign_keys=[by_id])
    undone_by: Mapped[Account | None] = relationship(foreign_keys=[undone_by_id])
    revision: Mapped[Revision | None] = relationship()

    @property
    def is_under_way(self) -> bool:
        """Is a machine at work, or about to be?"""
        return self.state in WORK

    def __str__(self) -> str:
        return f"move:{self.id}"


class MoveCase(db.Model):
    """One case of a run: what the trial said, what became of it, and how it stood before.

    `state` and `kept` are what a revert puts back, as long as the case is still at
    `version_after`.  `reasons` say why it stays, `said` why it was not moved, or not taken back.
    """

    __tablename__ = "move_case"
    __table_args__ = (
        CheckConstraint("verdict IN ('', 'moves', 'stays')", name="verdict"),
        CheckConstraint(
            "outcome IN ('', 'moved', 'refused', 'failed', 'reverted')", name="outcome"
        ),
        Index("ix_move_case_instance", "instance_id", "moved_at"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey(MoveRun.id), primary_key=True)
    # No foreign key: what a run did stays, the case may go to the archive.
    instance_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_release_id: Mapped[int] = mapped_column(ForeignKey(Release.id))
    # Where it stood when it was tried: 'process/element' of its open tasks.
    steps: Mapped[list[str]] = mapped_column(JSONB, default=list)
    verdict: Mapped[str] = mapped_column(String(10), default="")
    reasons: Mapped[list[Said]] = mapped_column(JSONB, default=list)
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    said: Mapped[list[Said]] = mapped_column(JSONB, default=list)
    moved_at: Mapped[datetime | None]
    reverted_at: Mapped[datetime | None]
    version_after: Mapped[int | None]
    state: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    kept: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSONB))

    run: Mapped[MoveRun] = relationship()
    instance: Mapped[ProcessInstance | None] = relationship(
        primaryjoin=lambda: foreign(MoveCase.instance_id) == ProcessInstance.id, viewonly=True
    )
