"""What changed between two contents of an entry: column by column, item by item; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import Column

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# Set by every publication: that they move says nothing.
OF_EVERY_VERSION = frozenset({"metadata_updated_on"})


@dataclass(frozen=True)
class Change:
    """A column that says something else."""

    column: Column
    old: Any
    new: Any


@dataclass(frozen=True)
class ItemChange:
    """An item that came, went, or says something else of itself."""

    name: str
    how: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Everything in which two contents differ."""

    columns: tuple[Change, ...]
    items: tuple[ItemChange, ...]

    def __bool__(self) -> bool:
        return bool(self.columns or self.items)


def between(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    """What changed from the old content to the new one."""
    told = [column for column in columns.of(kind) if column.key not in OF_EVERY_VERSION]
    return Difference(_changes(told, old, new), _items(old, new))


def _changes(
    told: list[Column] | tuple[Column, ...], old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[Change, ...]:
    pairs = ((column, old.get(column.key), new.get(column.key)) for column in told)
    return tuple(
        Change(column, before, after)
        for column, before, after in pairs
        if (before or None) != (after or None)
    )


def _items(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[ItemChange, ...]:
    """Items are the same where their names are; the order of the new content, what went last."""
    before = {str(item["name"]): item for item in old.get("items") or []}
    after = {str(item["name"]): item for item in new.get("items") or []}
    found = []
    for name, item in after.items():
        if name not in before:
            found.append(ItemChange(name, ADDED))
        elif changed := _changes(columns.ITEM_COLUMNS, before[name], item):
            found.append(ItemChange(name, CHANGED, changed))
    return (*found, *(ItemChange(name, REMOVED) for name in before if name not in after))
