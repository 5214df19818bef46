"""Check the items of an entry, each fault at its own cell."""

from typing import Any

from app.domain.catalogue.rules import columns, law
from app.domain.catalogue.transfer.faults import LANGUAGES, Found
from app.domain.catalogue.transfer.given import Entry, Given, Item
from app.foundation.i18n import _, in_language, lazy


def items(given: Given, entry: Entry, found: Found) -> list[dict[str, Any]]:
    """The items of an entry as a content has them."""
    seen: dict[str, int] = {}
    made = []
    for item in entry.items:
        content = {column.key: _value(column, item) for column in columns.ITEM_COLUMNS}
        _check(given, item, content, found)
        name = content["name"]
        if name and name in seen:
            said = lazy("“%(name)s” is there twice.", name=name)
            found.add(given.item_place(item, "name"), said, name)
        seen[name] = item.row
        made.append(content)
    return made


def _check(given: Given, item: Item, content: dict[str, Any], found: Found) -> None:
    for column in columns.ITEM_COLUMNS:
        value = content[column.key]
        if column.key in item.spoilt or not any(True for _ in law.of_value(column, value)):
            continue
        worded = []
        for language in LANGUAGES:
            with in_language(language):
                worded.append(f"{column.label}{_(': ')}{next(iter(law.of_value(column, value)))}")
        words = iter(worded)
        found.add(given.item_place(item, column.key), lambda words=words: next(words), value)  # type: ignore[misc]


def _value(column: columns.Column, item: Item) -> Any:
    value = item.values.get(column.key)
    if column.kind == columns.YES:
        return bool(value)
    if column.kind == columns.NUMBER:
        return value if value not in ("", None) else None
    return value or ""
