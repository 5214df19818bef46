"""Tables of the trials: a trial, how each scenario went, and the scenarios written here."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow.models import Release
from app.workflow.studio.models import Revision

WAITING, RUNNING, DONE, STOPPED, BROKEN = "waiting", "running", "done", "stopped", "broken"
PASSED, FAILED = "passed", "failed"


class Trial(db.Model):
    """Scenarios played against the draft as it was when the trial was begun.

    `base_id` and `changed` are all files that it plays, `sha256` their fingerprint.
    """

    __tablename__ = "trial"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'stopped', 'broken')", name="state"
        ),
        Index("ix_trial_revision", "revision_id", "id"),
        Index("ix_trial_contents", "sha256"),
        Index("ix_trial_under_way", "id", postgresql_where=text("state IN ('waiting', 'running')")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey(Revision.id))
    base_id: Mapped[int | None] = mapped_column(ForeignKey(Release.id))
    sha256: Mapped[str] = mapped_column(String(64))
    changed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[str] = mapped_column(String(20), default=WAITING)
    stop_asked: Mapped[bool] = mapped_column(default=False)
    claim: Mapped[str] = mapped_column(String(32), default="")
    beat_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    # Why it broke off, in both languages.
    error: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    finished_at: Mapped[datetime | None]

    revision: Mapped[Revision] = relationship()
    begun_by: Mapped[Account | None] = relationship()
    results: Mapped[list["TrialResult"]] = relationship(
        back_populates="trial", order_by="TrialResult.number"
    )

    @property
    def is_under_way(self) -> bool:
        """Is it waiting to be played, or being played?"""
        return self.state in (WAITING, RUNNING)


class TrialResult(db.Model):
    """How one scenario went: its text as it was played, and each step with what was found."""

    __tablename__ = "trial_result"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'running', 'passed', 'failed', 'stopped')", name="state"
        ),
    )

    trial_id: Mapped[int] = mapped_column(ForeignKey(Trial.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    process: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    step_count: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default=WAITING)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, deferred=True)
    # How many steps were taken: the start is the first.
    taken: Mapped[int] = mapped_column(default=0)
    # What went wrong, in both languages.
    error: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    # Elements and flows of the diagrams that the case passed, as 'process/element'.
    reached: Mapped[list[str]] = mapped_column(JSONB, default=list, deferred=True)
    seconds: Mapped[float] = mapped_column(default=0.0)

    trial: Mapped[Trial] = relationship(back_populates="results")


class WrittenScenario(db.Model):
    """A scenario that administrators wrote; its newest version is the one that is played."""

    __tablename__ = "written_scenario"
    __table_args__ = (Index("ix_written_scenario_process", "process", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    process: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(Text, deferred=True)
    # The case from which it was recorded.
    case_id: Mapped[int | None]
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    put_away_at: Mapped[datetime | None]

    saved_by: Mapped[Account | None] = relationship()
    versions: Mapped[list["WrittenVersion"]] = relationship(
        order_by="WrittenVersion.version.desc()"
    )


class WrittenVersion(db.Model):
    """A scenario as it was saved once; never changed afterwards."""

    __tablename__ = "written_version"

    scenario_id: Mapped[int] = mapped_column(ForeignKey(WrittenScenario.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, deferred=True)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))

    saved_by: Mapped[Account | None] = relationship()
