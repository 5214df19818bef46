"""What a proposed entry says, and what a change of it changes, as the cards of a matter show it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from app.domain.catalogue import references
from app.domain.catalogue.references import References
from app.domain.catalogue.rules import columns, differences
from app.domain.catalogue.rules.columns import Column
from app.domain.catalogue.rules.differences import Change
from app.foundation.i18n import _
from app.web import portal_words
from app.web.cards import Pairs
from app.web.portal_versions import HOW
from app.web.viewing import viewer

OF_AN_ITEM = ("data_type", "length", "code_table")


class Row(NamedTuple):
    """One thing that changes: old against new."""

    label: str
    old: str
    new: str


def facts(kind: str, content: Mapping[str, Any]) -> Pairs:
    """What the columns say, the empty ones left out."""
    known = references.of(kind, [content], viewer())
    return [
        (one.label, _said(kind, one, content.get(one.key), known))
        for one in columns.filled_in(kind)
        if content.get(one.key)
    ]


def items(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items in a line each: name, what it is, and its marks."""
    return [
        {
            "name": item.get("name") or "",
            "name_en": item.get("name_en") or "",
            "what": " · ".join(_of_item(item)),
            "is_key": bool(item.get("is_key")),
            "is_sensitive": bool(item.get("is_sensitive")),
        }
        for item in content.get("items") or []
    ]


def changes(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Row]:
    """Old against new, column by column and item by item."""
    told = differences.between(kind, old, new)
    known = references.of(kind, [old, new], viewer())
    filled = {one.key for one in columns.filled_in(kind)}
    rows = [_row(kind, one, known) for one in told.columns if one.column.key in filled]
    for item in told.items:
        if item.how != differences.CHANGED:
            rows.append(Row(_("Item “%(name)s”", name=item.name), "", str(HOW[item.how])))
        for one in item.changes:
            label = _("Item “%(name)s”: %(column)s", name=item.name, column=one.column.label)
            rows.append(_row(kind, one, known)._replace(label=label))
    return rows


def _of_item(item: Mapping[str, Any]) -> Iterable[str]:
    """Type, length and code table, as far as they are named."""
    told = {one.key: one for one in columns.ITEM_COLUMNS}
    said = (_said("", told[key], item.get(key), References()) for key in OF_AN_ITEM)
    return filter(None, said)


def _row(kind: str, change: Change, known: References) -> Row:
    old, new = (_said(kind, change.column, one, known) for one in (change.old, change.new))
    return Row(change.column.label, old, new)


def _said(kind: str, column: Column, value: Any, known: References) -> str:
    """A value in the reader's language."""
    return _(", ").join(one.text for one in portal_words.said(kind, column, value, known))
