"""The exchange directory as a table: what flows between whom, from the agreements in force."""

import tempfile
from collections.abc import Generator, Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.domain.catalogue import viewing
from app.domain.catalogue.models.exchange import Exchange
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.rules import values
from app.domain.catalogue.rules.columns import RESOURCE
from app.domain.catalogue.transfer import plain, sheets
from app.domain.catalogue.viewing import Viewer
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _, lazy
from app.foundation.identity.models import Unit

BATCH = 500
CHUNK = 1 << 16
BETWEEN = "、"
HEADINGS = {
    "agreement": lazy("Agreement"),
    "resource": lazy("Resource"),
    "title": lazy("Title"),
    "provider": lazy("Provider"),
    "demander": lazy("Demander"),
    "items": lazy("Items"),
    "mode": lazy("Mode"),
    "update_cycle": lazy("Update cycle"),
    "database": lazy("Database"),
    "effective_on": lazy("In force since"),
    "valid_until": lazy("Valid until"),
}


def check(viewer: Viewer, most: int | None) -> None:
    """Whether it fits a workbook."""
    if most is None:
        return
    counted = select(func.count()).select_from(_flows(viewer).limit(most + 1).subquery())
    if (db.session.scalar(counted) or 0) > most:
        raise Conflict(
            _("A workbook holds at most %(count)d entries: take CSV or JSON, or one unit's.",
              count=most)
        )  # fmt: skip


def stream(viewer: Viewer, format_: str) -> Generator[bytes]:
    """The directory in pieces."""
    db.session.rollback()
    if format_ == "json":
        head: dict[str, Any] = {"catalogue": values.EXCHANGES, "kind": "exchange"}
        head["exported_at"] = clock.now().isoformat()
        yield from plain.as_json(head, _walk(viewer))
        return
    headings = [str(said) for said in HEADINGS.values()]
    rows = (
        [_cell(name, one[name]) for name in HEADINGS] for batch in _walk(viewer) for one in batch
    )
    if format_ == "csv":
        yield from plain.rows_as_csv(headings, rows)
        return
    with tempfile.TemporaryFile() as file:
        name = values.said(values.EXCHANGES, values.CATALOGUES)
        sheets.plain(file, [sheets.Sheet(name, headings, rows)])
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _walk(viewer: Viewer) -> Iterator[list[dict[str, Any]]]:
    last, engine, flows = 0, db.engine, _flows(viewer)
    while True:
        part = flows.where(Exchange.agreement_id > last).limit(BATCH)
        with engine.connect() as connection:
            rows = list(connection.execute(part))
        if rows:
            yield [_told(row) for row in rows]
        if len(rows) < BATCH:
            return
        last = rows[-1].agreement_id


def _flows(viewer: Viewer) -> Any:
    """What is in force today, of resources that the viewer may see."""
    provider, demander = aliased(Unit), aliased(Unit)
    return (
        select(
            Exchange.agreement_id,
            Exchange.number,
            Exchange.resource_id,
            Resource.title,
            provider.name.label("provider"),
            demander.name.label("demander"),
            Exchange.items,
            Exchange.mode,
            Exchange.update_cycle,
            Exchange.database_id,
            Exchange.effective_at,
            Exchange.valid_until,
        )
        .join(Resource, Resource.id == Exchange.resource_id)
        .join(provider, provider.id == Exchange.provider_id)
        .join(demander, demander.id == Exchange.demander_id)
        .where(Exchange.valid_until >= clock.today(), viewing.entries(RESOURCE, viewer))
        .order_by(Exchange.agreement_id)
    )


def _told(row: Any) -> dict[str, Any]:
    since = clock.local(row.effective_at).date() if row.effective_at else None
    return {
        "agreement": row.number,
        "resource": row.resource_id,
        "title": row.title,
        "provider": row.provider,
        "demander": row.demander,
        "items": row.items or [],
        "mode": row.mode,
        "update_cycle": row.update_cycle,
        "database": row.database_id,
        "effective_on": since,
        "valid_until": row.valid_until,
    }


def _cell(name: str, value: Any) -> Any:
    if name == "items":
        return BETWEEN.join(map(str, value))
    if name == "mode":
        return values.coded(value, values.MODES, values.MODES_EN)
    if name == "update_cycle":
        return values.said(value, values.CYCLES)
    return "" if value is None else value
