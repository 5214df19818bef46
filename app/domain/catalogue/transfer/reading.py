"""Read a file into entries: workbook, CSV or JSON; every value that cannot be is a fault."""

from collections.abc import Callable
from typing import Any, BinaryIO

from app.domain.catalogue.rules.columns import Column
from app.domain.catalogue.transfer import headings, json_reading, sources, values_read
from app.domain.catalogue.transfer.faults import Found, Place, Wrong
from app.domain.catalogue.transfer.given import (
    MOST_ENTRIES,
    MOST_ITEM_ROWS,
    Entry,
    Given,
    Item,
)
from app.domain.catalogue.transfer.headings import Headed, Laid
from app.domain.catalogue.transfer.values_read import Units
from app.domain.catalogue.transfer.xlsx import Row, Sign
from app.foundation.i18n import lazy

EVERY = 200
KEYS = ("id", "code", "title")
Tell = Callable[[int], None]


def read(file: BinaryIO, format_: str, found: Found, tell: Tell = lambda _: None) -> Given | None:
    """Everything a file says; None where it is no file of a catalogue at all."""
    units = values_read.units()
    try:
        if format_ == sources.JSON:
            return json_reading.read(file, units, found)
        laid = headings.find(sources.of(file, format_), found)
        return _Reader(laid, units, found, tell).read()
    except Wrong as wrong:
        found.add(Place(""), wrong.said)
        return None


class _Reader:
    """Reads the sheets of one file."""

    def __init__(self, laid: Laid, units: Units, found: Found, tell: Tell) -> None:
        self.laid, self.units, self.found, self.tell = laid, units, found, tell
        self.given = Given(
            laid.kind,
            entries_at=laid.entries,
            items_at=laid.items,
            has_items=laid.items is not None or laid.entries.has_items,
            passed=laid.passed,
        )
        self.rows = self.item_rows = 0
        self.strays: set[tuple[str, int]] = set()

    def read(self) -> Given:
        """Both sheets."""
        sheet = self.laid.entries
        for row in sheet.below():
            self._count()
            if not self._continues(sheet, row):
                self._begin(sheet, row)
        if self.laid.items:
            self._items(self.laid.items)
        return self.given

    def _count(self) -> None:
        self.rows += 1
        if self.rows % EVERY == 0:
            self.tell(self.rows)

    def _begin(self, sheet: Headed, row: Row) -> None:
        """A row that is an entry, and perhaps its first item as well."""
        if len(self.given.entries) >= MOST_ENTRIES:
            raise Wrong(
                lazy("The file has more than %(count)d entries: divide it.", count=MOST_ENTRIES)
            )
        values, spoilt = self._values(sheet, row, sheet.entry)
        if not any(value not in ("", None, [], False) for value in values.values()) and not spoilt:
            return
        entry = Entry(row[0], values, spoilt=spoilt)
        self.given.entries.append(entry)
        self._item(sheet, row, entry)

    def _continues(self, sheet: Headed, row: Row) -> bool:
        """Where items stand beside entries: is the row one more item of the entry above?"""
        if not sheet.has_items or not self.given.entries:
            return False
        entry, (number, cells) = self.given.entries[-1], row
        told = {column.key: cells[i] for i, column in sheet.entry.items() if i in cells}
        if any(values_read.as_text(told[key]) != entry.key(key) for key in KEYS if key in told):
            return False
        values, spoilt = self._values(sheet, row, sheet.entry)
        for key in told.keys() - spoilt:
            if values[key] != entry.values.get(key):
                said = lazy("This differs from row %(row)d of the same entry.", row=entry.row)
                self.found.add(sheet.where(key, number), said, told[key])
        self._item(sheet, row, entry)
        return True

    def _item(self, sheet: Headed, row: Row, entry: Entry) -> None:
        if not any(index in row[1] for index in sheet.item):
            return
        self.item_rows += 1
        if self.item_rows > MOST_ITEM_ROWS:
            raise Wrong(
                lazy("The file has more than %(count)d items: divide it.", count=MOST_ITEM_ROWS)
            )
        values, spoilt = self._values(sheet, row, sheet.item)
        if spoilt:
            entry.spoilt.add("items")
        entry.items.append(Item(sheet.table.name, row[0], values, spoilt))

    def _items(self, sheet: Headed) -> None:
        """The sheet of items, each row for the entry that it names."""
        known = _Named(self.given.entries)
        for row in sheet.below():
            self._count()
            keys = {
                column.key: text
                for index, column in sheet.entry.items()
                if (text := values_read.as_text(row[1].get(index)))
            }
            if not keys and not any(index in row[1] for index in sheet.item):
                continue
            key, entry = known.entry(keys)
            if entry is None:
                self.found.add(sheet.where(key, row[0]), known.why(keys), keys.get(key, ""))
                continue
            self._item(sheet, row, entry)

    def _values(
        self, sheet: Headed, row: Row, wanted: dict[int, Column]
    ) -> tuple[dict[str, Any], set[str]]:
        number, cells = row
        values: dict[str, Any] = {}
        spoilt: set[str] = set()
        for index, column in wanted.items():
            given = cells.get(index)
            try:
                values[column.key] = values_read.read(column, given, self.units)
            except Wrong as wrong:
                spoilt.add(column.key)
                if column.key in KEYS:  # its items still name it so
                    values[column.key] = values_read.as_text(given)
                shown = "" if isinstance(given, Sign) else given
                self.found.add(sheet.place(number, index), wrong.said, shown)
        for index in cells.keys() - sheet.words.keys():
            if (sheet.table.name, index) not in self.strays:
                self.strays.add((sheet.table.name, index))
                said = lazy("No heading stands above this cell, so that it would be lost.")
                self.found.add(sheet.place(number, index), said)
        return values, spoilt


class _Named:
    """The entries of a file by what a row of items may call them."""

    def __init__(self, entries: list[Entry]) -> None:
        self.known: dict[str, dict[str, Entry | None]] = {key: {} for key in KEYS}
        for entry in entries:
            for key in KEYS:
                name = entry.key(key)
                if name:
                    self.known[key][name] = None if name in self.known[key] else entry

    def entry(self, keys: dict[str, str]) -> tuple[str, Entry | None]:
        """The entry that is meant, by the surest of its names; and which name that was."""
        for key in KEYS:
            if key in keys and (found := self.known[key].get(keys[key])):
                return key, found
        return next((key for key in KEYS if key in keys), "title"), None

    def why(self, keys: dict[str, str]) -> Any:
        """Why no entry was found."""
        if not keys:
            return lazy("The row does not say to which entry the item belongs.")
        if any(keys[key] in self.known[key] for key in keys):
            return lazy("More than one entry is called so: give its number or code.")
        return lazy("The sheet of entries has no such entry.")
