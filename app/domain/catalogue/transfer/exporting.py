"""An export: which entries, in which format, for whom; as a stream wherever the format allows."""

import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.domain.catalogue import viewing
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.rules.columns import COLLECTION, DATABASE, RESOURCE
from app.domain.catalogue.services import contents
from app.domain.catalogue.transfer import dcat, exchange, layout, metadata, plain, sheets, stock
from app.domain.catalogue.transfer.cells import Names
from app.domain.catalogue.transfer.dcat import Site
from app.domain.catalogue.transfer.stock import Stored
from app.domain.catalogue.viewing import MODELS, Viewer
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Unit

XLSX, CSV, JSON, XML, TURTLE, JSON_LD = "xlsx", "csv", "json", "xml", "ttl", "jsonld"
MEDIA_TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
    JSON: "application/json",
    XML: "application/xml",
    TURTLE: "text/turtle; charset=utf-8",
    JSON_LD: "application/ld+json",
}
# Which formats there are: the core metadata are those of resources, agreements are no datasets.
FORMATS = {
    layout.BASIC: tuple(MEDIA_TYPES),
    layout.APPLIED: tuple(MEDIA_TYPES),
    layout.DATABASES: (XLSX, CSV, JSON, TURTLE, JSON_LD),
    layout.COLLECTIONS: (XLSX, CSV, JSON, TURTLE, JSON_LD),
    layout.EXCHANGE: (XLSX, CSV, JSON),
}
# A workbook is made before it is sent; beyond this the other formats are for.
MOST_IN_WORKBOOK = 20_000
CHUNK = 1 << 16
OFFICE = "office"


@dataclass(frozen=True)
class Wanted:
    """What is asked for."""

    catalogue: str
    format: str
    viewer: Viewer
    unit_code: str = ""
    entry_id: str = ""
    # The command line writes workbooks of any size.
    most: int | None = MOST_IN_WORKBOOK

    @property
    def kind(self) -> str:
        """The kind of its entries."""
        return layout.KINDS[self.catalogue]

    @property
    def filename(self) -> str:
        """What the file is called."""
        name = self.entry_id or layout.catalogue_name(self.catalogue)
        part = f"-{self.unit_code}" if self.unit_code else ""
        return f"{name}{part}-{clock.today():%Y%m%d}.{self.format}"


def check(wanted: Wanted) -> None:
    """Whether there is such an export at all, and whether it can be made."""
    if wanted.format not in FORMATS.get(wanted.catalogue, ()):
        raise NotFound(_("There is no such export."))
    if wanted.unit_code:
        _unit_id(wanted.unit_code)
    if wanted.catalogue == layout.EXCHANGE:
        exchange.check(wanted.viewer, wanted.most if wanted.format == XLSX else None)
        return
    if wanted.entry_id and not _count(wanted, most=1):
        raise NotFound(_("There is no such entry in the catalogue."))
    most = wanted.most
    if wanted.format == XLSX and most and _count(wanted, most + 1) > most:
        raise Conflict(
            _("A workbook holds at most %(count)d entries: take CSV or JSON, or one unit's.",
              count=most)
        )  # fmt: skip


def stream(wanted: Wanted, site: Site) -> Generator[bytes]:
    """The content of the export, in pieces; `check` was asked before."""
    if wanted.catalogue == layout.EXCHANGE:
        yield from exchange.stream(wanted.viewer, wanted.format)
        return
    names, batches = Names.now(), _batches(wanted)
    db.session.rollback()  # no connection is held while somebody reads slowly
    yield from _written(wanted, batches, names, site)


def catalogue_of(kind: str, entry_id: str) -> str:
    """In which catalogue an entry stands; NotFound is left to `check`."""
    if kind == RESOURCE:
        name = db.session.scalar(select(Resource.catalogue).where(Resource.id == entry_id))
        return layout.APPLIED if name == layout.CATALOGUES[layout.APPLIED] else layout.BASIC
    known = {DATABASE: layout.DATABASES, COLLECTION: layout.COLLECTIONS}
    if kind not in known:
        raise NotFound(_("There is no such export."))
    return known[kind]


def publisher() -> str:
    """The code of the office that publishes the catalogues (policy 四(一))."""
    office = select(Unit.code).where(Unit.roles.contains([OFFICE])).order_by(Unit.id).limit(1)
    return db.session.scalar(office) or ""


def _written(
    wanted: Wanted, batches: Iterator[list[Stored]], names: Names, site: Site
) -> Iterator[bytes]:
    catalogue, kind = wanted.catalogue, wanted.kind
    if wanted.format == CSV:
        return plain.as_csv(kind, batches, names)
    if wanted.format == JSON:
        head = {"catalogue": layout.CATALOGUES[catalogue], "kind": kind}
        head["exported_at"] = clock.now().isoformat()
        return plain.as_json(head, ([plain.told(one) for one in batch] for batch in batches))
    if wanted.format == XML:
        return metadata.as_xml(batches, names)
    if wanted.format == TURTLE:
        return dcat.as_turtle(catalogue, kind, batches, names, site)
    if wanted.format == JSON_LD:
        return dcat.as_json_ld(catalogue, kind, batches, names, site)
    return _workbook(kind, batches, names)


def _workbook(kind: str, batches: Iterator[list[Stored]], names: Names) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        sheets.write(file, kind, batches, names)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _batches(wanted: Wanted) -> Iterator[list[Stored]]:
    return stock.walk(wanted.kind, _condition(wanted), contents.unit_codes())


def _condition(wanted: Wanted) -> ColumnElement[bool]:
    """Listed, visible, of this catalogue, of the unit or the entry that is asked for."""
    kind, model = wanted.kind, MODELS[wanted.kind]
    condition = viewing.listed(kind) & viewing.entries(kind, wanted.viewer)
    if wanted.entry_id:
        return condition & (model.id == wanted.entry_id)
    if kind == RESOURCE:
        condition &= Resource.catalogue == layout.CATALOGUES[wanted.catalogue]
    if wanted.unit_code:
        condition &= viewing.holder(kind) == _unit_id(wanted.unit_code)
    return condition


def _unit_id(code: str) -> int:
    found = db.session.scalar(select(Unit.id).where(Unit.code == code))
    if found is None:
        raise NotFound(_("There is no unit %(code)s.", code=code))
    return found


def _count(wanted: Wanted, most: int) -> int:
    model: Any = MODELS[wanted.kind]
    some = select(model.id).where(_condition(wanted)).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0
