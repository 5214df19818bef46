"""Prove the chain, entry by entry, and name everything that is not as it was sealed.

Everything is hashed anew here, in this program: the database is only read, and not asked whether
its own tables are right.

Entries that were moved away lawfully, such as those of closed cases past their term, are proven
where they lie now: whoever moves them tells `also_in` how they are read.  It must keep every
column of an entry as it was, `id` and `mac` among them, and must move nothing that is not sealed
(`sealing.unsealed`).  Entries of cases that two persons had destroyed are gone: `destroyed` knows
which those are, and what proves it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.foundation import signing
from app.foundation.audit import AuditEntry
from app.foundation.chain import destroyed, sealing
from app.foundation.chain.heads import Head
from app.foundation.chain.models import AuditBlock
from app.foundation.database import db
from app.foundation.kept import KeptEntry

HASH = 32
# Numbers of entries → those of them that lie there, each with the columns of `audit_entry`.
Reader = Callable[[Sequence[int]], Iterable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was sealed."""

    what: str
    where: str

    def __str__(self) -> str:
        """As an operator reads it."""
        return f"{self.where}: {self.what}"


@dataclass
class Findings:
    """What was proven, and what was found."""

    blocks: int = 0
    entries: int = 0
    unsigned: int = 0
    destroyed: int = 0
    waiting: int = 0
    head: Head | None = None
    faults: list[Fault] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(what, where))


def _in_the_record(ids: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    table = AuditEntry.__table__
    rows = db.session.execute(select(table).where(table.c.id.in_(ids)))
    return [row._asdict() for row in rows]


def _in_the_archive(ids: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    table = KeptEntry.__table__
    rows = db.session.execute(select(table).where(table.c.id.in_(ids)))
    return [row._asdict() for row in rows]


_readers: list[Reader] = [_in_the_record, _in_the_archive]


def also_in(reader: Reader) -> None:
    """Entries that are not in the record may lie where this reader looks."""
    if reader not in _readers:
        _readers.append(reader)


def verify(
    since: datetime | None = None, known: Sequence[Head] = (), *, with_key: bool = True
) -> Findings:
    """Check every block from the last one before `since` on, and every entry in them.

    `known` are heads that were published: only they show that nothing was cut off at the end, or
    that everything was written anew by somebody who has the key.  Without the key (an auditor
    need not have it) the hashes are checked, against each other and against those heads.
    """
    found = Findings()
    sought = {head.number: head for head in known}
    before: AuditBlock | None = None
    for block in _blocks(since):
        _check_place(block, before, found)
        _check_seal(block, found, with_key)
        if (head := sought.pop(block.number, None)) and head.digest != block.head:
            found.add(f"block {block.number}", "its head is not the one that was published")
        _check_entries(block, found, with_key)
        found.blocks += 1
        before = block
    if before is None:
        found.add("the chain", "is not there")
        return found
    found.head = Head(before.number, before.at, before.head)
    for number in sorted(sought):
        if number > before.number or since is None:
            found.add(f"block {number}", "was published and is not there")
    _check_outside(found, with_key)
    return found


def _blocks(since: datetime | None) -> Iterator[AuditBlock]:
    """The blocks in order, one at a time; from the last before that moment on."""
    number = -1
    if since:
        last = select(AuditBlock.number).where(AuditBlock.at < since)
        number = (db.session.scalar(last.order_by(AuditBlock.number.desc()).limit(1)) or 0) - 1
    while True:
        following = select(AuditBlock).where(AuditBlock.number > number)
        block = db.session.scalars(following.order_by(AuditBlock.number).limit(1)).first()
        if block is None:
            return
        db.session.expunge(block)
        yield block
        number = block.number


def _check_place(block: AuditBlock, before: AuditBlock | None, found: Findings) -> None:
    where = f"block {block.number}"
    if before is None:
        if block.number == 0 and block.previous != signing.NOTHING:
            found.add(where, "follows something, and should be the first")
        return
    if block.number != before.number + 1:
        found.add(where, f"follows block {before.number}: what was between is gone")
    elif block.previous != before.head:
        found.add(where, f"does not follow from block {before.number}")


def _check_seal(block: AuditBlock, found: Findings, with_key: bool) -> None:
    where = f"block {block.number}"
    if len(block.digests) != HASH * len(block.ids) or any(number < 0 for number in block.ids):
        found.add(where, "was changed: its hashes do not belong to its entries")
        return
    if block.sheet.head != block.head:
        found.add(where, "was changed: its head is another")
    if with_key and not signing.is_sealed(block.head, block.mac):
        found.add(where, "was not sealed by the application: its signature is wrong")
    if block.unsigned and block.at >= sealing.begun() + sealing.GRACE:
        found.add(where, "holds entries without signatures, long after those had begun")


def _check_entries(block: AuditBlock, found: Findings, with_key: bool) -> None:
    """Read what the block names, wherever it lies, and hash it anew."""
    wanted = dict(zip(block.ids, _cut(block.digests), strict=False))
    if len(wanted) < len(block.ids):
        found.add(f"block {block.number}", "names an entry twice")
    found.entries += len(wanted)
    found.unsigned += len(wanted) if block.unsigned else 0
    for reader in _readers:
        for entry in reader(list(wanted)) if wanted else ():
            sealed = wanted.pop(entry["id"], None)
            hashed = signing.digest(entry)
            if hashed != sealed:
                found.add(f"entry {entry['id']}", "was changed after it was sealed")
            elif with_key and not block.unsigned and not signing.is_ours(hashed, entry["mac"]):
                found.add(f"entry {entry['id']}", "was not written by the application")
    lawfully = destroyed.of(wanted, with_key=with_key) if wanted else set()
    found.destroyed += len(lawfully)
    for number in wanted.keys() - lawfully:
        found.add(f"entry {number}", "was sealed and is gone")


def _check_outside(found: Findings, with_key: bool) -> None:
    """Entries in no block: those that just came, and those that were put in behind the sealer."""
    behind = sealing.settled()
    table = AuditEntry.__table__
    for row in db.session.execute(select(table).where(*sealing.unsealed(behind))):
        found.waiting += 1
        ours = signing.is_ours(signing.digest(row._asdict()), row.mac)
        if with_key and row.mac is not None and not ours:
            found.add(f"entry {row.id}", "waits for its seal and was not written as it is")
    for number in db.session.scalars(sealing.never_sealed(behind)):
        found.add(f"entry {number}", "was put in later: the sealer never saw it")


def _cut(digests: bytes) -> Iterator[bytes]:
    return (digests[at : at + HASH] for at in range(0, len(digests), HASH))
