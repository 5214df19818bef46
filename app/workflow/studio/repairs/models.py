"""Tables of the repairs: suspensions, requests that wait for a second administrator, sweeps."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow.models import ProcessInstance, Task

WAITING, CONFIRMED, REFUSED, WITHDRAWN = "waiting", "confirmed", "refused", "withdrawn"
SUSPEND, RESUME = "suspend", "resume"


class Suspension(db.Model):
    """A time in which a case stood still because an administrator said so.

    The days after `begun_on`, up to and with `ended_on`, are not counted.
    """

    __tablename__ = "case_suspension"
    __table_args__ = (
        Index("ix_case_suspension_instance", "instance_id", "id"),
        Index(
            "uq_case_suspension_open",
            "instance_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey(ProcessInstance.id))
    reason: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)
    begun_on: Mapped[date]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    ended_at: Mapped[datetime | None]
    ended_on: Mapped[date | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    ended_reason: Mapped[str] = mapped_column(Text, default="")


class SkipRequest(db.Model):
    """That an administrator wants a step passed over; a second one confirms it or refuses."""

    __tablename__ = "skip_request"
    __table_args__ = (
        Index("ix_skip_request_task_id", "task_id"),
        CheckConstraint("state IN ('waiting', 'confirmed', 'refused', 'withdrawn')", name="state"),
        Index("ix_skip_request_state", "state", "id"),
        Index(
            "uq_skip_request_waiting",
            "task_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey(Task.id))
    outcome: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    state: Mapped[str] = mapped_column(String(20), default=WAITING)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    decision: Mapped[str] = mapped_column(Text, default="")

    task: Mapped[Task] = relationship()
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def is_waiting(self) -> bool:
        """Does it wait for the second administrator?  Not when the case has moved on."""
        return self.state == WAITING and self.task.is_open


class Sweep(db.Model):
    """That all cases of a process are to stand still, or to go on: done case by case.

    `last_id` is the last case that was looked at, so that any machine goes on where one stopped.
    """

    __tablename__ = "suspension_sweep"
    __table_args__ = (
        CheckConstraint("act IN ('suspend', 'resume')", name="act"),
        Index("ix_suspension_sweep_open", "id", postgresql_where=text("finished_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[str] = mapped_column(String(120))
    act: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    total: Mapped[int]
    last_id: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    asked_by: Mapped[Account] = relationship()
