"""The table of versions: every published state of an entry, for differences and as-of views."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account


class EntryVersion(db.Model):
    """An entry as it was published; its content is whole, so that any two can be compared.

    `entry_kind` is `resource`, `database` or `collection`; `act` is `published`, `changed`,
    `withdrawn`, or what became of a database.
    """

    __tablename__ = "entry_version"
    __table_args__ = (
        UniqueConstraint("entry_kind", "entry_id", "number"),
        Index("ix_entry_version_at", "at", "id"),
        Index(
            "ix_entry_version_instance",
            "instance_id",
            postgresql_where=text("instance_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    entry_kind: Mapped[str] = mapped_column(String(12))
    entry_id: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    act: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    # The matter that led to it; no foreign key: the rooms' cases may be archived apart.
    instance_id: Mapped[int | None]

    by: Mapped[Account | None] = relationship()
