"""Tables of the archive: cases past their term, each one sealed record, and what leads to it.

They are cut by year (migration 0025); rows come and go by the database's own functions alone.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.foundation import clock
from app.foundation.database import db


class KeptCase(db.Model):
    """An archived case: what lists and searches need of it, and its record.

    `readers` are the parties that may see it, as `lane:unit`; `ended_on` is the day from which its
    term was counted, `years` and `source` the term that had passed on the day `kept_on`.
    """

    __tablename__ = "kept_case"
    __table_args__ = (
        Index("ix_kept_case_id", "id"),
        Index("ix_kept_case_submitted", "submitted_at", "id"),
        Index("ix_kept_case_readers", "readers", postgresql_using="gin"),
        Index("ix_kept_case_batch", "batch", "id"),
        Index("ix_kept_case_ended", "ended_on", "id"),
        {"postgresql_partition_by": "RANGE (year)"},
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    process_id: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(40))
    # Who applied, or whose matter it was; and with whom.
    unit_id: Mapped[int]
    other_id: Mapped[int | None]
    readers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    words: Mapped[str] = mapped_column(Text)
    submitted_at: Mapped[datetime]
    ended_on: Mapped[date]
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)
    kept_on: Mapped[date] = mapped_column(default=clock.today)
    years: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    # Table → how many of its rows the record holds.
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    # The manifest that names it; empty until one is sealed.
    batch: Mapped[int | None]


class KeptName(db.Model):
    """Something by which an archived case is found: a number, a file, a document, a task."""

    __tablename__ = "kept_name"
    __table_args__ = (
        Index("ix_kept_name_key", "kind", "key"),
        Index("ix_kept_name_sha256", "sha256", postgresql_where=text("sha256 IS NOT NULL")),
        {"postgresql_partition_by": "RANGE (year)"},
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    # Of a file or a document: the hash of its content, which must not be deleted.
    sha256: Mapped[str | None] = mapped_column(String(64))


class KeptEntry(db.Model):
    """An entry of the record of what happened, as `audit_entry` had it, to the last column."""

    __tablename__ = "kept_entry"
    __table_args__ = (
        Index("ix_kept_entry_instance", "instance_id", "id"),
        Index("ix_kept_entry_id", "id"),
        {"postgresql_partition_by": "RANGE (year)"},
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    action: Mapped[str]
    account_id: Mapped[int | None]
    unit_id: Mapped[int | None]
    on_behalf_of_id: Mapped[int | None]
    actor: Mapped[str]
    instance_id: Mapped[int | None]
    task_id: Mapped[int | None]
    release_id: Mapped[int | None]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    mac: Mapped[bytes | None] = mapped_column(LargeBinary)


class KeptDocument(db.Model):
    """An official document of an archived case, as the list of documents shows it.

    `readers` are the units that may read it among those that see the case; empty: all of them.
    """

    __tablename__ = "kept_document"
    __table_args__ = (
        Index("ix_kept_document_case", "case_id"),
        Index("ix_kept_document_sha256", "sha256"),
        Index("ix_kept_document_number", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(Text)
    issuer_id: Mapped[int]
    issued_on: Mapped[date]
    withdrawn_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(String(64))
    readers: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class KeptDispute(db.Model):
    """A dispute of an archived case, as the record of its two units counts it."""

    __tablename__ = "kept_dispute"
    __table_args__ = (
        Index("ix_kept_dispute_case", "case_id"),
        Index("ix_kept_dispute_provider", "provider_id", "cause", "late", "result"),
        Index("ix_kept_dispute_demander", "demander_id", "provider_id", "result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int]
    demander_id: Mapped[int]
    provider_id: Mapped[int]
    cause: Mapped[str] = mapped_column(String(20))
    late: Mapped[bool]
    result: Mapped[str | None] = mapped_column(String(20))
    entered_at: Mapped[datetime]


class KeptAnswer(db.Model):
    """That a provider answered in an archived case in time, as its record counts it."""

    __tablename__ = "kept_answer"
    __table_args__ = (
        Index("ix_kept_answer_case", "case_id"),
        Index("ix_kept_answer_provider", "provider_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int]
    provider_id: Mapped[int]


class KeptBatch(db.Model):
    """A sealed manifest: the hashes of what came and went, chained to the manifest before it."""

    __tablename__ = "kept_batch"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    year: Mapped[int]
    sealed_at: Mapped[datetime]
    previous: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))


class KeptDeparture(db.Model):
    """That a case went back to the live tables, who asked for it, and until when it stays there.

    The manifest that follows on `after`, the last one then, tells of it.
    """

    __tablename__ = "kept_departure"
    __table_args__ = (
        Index("ix_kept_departure_case", "case_id", "id"),
        Index("ix_kept_departure_after", "after", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    until_on: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(Text)
    after: Mapped[int]


class KeptTable(db.Model):
    """A table that holds rows of cases, and which of them are a case's (`$1`).

    In the order in which they can be put back.  A migration that adds a table adds a line.
    """

    __tablename__ = "kept_table"
    __table_args__ = (UniqueConstraint("name"),)

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(63))
    clause: Mapped[str] = mapped_column(Text)
