"""The table of grants: which unit may see an entry above 秘密."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit


class EntryGrant(db.Model):
    """Permission for a unit to see that an entry exists and what it says (not its data)."""

    __tablename__ = "entry_grant"
    __table_args__ = (
        Index(
            "uq_entry_grant",
            "unit_id",
            "entry_kind",
            "entry_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("ix_entry_grant_entry", "entry_kind", "entry_id"),
        Index("ix_entry_grant_live", "at", postgresql_where=text("revoked_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_kind: Mapped[str] = mapped_column(String(12))
    entry_id: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    by: Mapped[Account] = relationship()
