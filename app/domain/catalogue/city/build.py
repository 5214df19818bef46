"""Write a made-up city: units, catalogues with their items and versions."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select, text

from app.domain.catalogue.city import entries, units
from app.domain.catalogue.city.entries import Entry, Holder, Size
from app.domain.catalogue.models.collection import Collection, CollectionItem
from app.domain.catalogue.models.database import Database, DatabaseItem
from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.services import contents, copying
from app.foundation import clock
from app.foundation.database import db

A_LOAD = 5_000
OPENING_HOUR = 9
TABLES: dict[str, tuple[type[Any], type[Any]]] = {
    "database": (Database, DatabaseItem),
    "resource": (Resource, DataItem),
    "collection": (Collection, CollectionItem),
}
ANALYZED = (
    "unit",
    "resource",
    "data_item",
    "entry_version",
    "search_entry",
    "search_item",
    "catalogue_census",
)
Say = Callable[[str], object]


def city(size: Size, seed: int, say: Say = lambda line: None) -> None:
    """Make the city, or let the one that is there grow; the index is made anew afterwards."""
    units.make(size.units)
    holders = [Holder(*one) for one in units.of_city()[: size.units]]
    codes = contents.unit_codes()
    made = entries.make(size, holders, seed, _there())
    written = 0
    while load := list(islice(made, A_LOAD)):
        write(load, codes)
        written += len(load)
        say(f"{written} entries")


def analyze() -> None:
    """Let the database know what it now holds, as it would notice by itself in a while."""
    for table in ANALYZED:
        db.session.execute(text(f"ANALYZE {table}"))


def _there() -> int:
    """How many resources the city has already."""
    numbered = Resource.id.regexp_match("^IR[1-9][0-9]{5,}$")
    return db.session.scalar(select(func.count()).where(numbered)) or 0


def write(load: list[Entry], codes: dict[int, str]) -> None:
    """Write entries with their items and first versions."""
    for kind, (model, item_model) in TABLES.items():
        these = [entry for entry in load if entry.kind == kind]
        copying.rows(model, (entry.row for entry in these))
        copying.rows(item_model, (item for entry in these for item in entry.items))
    copying.rows(EntryVersion, _versions(load, codes))


def _versions(load: Iterable[Entry], codes: dict[int, str]) -> Iterator[dict[str, Any]]:
    """The first version of each, as if it had been published on its day."""
    for kind, row, items in load:
        model, item_model = TABLES[kind]
        whole = SimpleNamespace(
            **(copying.defaults(model) | row),
            items=[SimpleNamespace(**(copying.defaults(item_model) | item)) for item in items],
        )
        day = row.get("published_on") or row["filed_on"]
        yield {
            "entry_kind": kind,
            "entry_id": row["id"],
            "number": 1,
            "act": "published",
            "content": contents.of(kind, whole, codes),  # type: ignore[arg-type]
            "at": clock.at_hour(day, OPENING_HOUR),
        }
