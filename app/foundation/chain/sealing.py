"""Put what was committed into the next block of the chain.

Numbers come from a sequence, and a transaction that took a small one may commit after one that
took a greater.  So a block names its entries one by one, and a late entry goes into a later
block.  What lies behind is looked at again only until every transaction that could still bring
a small number has ended (`settled`).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Label,
    Row,
    exists,
    func,
    insert,
    literal_column,
    select,
    text,
)

from app.foundation import clock, signing
from app.foundation.audit import AuditEntry
from app.foundation.chain.models import AuditBlock
from app.foundation.database import db

MOST = 5_000  # entries in a block
ONE_SEALER = 7_310_023  # any number: two machines that seal at one moment do not fork the chain
# For so long after the first block entries without a signature are taken: from before, and from
# nodes of the version before, while an upgrade is going on.
GRACE = timedelta(days=1)
# Between taking a number and being seen as a transaction lie microseconds; this is much more.
MARGIN = timedelta(minutes=1)
log = logging.getLogger(__name__)

# A later block that left nothing over, and saw every transaction ended that could still bring a
# number below `last_id`, has taken what they brought.  A horizon beyond that block's own is from
# before the data were moved to another server, whose transactions are no more.
_SETTLED = text(
    """
    SELECT b.last_id FROM audit_block b, (
        SELECT at, low, horizon FROM audit_block WHERE low IS NOT NULL
        ORDER BY number DESC LIMIT 1) AS whole
    WHERE (b.horizon <= whole.low OR b.horizon > whole.horizon) AND b.at <= whole.at - :margin
    ORDER BY b.number DESC LIMIT 1
    """
)
_SNAPSHOT: tuple[Label[Any], ...] = (
    literal_column("clock_timestamp()").label("now"),
    literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint").label("low"),
    literal_column("pg_snapshot_xmax(pg_current_snapshot())::text::bigint").label("horizon"),
)


@dataclass(frozen=True)
class State:
    """How far the sealer is: what an operator wants to see."""

    blocks: int
    head: bytes
    sealed_at: datetime
    waiting: int
    oldest: datetime | None

    @property
    def lag(self) -> timedelta:
        """How long the oldest entry that is not sealed has waited."""
        return clock.now() - self.oldest if self.oldest else timedelta()


def state() -> State:
    """Blocks, head and what waits."""
    last = _last()
    waits = select(func.count(), func.min(AuditEntry.at)).where(*unsealed(settled()))
    count, oldest = db.session.execute(waits).one()
    return State(last.number, last.head, last.at, count, oldest)


def settled() -> int:
    """Up to this number every entry is sealed: whoever moves entries away moves none above it."""
    return int(db.session.scalar(_SETTLED, {"margin": MARGIN}) or 0)


def unsealed(above: int) -> tuple[Any, Any]:
    """What is true of an entry that is in no block; `above` is what is known to be settled."""
    first = select(func.min(AuditBlock.number)).where(AuditBlock.last_id > above)
    sealed = (
        select(func.unnest(AuditBlock.ids).label("id"))
        .where(AuditBlock.number >= first.scalar_subquery())
        .subquery()
    )
    # Not `NOT IN`: for millions of numbers that is a search through all of them for each entry.
    return AuditEntry.id > above, ~exists().where(sealed.c.id == AuditEntry.id)


def never_sealed(behind: int) -> CompoundSelect[Any]:
    """Entries that should be in a block, by their number, and are in none."""
    sealed = select(func.unnest(AuditBlock.ids))
    return select(AuditEntry.id).where(AuditEntry.id <= behind).except_(sealed)


def seal_next(most: int = MOST) -> int:
    """Add one block, if there is something to seal and nobody else is at it; how many entries."""
    alone = select(func.pg_try_advisory_xact_lock(ONE_SEALER))
    if not db.session.scalar(alone):
        return 0
    table, last = AuditEntry.__table__, _last()
    beyond, in_order = table.c.id > last.last_id, table.c.id
    a_blockful = select(in_order).where(beyond).order_by(in_order).offset(most - 1).limit(1)
    # Where much waits, what lies behind is looked for when that is done.
    much = db.session.scalar(a_blockful) is not None
    sought = (beyond,) if much else unsealed(settled())
    # One statement, one snapshot: the horizon belongs to exactly these entries.
    taken = select(table, *_SNAPSHOT).where(*sought).order_by(in_order).limit(most)
    rows = db.session.execute(taken).all()
    return _add(last, rows, whole=len(rows) < most) if rows else 0


def _add(last: AuditBlock, rows: Sequence[Row[Any]], *, whole: bool) -> int:
    now = rows[0].now
    graceful = now < begun() + GRACE
    unsigned = graceful and rows[0].mac is None
    whole = whole and all((graceful and row.mac is None) == unsigned for row in rows)
    taken = [row for row in rows if (graceful and row.mac is None) == unsigned]
    digests = [signing.digest(row._asdict()) for row in taken]
    for row, hashed in zip(taken, digests, strict=True):
        if not unsigned and not signing.is_ours(hashed, row.mac):
            log.error("entry %d of the record was not written by the application", row.id)
    ids = [row.id for row in taken]
    sheet = signing.Sheet(last.number + 1, now, unsigned, ids, b"".join(digests), last.head)
    block = {
        "number": sheet.number,
        "at": now,
        "unsigned": unsigned,
        "last_id": max(last.last_id, *ids),
        "ids": ids,
        "digests": sheet.digests,
        "previous": sheet.previous,
        "head": sheet.head,
        "mac": signing.sign_block(sheet.head),
        "low": rows[0].low if whole else None,
        "horizon": rows[0].horizon if whole else None,
    }
    db.session.execute(insert(AuditBlock).values(block))
    return len(taken)


def _last() -> AuditBlock:
    return db.session.scalars(select(AuditBlock).order_by(AuditBlock.number.desc()).limit(1)).one()


def begun() -> datetime:
    """When the chain begins."""
    return db.session.scalars(select(AuditBlock.at).order_by(AuditBlock.number).limit(1)).one()
