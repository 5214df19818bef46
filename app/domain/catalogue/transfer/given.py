"""What a file says: entries with their items, each value read, each with its place."""

from dataclasses import dataclass, field
from typing import Any

from app.domain.catalogue.transfer.faults import Place
from app.domain.catalogue.transfer.headings import Headed

MOST_ENTRIES = 20_000
MOST_ITEM_ROWS = 300_000


@dataclass
class Item:
    """An item as a row gives it."""

    sheet: str
    row: int
    values: dict[str, Any]
    spoilt: set[str] = field(default_factory=set)


@dataclass
class Entry:
    """An entry as a row, and perhaps rows of items, give it; a column without a cell is left out.

    `spoilt` are the columns whose value could not be read: their fault is known already.
    """

    row: int
    values: dict[str, Any]
    items: list[Item] = field(default_factory=list)
    spoilt: set[str] = field(default_factory=set)

    def key(self, name: str) -> str:
        """The value of one of the columns that tell entries apart."""
        return str(self.values.get(name) or "")


@dataclass
class Given:
    """All that a file says."""

    kind: str
    entries: list[Entry] = field(default_factory=list)
    entries_at: "Where | None" = None
    items_at: "Where | None" = None
    has_items: bool = False
    passed: tuple[str, ...] = ()

    def place(self, entry: Entry, key: str) -> Place:
        """Where a value of an entry stands."""
        assert self.entries_at is not None
        return self.entries_at.where(key, entry.row)

    def item_place(self, item: Item, key: str) -> Place:
        """Where a value of an item stands."""
        at = self.items_at or self.entries_at
        assert at is not None
        return at.where(key, item.row)


class JsonPlace:
    """In JSON, a place is the entry's number and the name of the value."""

    def __init__(self, name: str) -> None:
        self.name = name

    def where(self, key: str, row: int) -> Place:
        """The value of this name in the entry of this number."""
        return Place(self.name, row, key, key)


Where = Headed | JsonPlace
