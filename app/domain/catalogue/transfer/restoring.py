"""Take an import back as a whole, while none of its entries was changed since."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, tuple_

from app.domain.catalogue.models.database import DEREGISTERED
from app.domain.catalogue.models.resource import WITHDRAWN
from app.domain.catalogue.models.transfer import ImportEntry, ImportJob
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import DATABASE
from app.domain.catalogue.services import bulk
from app.domain.catalogue.services.bulk import Change
from app.domain.catalogue.services.entries import CHANGED, GONE
from app.domain.catalogue.transfer import stock
from app.domain.catalogue.transfer.planning import NEW
from app.foundation import clock
from app.foundation.database import db
from app.foundation.i18n import _

DEREGISTERED_ACT = "deregistered"


def restore(job: ImportJob, tell: Callable[[int, int], None]) -> int:
    """Every entry says again what it said before; what was new is withdrawn.

    Raises `Conflict` where an entry has a version that the import did not make.
    """
    entries = list(db.session.scalars(_written(job.id)))
    stored = stock.of_ids(job.kind, [str(one.entry_id) for one in entries])
    before = _contents_before(job.kind, entries)
    changes = [
        _change(job.kind, one, before.get(str(one.entry_id)), stored[str(one.entry_id)].content)
        for one in entries
    ]
    bulk.write(
        job.kind,
        changes,
        note=_("Import %(number)d taken back", number=job.id),
        account_id=job.taken_back_by_id,
        subject=str(job),
        tell=lambda done: tell(done, 2 * len(changes)),
    )
    return len(changes)


def changed_since(job: ImportJob) -> list[str]:
    """The entries that somebody changed after the import: while there are any, it stays."""
    written = {one.entry_id: one.after for one in db.session.scalars(_written(job.id))}
    later = (
        select(EntryVersion.entry_id)
        .join(ImportEntry, ImportEntry.entry_id == EntryVersion.entry_id)
        .where(
            ImportEntry.job_id == job.id,
            ImportEntry.after.is_not(None),
            EntryVersion.entry_kind == job.kind,
            EntryVersion.number > ImportEntry.after,
        )
        .distinct()
        .order_by(EntryVersion.entry_id)
    )
    return list(db.session.scalars(later)) if written else []


def _written(job_id: int) -> Any:
    return (
        select(ImportEntry)
        .where(ImportEntry.job_id == job_id, ImportEntry.after.is_not(None))
        .order_by(ImportEntry.row)
    )


def _contents_before(kind: str, entries: list[ImportEntry]) -> dict[str, dict[str, Any]]:
    """What the entries said before, by the versions that were kept of it."""
    wanted = sorted((str(one.entry_id), one.before) for one in entries if one.before)
    found: dict[str, dict[str, Any]] = {}
    for at in range(0, len(wanted), stock.BATCH):
        part = wanted[at : at + stock.BATCH]
        told = select(EntryVersion.entry_id, EntryVersion.content).where(
            EntryVersion.entry_kind == kind,
            tuple_(EntryVersion.entry_id, EntryVersion.number).in_(part),
        )
        found |= {entry_id: content for entry_id, content in db.session.execute(told)}
    return found


def _change(
    kind: str, entry: ImportEntry, before: dict[str, Any] | None, now: dict[str, Any]
) -> Change:
    entry_id, version = str(entry.entry_id), entry.after
    if entry.act == NEW or before is None:
        if kind == DATABASE:
            gone = {"status": DEREGISTERED, "deregistered_on": clock.today().isoformat()}
            gone["deregister_reason"] = _("Import %(number)d taken back", number=entry.job_id)
            return Change(now | gone, DEREGISTERED_ACT, entry_id, version)
        return Change(now | {"status": WITHDRAWN}, GONE, entry_id, version)
    if before.get("status") == WITHDRAWN:
        return Change(before, GONE, entry_id, version)
    kept = {column.key: now[column.key] for column in columns.of(kind) if column.state}
    return Change({**before, **kept}, CHANGED, entry_id, version)
