"""What an entry of a catalogue says, and what a change of it changes, as the cards show it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from app.domain.catalogue.rules import columns, differences
from app.domain.catalogue.rules.columns import Column
from app.domain.catalogue.rules.differences import Change, Difference
from app.foundation.database import db
from app.foundation.i18n import _, lazy, speaks_english
from app.foundation.identity.models import Unit
from app.web.cards import Pairs

HOW = {
    differences.ADDED: lazy("added"),
    differences.REMOVED: lazy("left out"),
    differences.CHANGED: lazy("changed"),
}
Names = Mapping[str, str]


class Row(NamedTuple):
    """One thing that changes: old against new."""

    label: str
    old: str
    new: str


def facts(kind: str, content: Mapping[str, Any]) -> Pairs:
    """What the columns say, the empty ones left out."""
    filled = [one for one in columns.filled_in(kind) if content.get(one.key) not in (None, "", [])]
    names = _units(kind, [content])
    return [
        (one.label, _said(one, content[one.key], names))
        for one in filled
        if not (one.kind == columns.YES and not content[one.key])
    ]


def items(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items in a line each: name, what it is, and its marks."""
    return [
        {
            "name": item.get("name") or "",
            "name_en": item.get("name_en") or "",
            "what": _what(item),
            "is_key": bool(item.get("is_key")),
            "is_sensitive": bool(item.get("is_sensitive")),
        }
        for item in content.get("items") or []
    ]


def changes(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Row]:
    """Old against new, column by column and item by item."""
    told: Difference = differences.between(kind, old, new)
    names = _units(kind, [old, new])
    filled = {one.key for one in columns.filled_in(kind)}
    rows = [_row(one, names) for one in told.columns if one.column.key in filled]
    for item in told.items:
        if item.how != differences.CHANGED:
            label = _("Item “%(name)s”", name=item.name)
            said = str(HOW[item.how])
            rows.append(Row(label, "", said) if item.how == differences.ADDED else _gone(label))
        for one in item.changes:
            label = _("Item “%(name)s”: %(column)s", name=item.name, column=one.column.label)
            rows.append(_row(one, names)._replace(label=label))
    return rows


def _gone(label: str) -> Row:
    return Row(label, "", str(HOW[differences.REMOVED]))


def _row(change: Change, names: Names) -> Row:
    old, new = (_said(change.column, value, names) for value in (change.old, change.new))
    return Row(change.column.label, old, new)


def _what(item: Mapping[str, Any]) -> str:
    """Type, length and code table of an item."""
    said = [_said(columns.ITEM_COLUMNS[2], item.get("data_type"), {})]
    if item.get("length"):
        said.append(str(item["length"]))
    if item.get("code_table"):
        said.append(str(item["code_table"]))
    return " · ".join(part for part in said if part)


def _said(column: Column, value: Any, names: Names) -> str:
    """A value in the reader's language."""
    if value in (None, "", []):
        return ""
    if column.kind == columns.YES:
        return _("yes") if value else _("no")
    if column.kind in (columns.UNIT, columns.UNITS):
        codes = value if isinstance(value, list) else [value]
        return _(", ").join(names.get(code, str(code)) for code in codes)
    if isinstance(value, list):
        return _(", ").join(column.said(str(one)) for one in value)
    return column.said(str(value))


def _units(kind: str, contents: Iterable[Mapping[str, Any]]) -> Names:
    """The names of the units in these contents, in one query."""
    codes: set[str] = set()
    for content in contents:
        for one in columns.of(kind):
            if one.kind in (columns.UNIT, columns.UNITS):
                value = content.get(one.key) or []
                codes |= set(value if isinstance(value, list) else [value])
    known = select(Unit).where(Unit.code.in_(codes))
    english = speaks_english()
    return {
        unit.code: (english and unit.name_en) or unit.short_name
        for unit in db.session.scalars(known)
    }
