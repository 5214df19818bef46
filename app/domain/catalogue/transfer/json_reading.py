"""Read entries from JSON: the same names and values as an export writes."""

from typing import Any, BinaryIO

import orjson

from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import Column
from app.domain.catalogue.transfer import layout, values_read
from app.domain.catalogue.transfer.faults import Found, Wrong
from app.domain.catalogue.transfer.given import (
    MOST_ENTRIES,
    MOST_ITEM_ROWS,
    Entry,
    Given,
    Item,
    JsonPlace,
)
from app.domain.catalogue.transfer.values_read import Units
from app.foundation.i18n import lazy

# So that a small file cannot become very many objects.
MOST_PARTS = 700_000
PASSED = {"version"}  # an export says it, nobody sets it


def read(file: BinaryIO, units: Units, found: Found) -> Given:
    """The entries of a JSON file; raises `Wrong` where it is none of a catalogue."""
    told = _loaded(file)
    entries = told.get("entries") if isinstance(told, dict) else told
    if not isinstance(entries, list) or not entries:
        raise Wrong(lazy("The file must be an object with a list “entries”."))
    kind = _kind(told, entries)
    if len(entries) > MOST_ENTRIES:
        raise Wrong(
            lazy("The file has more than %(count)d entries: divide it.", count=MOST_ENTRIES)
        )
    given = Given(kind, entries_at=JsonPlace("entries"), items_at=JsonPlace("items"))
    known = {column.key: column for column in layout.entry_columns(kind)}
    for number, one in enumerate(entries, 1):
        if isinstance(one, dict):
            given.entries.append(_entry(given, number, one, known, units, found))
        else:
            found.add(JsonPlace("entries").where("", number), lazy("An object is expected here."))
    given.has_items = any("items" in one for one in entries if isinstance(one, dict))
    return given


def _loaded(file: BinaryIO) -> Any:
    file.seek(0)
    content = file.read().removeprefix(b"\xef\xbb\xbf")
    if content.count(b"{") + content.count(b"[") > MOST_PARTS:
        raise Wrong(
            lazy("The file has more than %(count)d items: divide it.", count=MOST_ITEM_ROWS)
        )
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as wrong:
        raise Wrong(
            lazy("The file is no JSON: line %(line)d, column %(column)d.",
                 line=wrong.lineno, column=wrong.colno)
        ) from None  # fmt: skip


def _kind(told: Any, entries: list[Any]) -> str:
    named = str(told.get("kind") or "") if isinstance(told, dict) else ""
    if named in columns.KINDS:
        return named
    first = entries[0] if isinstance(entries[0], dict) else {}
    for kind, holder in columns.HOLDER.items():
        if holder in first:
            return kind
    raise Wrong(
        lazy("The file does not say of which catalogue it is: “kind” is one of %(kinds)s.",
             kinds=", ".join(columns.KINDS))
    )  # fmt: skip


def _entry(
    given: Given,
    number: int,
    told: dict[str, Any],
    known: dict[str, Column],
    units: Units,
    found: Found,
) -> Entry:
    values = {name: value for name, value in told.items() if name not in ("items", *PASSED)}
    read_, spoilt = _values(JsonPlace("entries"), number, values, known, units, found)
    entry = Entry(number, read_, spoilt=spoilt)
    items = told.get("items")
    if items is not None and not isinstance(items, list):
        found.add(JsonPlace("entries").where("items", number), lazy("A list is expected here."))
        entry.spoilt.add("items")
        return entry
    of_items = {column.key: column for column in layout.item_columns()}
    for one in items or []:
        if not isinstance(one, dict):
            found.add(
                JsonPlace("items").where("", number), lazy("An object is expected here."), one
            )
            continue
        item, wrong = _values(JsonPlace("items"), number, one, of_items, units, found)
        entry.spoilt |= {"items"} if wrong else set()
        entry.items.append(Item("items", number, item, wrong))
    return entry


def _values(
    place: JsonPlace,
    number: int,
    told: dict[str, Any],
    known: dict[str, Column],
    units: Units,
    found: Found,
) -> tuple[dict[str, Any], set[str]]:
    values: dict[str, Any] = {}
    spoilt: set[str] = set()
    for name, value in told.items():
        try:
            if name not in known:
                raise Wrong(lazy("This name is not known, so what it says would be lost."))
            if isinstance(value, dict):
                raise Wrong(lazy("A text is expected here."))
            values[name] = values_read.read(known[name], value, units)
        except Wrong as wrong:
            spoilt.add(name)
            found.add(place.where(name[:60], number), wrong.said, value)
    return values, spoilt
