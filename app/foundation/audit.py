"""The append-only record of every step: who, what, when, on which version.

The database refuses to change or delete a row (trigger and rights, migration 0003); what its
owner does all the same is found by the chain (`app/foundation/chain`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, event, insert, text
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation import clock, signing
from app.foundation.database import db
from app.foundation.identity import acting

# The release of diagrams and forms on which the present step runs.
on_release: ContextVar[int | None] = ContextVar("on_release", default=None)


class AuditEntry(db.Model):
    """Something that happened.  No foreign keys: the record outlives what it speaks of."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_instance", "instance_id", "id"),
        Index("ix_audit_entry_account", "account_id", "id"),
        Index("ix_audit_entry_at", "at"),
        # What was done to one kind of thing beside the cases, such as synonyms.
        Index(
            "ix_audit_entry_action",
            "action",
            "id",
            postgresql_where=text("instance_id IS NULL"),
        ),
        # What happened to a unit or an account; a case's steps are found by the case.
        Index(
            "ix_audit_entry_subject",
            "subject",
            "id",
            postgresql_where=text("instance_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    action: Mapped[str]
    account_id: Mapped[int | None]
    unit_id: Mapped[int | None]
    on_behalf_of_id: Mapped[int | None]
    actor: Mapped[str]
    instance_id: Mapped[int | None]
    task_id: Mapped[int | None]
    release_id: Mapped[int | None]
    subject: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    # The application's signature (`signing`); none in entries from before migration 0023.
    mac: Mapped[bytes | None] = mapped_column(BYTEA)


@contextmanager
def on(release_id: int) -> Iterator[None]:
    """What is recorded inside the block happens on this release."""
    token = on_release.set(release_id)
    try:
        yield
    finally:
        on_release.reset(token)


def record(
    action: str,
    *,
    case: int | None = None,
    task: int | None = None,
    subject: str = "",
    **details: Any,
) -> None:
    """Write down that something happened, and who did it; all of a command's entries in one go."""
    actor = acting.current()
    entry = {
        "at": clock.now(),
        "action": action,
        "account_id": actor.account_id,
        "unit_id": actor.unit_id,
        "on_behalf_of_id": actor.on_behalf_of_id,
        "actor": actor.label,
        "instance_id": case,
        "task_id": task,
        "release_id": on_release.get(),
        "subject": subject,
        "details": details,
    }
    db.session().info.setdefault("audit", []).append(entry)


def gathered(case: int) -> int:
    """How many entries about a case the present transaction is going to write."""
    entries = db.session().info.get("audit", ())
    return sum(entry["instance_id"] == case for entry in entries)


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    if entries := session.info.pop("audit", None):
        for entry in entries:
            entry["mac"] = signing.sign_entry(signing.digest(entry))
        session.execute(insert(AuditEntry.__table__), entries)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("audit", None)
