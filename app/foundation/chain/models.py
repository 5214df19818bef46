"""The blocks of the chain."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import db
from app.foundation.signing import Sheet


class AuditBlock(db.Model):
    """Entries sealed together.  Append-only like the record itself (migration 0023)."""

    __tablename__ = "audit_block"
    __table_args__ = (
        Index("ix_audit_block_last_id", "last_id"),
        Index("ix_audit_block_at", "at"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    # Entries from before there were signatures; see `sealing.GRACE`.
    unsigned: Mapped[bool]
    # The greatest number in this block and in all before it, 0 in the first, which is empty.
    last_id: Mapped[int] = mapped_column(BigInteger)
    ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    digests: Mapped[bytes] = mapped_column(BYTEA)
    previous: Mapped[bytes] = mapped_column(BYTEA)
    head: Mapped[bytes] = mapped_column(BYTEA)
    mac: Mapped[bytes] = mapped_column(BYTEA)
    # When the block was made, every transaction before `low` had ended, and none from `horizon`
    # on had begun; empty where entries were left over.  They only save the sealer work.
    low: Mapped[int | None] = mapped_column(BigInteger)
    horizon: Mapped[int | None] = mapped_column(BigInteger)

    @property
    def sheet(self) -> Sheet:
        """What the block says, to be hashed anew."""
        return Sheet(self.number, self.at, self.unsigned, self.ids, self.digests, self.previous)
