"""What stands in the catalogues, read in batches as plain contents: no rows of the session stay."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, inspect, select, true

from app.domain.catalogue.models.database import DEREGISTERED
from app.domain.catalogue.models.resource import WITHDRAWN
from app.domain.catalogue.rules import columns
from app.domain.catalogue.services import contents
from app.domain.catalogue.viewing import MODELS, Viewer, entries, holder
from app.foundation.database import db

BATCH = 500
GONE = (WITHDRAWN, DEREGISTERED)


@dataclass(frozen=True)
class Stored:
    """An entry as it stands: what it says, in which version."""

    id: str
    version: int
    content: dict[str, Any]

    @property
    def is_gone(self) -> bool:
        """Was it withdrawn or deregistered?"""
        return self.content.get("status") in GONE


@dataclass(frozen=True)
class Known:
    """By what a file may mean an entry."""

    id: str
    code: str
    title: str
    unit_id: int
    status: str
    version: int
    seen: bool


def read(
    kind: str, condition: ColumnElement[bool], codes: Mapping[int, str], on: Connection
) -> list[Stored]:
    """The entries of a condition with all they say, by their ids."""
    table, model = _table(kind), MODELS[kind]
    rows = list(on.execute(select(*table.c).where(condition).order_by(model.id)))
    items = _items(kind, [row.id for row in rows], on)
    return [
        Stored(
            row.id,
            row.version,
            contents.of(kind, _shown(row, items.get(row.id, [])), codes),
        )
        for row in rows
    ]


def of_ids(kind: str, ids: Iterable[str]) -> dict[str, Stored]:
    """These entries, in the present transaction."""
    codes, model = contents.unit_codes(), MODELS[kind]
    connection = db.session.connection()
    return {
        one.id: one
        for part in parts(set(ids))
        for one in read(kind, model.id.in_(part), codes, connection)
    }


def walk(
    kind: str, condition: ColumnElement[bool], codes: Mapping[int, str]
) -> Iterator[list[Stored]]:
    """All entries of a condition, batch by batch; between two batches no connection is held."""
    last, model = "", MODELS[kind]
    engine = db.engine
    while True:
        following = (
            select(model.id)
            .where(condition, model.id > last if last else true())
            .order_by(model.id)
            .limit(BATCH)
        )
        with engine.connect() as connection:
            ids = list(connection.scalars(following))
            batch = read(kind, model.id.in_(ids), codes, connection) if ids else []
        if batch:
            yield batch
        if len(ids) < BATCH:
            return
        last = ids[-1]


def known(kind: str, key: str, names: Iterable[str], viewer: Viewer) -> list[Known]:
    """The entries that have one of these ids, codes or titles, and whether the viewer sees them."""
    model: Any = MODELS[kind]
    code = model.code if kind == columns.RESOURCE else model.id
    asked = {"id": model.id, "code": code, "title": model.title}[key]
    told = select(
        model.id,
        code,
        model.title,
        holder(kind),
        model.status,
        model.version,
        entries(kind, viewer).label("seen"),
    )
    return [
        Known(*row)
        for part in parts(set(names))
        for row in db.session.execute(told.where(asked.in_(part)))
    ]


def parts(names: Iterable[str]) -> Iterator[list[str]]:
    """Names in parts that fit a statement, in their order."""
    whole = sorted(names)
    return (whole[at : at + BATCH] for at in range(0, len(whole), BATCH))


def table_of_items(kind: str) -> tuple[Table, Any]:
    """The table of the items of a catalogue, and its column with the entry's id."""
    table: Table = inspect(contents.ITEMS[kind]).local_table
    return table, next(column for column in table.primary_key if column.name != "item_no")


def _table(kind: str) -> Table:
    found: Table = inspect(MODELS[kind]).local_table
    return found


def _items(kind: str, ids: list[str], on: Connection) -> dict[str, list[Any]]:
    table, of = table_of_items(kind)
    told = [table.c[column.key] for column in columns.ITEM_COLUMNS]
    statement = select(of.label("entry_id"), *told).where(of.in_(ids))
    found: dict[str, list[Any]] = {}
    for row in on.execute(statement.order_by(of, table.c.item_no)):
        found.setdefault(row.entry_id, []).append(row)
    return found


def _shown(row: Any, items: list[Any]) -> Any:
    return SimpleNamespace(**row._mapping, items=items)
