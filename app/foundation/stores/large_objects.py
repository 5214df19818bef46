"""Contents in PostgreSQL, as large objects: in the same transaction as the rows that name them.

Whoever backs up the database has the files too.  Everything goes by ordinary functions of SQL, so
that a pooler may stand between; the application's role owns what it put.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import BigInteger, String, column, delete, func, select, table, update
from sqlalchemy.dialects.postgresql import OID, insert
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.database import db
from app.foundation.stores.store import PIECE, Kept, Missing, pieces_of

TOGETHER = 500


class Content(db.Model):
    """A content in the database: which large object it is, and when it was last put."""

    __tablename__ = "content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    loid: Mapped[int] = mapped_column(OID)
    size: Mapped[int] = mapped_column(BigInteger)
    stored_at: Mapped[datetime]


_OBJECTS = table("pg_largeobject_metadata", column("oid"))
# A backup may have left the objects out: a row alone is no content.
_WHOLE = select(_OBJECTS.c.oid).where(_OBJECTS.c.oid == Content.loid).exists()


class LargeObjects:
    """The contents in this database, by `db.session`: whoever opened the transaction commits."""

    def __str__(self) -> str:
        return "database"

    def put(self, sha256: str, content: BinaryIO) -> None:
        """Write a large object, unless it is there; of two who write at once one gives way."""
        again = update(Content).where(Content.sha256 == sha256, _WHOLE)
        touched = again.values(stored_at=clock.now()).returning(Content.loid)
        if db.session.execute(touched).first():
            return
        db.session.execute(delete(Content).where(Content.sha256 == sha256, ~_WHOLE))
        loid = db.session.scalar(select(func.lo_create(0)))
        size = 0
        for piece in pieces_of(content):
            db.session.execute(select(func.lo_put(loid, size, piece)))
            size += len(piece)
        new = insert(Content).values(sha256=sha256, loid=loid, size=size, stored_at=clock.now())
        kept = new.on_conflict_do_update(
            index_elements=[Content.sha256], set_={"stored_at": new.excluded.stored_at}
        )
        if db.session.scalar(kept.returning(Content.loid)) != loid:
            db.session.execute(select(func.lo_unlink(loid)))

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """Read it in pieces; what is not there raises before the first."""
        found = db.session.execute(
            select(Content.loid, Content.size).where(Content.sha256 == sha256, _WHOLE)
        ).one_or_none()
        if found is None:
            raise Missing(sha256)
        for start in range(0, found.size, PIECE):
            yield bytes(db.session.scalar(select(func.lo_get(found.loid, start, PIECE))) or b"")

    def has(self, sha256: str) -> bool:
        """Whether there is a row for it, and its large object."""
        there = select(Content.sha256).where(Content.sha256 == sha256, _WHOLE)
        return db.session.scalar(there) is not None

    def kept(self) -> Iterator[Kept]:
        """All rows, so many at a time."""
        last = ""
        while True:
            rows = select(Content.sha256, Content.size, Content.stored_at)
            rows = rows.where(Content.sha256 > last).order_by(Content.sha256).limit(TOGETHER)
            found = db.session.execute(rows).all()
            yield from (Kept(*row) for row in found)
            if len(found) < TOGETHER:
                return
            last = found[-1].sha256

    def drop(self, sha256: str, before: datetime) -> bool:
        """Delete row and object, unless it was put again since then."""
        old = (Content.sha256 == sha256) & (Content.stored_at < before)
        loid = db.session.scalar(delete(Content).where(old).returning(Content.loid))
        if loid is None:
            return False
        db.session.execute(select(func.lo_unlink(_OBJECTS.c.oid)).where(_OBJECTS.c.oid == loid))
        return True
