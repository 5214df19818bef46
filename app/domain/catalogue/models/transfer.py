"""The tables of imports: each file that was handed in, and what it did with every entry."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.files import Attachment
from app.foundation.identity.models import Account, Unit

# Handed in → checked: there are faults, or it waits for its release → released → done.
WAITING, CHECKING, FAULTY, CHECKED = "waiting", "checking", "faulty", "checked"
RELEASED, IMPORTING, DONE, REFUSED = "released", "importing", "done", "refused"
TO_TAKE_BACK, TAKING_BACK, TAKEN_BACK = "to_take_back", "taking_back", "taken_back"
DISCARDED, FAILED = "discarded", "failed"
STATES = (
    WAITING,
    CHECKING,
    FAULTY,
    CHECKED,
    RELEASED,
    IMPORTING,
    DONE,
    REFUSED,
    TO_TAKE_BACK,
    TAKING_BACK,
    TAKEN_BACK,
    DISCARDED,
    FAILED,
)
# What waits for a machine → what it is while a machine works on it.
WORK = {WAITING: CHECKING, RELEASED: IMPORTING, TO_TAKE_BACK: TAKING_BACK}
UNDER_WAY = (*WORK, *WORK.values())


class ImportJob(db.Model):
    """A file that was handed in to be imported, and how far it has come."""

    __tablename__ = "import_job"
    __table_args__ = (
        Index("ix_import_job_file_id", "file_id"),
        CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name="state"),
        Index("ix_import_job_unit", "unit_id", "id"),
        Index("ix_import_job_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str] = mapped_column(String(255))
    format: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Attachment.id))
    # resource, database or collection; empty until the file was read.
    kind: Mapped[str] = mapped_column(String(12), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(20), default=WAITING)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    # May its rows be any unit's?  The catalogue administrator's may.
    any_unit: Mapped[bool]
    # The networks from which it was handed in, and those to which its entries are limited.
    networks: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    limited_to: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    progress: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    fault_count: Mapped[int] = mapped_column(default=0)
    # Sheets that were passed by, columns that were left to the processes.
    passed: Mapped[list[str]] = mapped_column(JSONB, default=list)
    left: Mapped[list[str]] = mapped_column(JSONB, default=list)
    # Of the machine that works on it: who, the last sign of life, how often it was begun.
    claim: Mapped[str] = mapped_column(String(40), default="")
    beat_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    checked_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]

    by: Mapped[Account] = relationship(foreign_keys=[by_id])
    unit: Mapped[Unit] = relationship()
    released_by: Mapped[Account | None] = relationship(foreign_keys=[released_by_id])
    taken_back_by: Mapped[Account | None] = relationship(foreign_keys=[taken_back_by_id])
    file: Mapped[Attachment] = relationship()

    @property
    def is_under_way(self) -> bool:
        """Does it wait for a machine, or does one work on it?"""
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        """How much of the work is done."""
        return min(100, 100 * self.progress // self.total) if self.total else 0

    def __str__(self) -> str:
        return f"import:{self.id}"


class ImportEntry(db.Model):
    """An entry of an import: planned by the dry run, and then what became of it."""

    __tablename__ = "import_entry"
    __table_args__ = (Index("ix_import_entry_act", "job_id", "act", "row"),)

    job_id: Mapped[int] = mapped_column(
        ForeignKey(ImportJob.id, ondelete="CASCADE"), primary_key=True
    )
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    entry_id: Mapped[str | None] = mapped_column(String(20))
    # Its version when it was checked, and the one that the import made.
    before: Mapped[int | None] = mapped_column(BigInteger)
    after: Mapped[int | None] = mapped_column(BigInteger)
