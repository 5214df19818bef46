"""Catalogues as CSV and JSON, written batch by batch; both can be imported again."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import orjson

from app.domain.catalogue.transfer import cells, layout
from app.domain.catalogue.transfer.cells import Names
from app.domain.catalogue.transfer.escaping import escaped
from app.domain.catalogue.transfer.stock import Stored

BOM = "\ufeff"  # so that spreadsheets know it for UTF-8


def as_csv(kind: str, batches: Iterable[list[Stored]], names: Names) -> Iterator[bytes]:
    """One row an item; what the entry itself says stands in its first row, its number in all."""
    of_entry, of_item = layout.entry_columns(kind), layout.item_columns()
    yield _lines([[column.label for column in (*of_entry, *of_item)]], BOM)
    for batch in batches:
        yield _lines(_rows(kind, batch, names))


def rows_as_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A plain table."""
    yield _lines([headings], BOM)
    for row in rows:
        yield _lines([row])


def as_json(head: dict[str, Any], batches: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    """An object with a list of entries, each on a line of its own."""
    yield orjson.dumps(head)[:-1] + (b"," if head else b"") + b'"entries":['
    between = b"\n"
    for batch in batches:
        yield between + b",\n".join(map(orjson.dumps, batch))
        between = b",\n"
    yield b"\n]}\n"


def told(stored: Stored) -> dict[str, Any]:
    """An entry as JSON has it."""
    return {"id": stored.id, "version": stored.version, **stored.content}


def _rows(kind: str, batch: list[Stored], names: Names) -> Iterator[list[Any]]:
    for stored in batch:
        whole = cells.entry(kind, stored, names)
        rest = [stored.id, *[""] * (len(whole) - 1)]
        items = list(cells.items(stored, names)) or [[]]
        for number, item in enumerate(items):
            yield [*(rest if number else whole), *item]


def _lines(rows: Iterable[Sequence[Any]], begin: str = "") -> bytes:
    text = io.StringIO()
    text.write(begin)
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(one) for one in row])
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return escaped(value)
    return value.isoformat() if isinstance(value, date) else value
