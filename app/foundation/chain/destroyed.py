"""Entries that were destroyed lawfully: a register lists their numbers, a signed entry proves it.

Whoever has the database and not the key can delete entries and write a register, and cannot make
the application say that two persons wanted it.
"""

import hashlib
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Row, select

from app.foundation import signing
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.destroyed import DESTROYED, Destruction, DestructionLine


def of(ids: Collection[int], *, with_key: bool = True) -> set[int]:
    """Which of these entries went with a case that was destroyed."""
    lines = select(DestructionLine).where(
        DestructionLine.entries.overlap(sorted(ids)), DestructionLine.destroyed_at.is_not(None)
    )
    found = (line for line in db.session.scalars(lines) if is_recorded(line, with_key=with_key))
    return {number for line in found for number in line.entries} & set(ids)


def is_recorded(line: DestructionLine, *, with_key: bool = True) -> bool:
    """Did the application write down that exactly this was destroyed, and who wanted it?"""
    register = db.session.get_one(Destruction, line.destruction_id)
    table = AuditEntry.__table__
    entries = select(table).where(
        table.c.action == DESTROYED,
        table.c.subject == f"case:{line.number}",
        table.c.instance_id.is_(None),
    )
    wanted = {
        "register": register.number,
        "case_id": line.case_id,
        "sha256": line.sha256,
        "entries": digest(line.entries),
        "proposed_by": register.proposed_by_id,
        "confirmed_by": register.decided_by_id,
    }
    return any(
        row.details == wanted and (not with_key or signing.is_ours(_hash(row), row.mac))
        for row in db.session.execute(entries)
    )


def digest(ids: Iterable[int]) -> str:
    """The hash of the numbers of what was recorded of a case, which the chain still names."""
    return hashlib.sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()


def _hash(row: Row[Any]) -> bytes:
    return signing.digest(row._asdict())
