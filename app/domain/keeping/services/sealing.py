"""The chain of manifests: what came to the archive and what left it, batch by batch."""

from collections.abc import Iterator

from sqlalchemy import func, insert, select, update

from app.domain.keeping.rules import manifest
from app.domain.keeping.rules.manifest import Line
from app.foundation import clock
from app.foundation.database import db
from app.foundation.destroyed import DestructionLine
from app.foundation.kept import KeptBatch, KeptCase, KeptDeparture

CHAIN = 7_310_026  # one link at a time
MOST = 5_000


def seal() -> KeptBatch | None:
    """Name what came and went since the last manifest in a new one; None where nothing did."""
    hold_chain()
    last = last_batch()
    number = last.number + 1 if last else 1
    unsealed = select(KeptCase.year).where(KeptCase.batch.is_(None))
    year = db.session.scalar(select(func.min(unsealed.subquery().c[0])))
    lines = [*_departed(number - 1), *_came(year)]
    if not lines:
        return None
    now = clock.now()
    previous = last.sha256 if last else manifest.FIRST
    text = manifest.written(number, year or clock.today().year, now, previous, lines)
    made = {
        "number": number,
        "year": year or clock.today().year,
        "sealed_at": now,
        "previous": previous,
        "manifest": text,
        "sha256": manifest.digest(text),
    }
    db.session.execute(insert(KeptBatch), [made])
    came = [line.case_id for line in lines if line.act == manifest.KEPT]
    named = update(KeptCase).where(KeptCase.id.in_(came), KeptCase.batch.is_(None))
    db.session.execute(named.values(batch=number), execution_options={"synchronize_session": False})
    return last_batch()


def hold_chain() -> None:
    """Let nobody else add to the chain until this transaction ends."""
    db.session.execute(select(func.pg_advisory_xact_lock(CHAIN, 0)))


def last_batch() -> KeptBatch | None:
    """The manifest that was sealed last."""
    return db.session.scalars(select(KeptBatch).order_by(KeptBatch.number.desc()).limit(1)).first()


def _departed(after: int) -> Iterator[Line]:
    found = select(KeptDeparture).where(KeptDeparture.after == after).order_by(KeptDeparture.id)
    for one in db.session.scalars(found):
        yield Line(manifest.RESTORED, one.case_id, one.sha256, 0, one.number)
    gone = select(DestructionLine).where(DestructionLine.after == after)
    for line in db.session.scalars(gone.order_by(DestructionLine.case_id)):
        yield Line(manifest.DESTROYED, line.case_id, line.sha256, 0, line.number)


def _came(year: int | None) -> Iterator[Line]:
    if year is None:
        return
    found = select(KeptCase.id, KeptCase.sha256, KeptCase.size, KeptCase.number)
    found = found.where(KeptCase.batch.is_(None), KeptCase.year == year)
    for row in db.session.execute(found.order_by(KeptCase.id).limit(MOST)):
        yield Line(manifest.KEPT, *row)
