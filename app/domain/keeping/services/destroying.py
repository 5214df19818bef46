"""Carry out what two persons wanted: the record goes, a line in the register stays.

Whatever keeps a case at this moment spares it, whenever it came up.  What goes: the record, the
names that led to it, the entries of what happened, and with the names its files, which the next
housekeeping sweeps.  What stays: its line with the hash, and a signed entry that names both
persons; the chain of the record and the chain of manifests are checked against these.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select, update

from app.domain.keeping import destroyable, keepers
from app.domain.keeping.rules import destroying
from app.domain.keeping.services import lending, sealing
from app.foundation import audit, clock
from app.foundation.chain import destroyed
from app.foundation.database import db
from app.foundation.destroyed import DESTROYED, Destruction, DestructionLine
from app.foundation.kept import KeptEntry


class Condemned(NamedTuple):
    """A case whose time to be stopped is over."""

    register_id: int
    case_id: int


def waiting(limit: int) -> list[Condemned]:
    """What is to be destroyed now."""
    found = (
        select(DestructionLine.destruction_id, DestructionLine.case_id)
        .join(Destruction, Destruction.id == DestructionLine.destruction_id)
        .where(
            Destruction.state == destroying.CONFIRMED,
            Destruction.from_on <= clock.today(),
            DestructionLine.spared == "",
            DestructionLine.destroyed_at.is_(None),
        )
        .order_by(DestructionLine.destruction_id, DestructionLine.case_id)
        .limit(limit)
    )
    return [Condemned(*row) for row in db.session.execute(found)]


def destroy(one: Condemned) -> bool:
    """Destroy one case, or spare it; False where it was spared, or stopped at this moment."""
    sealing.hold_chain()
    register = db.session.scalars(
        select(Destruction).where(Destruction.id == one.register_id).with_for_update()
    ).one()
    line = db.session.get(DestructionLine, tuple(one), populate_existing=True)
    if register.state != destroying.CONFIRMED or line is None or line.spared or line.destroyed_at:
        return False
    found = lending.claim(one.case_id)
    why = destroyable.keeps(one.case_id) if found else destroying.GONE
    if found is None or why or found.sha256 != line.sha256:
        _spare(line, why or destroying.GONE)
        return False
    entries = _entries(one.case_id)
    now = clock.now()
    db.session.execute(select(func.keeping_destroy(one.case_id, one.register_id, now)))
    audit.record(
        DESTROYED,
        subject=f"case:{found.number}",
        register=register.number,
        case_id=one.case_id,
        sha256=line.sha256,
        entries=destroyed.digest(entries),
        proposed_by=register.proposed_by_id,
        confirmed_by=register.decided_by_id,
    )
    db.session.expire_all()
    return True


def close(register_id: int) -> None:
    """A register of which nothing is left to do is done."""
    found = db.session.scalars(
        select(Destruction).where(Destruction.id == register_id).with_for_update()
    ).one()
    left = select(DestructionLine.case_id).where(
        DestructionLine.destruction_id == register_id,
        DestructionLine.spared == "",
        DestructionLine.destroyed_at.is_(None),
    )
    if found.state != destroying.CONFIRMED or db.session.scalars(left.limit(1)).first():
        return
    found.state, found.ended_at = destroying.DONE, clock.now()
    audit.record("destruction done", subject=f"destruction:{found.number}")
    keepers.tell(found, keepers.everybody())


def _spare(line: DestructionLine, why: str) -> None:
    spared = update(DestructionLine).where(
        DestructionLine.destruction_id == line.destruction_id,
        DestructionLine.case_id == line.case_id,
    )
    db.session.execute(spared.values(spared=why))
    audit.record("destruction spared", subject=f"case:{line.number}", reason=why)


def _entries(case_id: int) -> Sequence[int]:
    return db.session.scalars(select(KeptEntry.id).where(KeptEntry.instance_id == case_id)).all()
