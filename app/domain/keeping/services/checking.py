"""Is the archive still what was sealed?  Every record, every manifest, every link of the chain."""

from collections.abc import Iterator

from sqlalchemy import exists, func, select
from sqlalchemy.orm import undefer

from app.domain.keeping import rows
from app.domain.keeping.rules import manifest
from app.domain.keeping.rules import record as records
from app.domain.keeping.rules.manifest import Line
from app.domain.keeping.rules.record import Record
from app.foundation.chain import destroyed
from app.foundation.database import db
from app.foundation.destroyed import DestructionLine
from app.foundation.kept import KeptBatch, KeptCase, KeptDeparture, KeptEntry
from app.workflow.models import ProcessInstance

AT_ONCE = 100
ENTRIES = "audit_entry"


def faults() -> Iterator[str]:
    """What is not as it was sealed, one sentence each; nothing where all is well."""
    previous, expected = manifest.FIRST, 1
    while (batch := db.session.get(KeptBatch, expected)) is not None:
        yield from manifest.link_faults(batch.manifest, batch.sha256, expected, previous)
        yield from _named(batch)
        previous, expected = batch.sha256, expected + 1
        db.session.expunge_all()
    last = db.session.scalar(select(func.max(KeptBatch.number))) or 0
    if last >= expected:
        yield f"manifest {expected}: missing before {last}"
    beyond = select(KeptCase.id).where(KeptCase.batch >= expected)
    for case_id in db.session.scalars(beyond.order_by(KeptCase.id)):
        yield f"case {case_id}: the manifest that names it is missing"
    yield from _sealed_none()
    yield from _destroyed()


def counted() -> tuple[int, int, int]:
    """How many cases are archived, how many of them no manifest names yet, how many manifests."""
    cases = select(func.count(), func.count().filter(KeptCase.batch.is_(None)))
    kept, unsealed = db.session.execute(cases.select_from(KeptCase)).one()
    return kept, unsealed, db.session.scalar(select(func.count()).select_from(KeptBatch)) or 0


def _named(batch: KeptBatch) -> Iterator[str]:
    """Every record that a manifest names, and no other, is there and is what it was."""
    try:
        lines = [one for one in manifest.read(batch.manifest).lines if one.act == manifest.KEPT]
    except manifest.Broken:
        return  # said before
    there = set(db.session.scalars(select(KeptCase.id).where(KeptCase.batch == batch.number)))
    for place in range(0, len(lines), AT_ONCE):
        yield from _some(lines[place : place + AT_ONCE], batch.number)
    for case_id in sorted(there - {line.case_id for line in lines}):
        yield f"case {case_id}: manifest {batch.number} does not name it"


def _some(lines: list[Line], number: int) -> Iterator[str]:
    ids = [line.case_id for line in lines]
    found = select(KeptCase).where(KeptCase.batch == number, KeptCase.id.in_(ids))
    there = {one.id: one for one in db.session.scalars(found.options(undefer(KeptCase.content)))}
    for line in lines:
        if line.case_id not in there:
            if not _went(line):
                yield f"case {line.case_id} ({line.number}): missing, manifest {number} names it"
        elif there[line.case_id].sha256 != line.sha256:
            yield f"case {line.case_id} ({line.number}): not what manifest {number} names"
        else:
            yield from record_faults(there[line.case_id])


def _sealed_none() -> Iterator[str]:
    """The records that no manifest names yet are to be sound as well."""
    waits = select(KeptCase).where(KeptCase.batch.is_(None)).order_by(KeptCase.year, KeptCase.id)
    for found in db.session.scalars(waits.execution_options(yield_per=AT_ONCE)):
        yield from record_faults(found)


def record_faults(found: KeptCase) -> Iterator[str]:
    """Is a record whole, does the archive list what it holds, and is the case nowhere else?"""
    said = f"case {found.id} ({found.number})"
    try:
        record = records.unpacked(found.content, found.sha256)
    except records.Broken as broken:
        yield f"{said}: {broken}"
        return
    if record.counts != found.counts or record.about.get("id") != str(found.id):
        yield f"{said}: the list of the archive says another thing than the record"
    if not _entries_agree(found.id, record):
        yield f"{said}: its entries are not those of the record"
    if db.session.scalar(select(exists().where(ProcessInstance.id == found.id))):
        yield f"{said}: in the archive and in the live tables"


def _entries_agree(case_id: int, record: Record) -> bool:
    """Does the archive still list every entry as the record has it?"""
    for one in record.tables:
        if one.table == ENTRIES:
            return rows.entries(case_id, one.columns) == [list(row) for row in one.rows]
    return not db.session.scalar(select(exists().where(KeptEntry.instance_id == case_id)))


def _went(line: Line) -> bool:
    """Did the record leave the archive by the door?  Then a manifest says so, or the next will."""
    return _told(line, manifest.RESTORED, KeptDeparture) or _told(
        line, manifest.DESTROYED, DestructionLine
    )


def _told(line: Line, act: str, table: type[KeptDeparture] | type[DestructionLine]) -> bool:
    gone = select(table.after).where(
        table.case_id == line.case_id, table.sha256 == line.sha256, table.after.is_not(None)
    )
    after = db.session.scalars(gone.limit(1)).first()
    if after is None:
        return False
    sealed = db.session.get(KeptBatch, after + 1)
    return sealed is None or f"{act} {line.case_id} {line.sha256} " in sealed.manifest


def _destroyed() -> Iterator[str]:
    """Whatever the registers say was destroyed: is it gone, by two persons, as was recorded?"""
    lines = select(DestructionLine).where(DestructionLine.destroyed_at.is_not(None))
    for line in db.session.scalars(lines.execution_options(yield_per=AT_ONCE)):
        said = f"case {line.case_id} ({line.number}): destroyed"
        if not destroyed.is_recorded(line):
            yield f"{said}, and the record does not say so"
        again = select(exists().where(KeptCase.id == line.case_id, KeptCase.sha256 == line.sha256))
        if db.session.scalar(again):
            yield f"{said}, and still in the archive"
