"""Between a row of a catalogue and its content: what is compiled, compared, exported."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.catalogue.models.collection import Collection, CollectionItem
from app.domain.catalogue.models.database import Database, DatabaseItem
from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.rules import columns
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Unit

Entry = Resource | Database | Collection
ITEMS: dict[str, Callable[..., Any]] = {
    columns.RESOURCE: DataItem,
    columns.DATABASE: DatabaseItem,
    columns.COLLECTION: CollectionItem,
}
# Column → the attribute of the row, where it is not called the same.
UNITS = {
    "provider": "provider_unit_id",
    "owner": "owner_unit_id",
    "unit": "unit_id",
    "produced_by": "produced_by_id",
    "built_by": "built_by_id",
    "operated_by": "operated_by_id",
    "collector": "collector_unit_id",
}
ENTRIES = {"database": "database_id", "resource": "resource_id"}


def of(kind: str, entry: Entry, codes: Mapping[int, str] | None = None) -> dict[str, Any]:
    """The content of a row; units by their codes, dates as ISO text, so that it is plain JSON."""
    known = codes if codes is not None else unit_codes()
    found: dict[str, Any] = {}
    for column in columns.of(kind):
        value = getattr(entry, attribute(kind, column))
        if column.kind == columns.UNIT:
            value = known.get(value, "") if value else ""
        found[column.key] = value.isoformat() if isinstance(value, date) else value
    found["items"] = [
        {column.key: getattr(item, column.key) for column in columns.ITEM_COLUMNS}
        for item in entry.items
    ]
    return found


def unit_codes() -> dict[int, str]:
    """The codes of all units."""
    return {unit_id: code for unit_id, code in db.session.execute(select(Unit.id, Unit.code))}


def unit_ids() -> dict[str, int]:
    """The ids of all units by their codes."""
    return {code: unit_id for code, unit_id in db.session.execute(select(Unit.code, Unit.id))}


def put(
    kind: str, entry: Entry, content: Mapping[str, Any], ids: Mapping[str, int] | None = None
) -> None:
    """Write a content into a row; what it does not name stays as it is."""
    known = ids if ids is not None else unit_ids()
    wrong: dict[str, list[str]] = {}
    for column in columns.filled_in(kind):
        if column.key not in content:
            continue
        value = content[column.key]
        if column.kind == columns.UNIT:
            if value and value not in known:
                wrong[column.key] = [_("There is no unit %(code)s.", code=value)]
                continue
            value = known[value] if value else None
        setattr(entry, attribute(kind, column), stored(column, value))
    if wrong:
        raise Invalid(wrong)
    if "items" in content:
        _put_items(kind, entry, content["items"])


def searched(resource: Resource, provider: Unit) -> str:
    """What the search for an application looks through: everything it is called, in one line."""
    words = [resource.title, resource.id, resource.keywords, resource.abstract]
    words += [resource.application_area, provider.name, provider.short_name]
    return " ".join(word for word in (*words, *resource.item_names) if word)


def attribute(kind: str, column: columns.Column) -> str:
    """The attribute of a row behind a column."""
    if column.kind == columns.ENTRY:
        return ENTRIES[column.key]
    if column.kind != columns.UNIT:
        return column.key
    if column.key == "maintainer":
        return "maintainer_unit_id"
    return UNITS[column.key]


def stored(column: columns.Column, value: Any) -> Any:
    """An empty value as the table has it."""
    if column.kind in (columns.CHOICES, columns.LIST, columns.UNITS):
        return list(value or [])
    if column.kind == columns.YES:
        return bool(value)
    if column.kind in (columns.UNIT, columns.ENTRY, columns.NUMBER, columns.DATE):
        return value if value != "" else None
    return value or ""


def _put_items(kind: str, entry: Entry, items: Iterable[Mapping[str, Any]]) -> None:
    """The items of an entry, in their order; a number that stays keeps its row."""
    kept = {item.item_no: item for item in entry.items}
    wanted = list(items)
    # Names are unique within an entry: what moves is written under another name first.
    for item in kept.values():
        item.name = f"~{item.item_no}"
    db.session.flush()
    entry.items[:] = [
        _item(kind, number, given, kept.get(number)) for number, given in enumerate(wanted, 1)
    ]


def _item(kind: str, number: int, given: Mapping[str, Any], kept: Any) -> Any:
    item = kept or ITEMS[kind](item_no=number)
    for column in columns.ITEM_COLUMNS:
        value = given.get(column.key)
        if column.kind == columns.NUMBER:
            setattr(item, column.key, value if value not in ("", None) else None)
        else:
            setattr(item, column.key, bool(value) if column.kind == columns.YES else value or "")
    return item
