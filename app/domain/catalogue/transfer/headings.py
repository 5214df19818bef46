"""Find the sheets and the rows of headings in a file, and of which catalogue it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from openpyxl.utils import get_column_letter

from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import Column
from app.domain.catalogue.transfer import layout
from app.domain.catalogue.transfer.faults import Found, Place, Wrong
from app.domain.catalogue.transfer.sources import Table
from app.domain.catalogue.transfer.xlsx import Row, Sign
from app.foundation.i18n import lazy

LOOKED_AT = 12
FEWEST = 3


@dataclass
class Headed:
    """A sheet whose headings are known: where each column stands, and by which words."""

    table: Table
    row: int
    entry: dict[int, Column] = field(default_factory=dict)
    item: dict[int, Column] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)

    def place(self, row: int, index: int = 0) -> Place:
        """A cell of the sheet."""
        if not index:
            return Place(self.table.name, row)
        return Place(self.table.name, row, get_column_letter(index), self.words.get(index, ""))

    def where(self, key: str, row: int) -> Place:
        """The cell of a column, by its key; only the row where there is no such column."""
        both = (*self.entry.items(), *self.item.items())
        return self.place(row, next((index for index, one in both if one.key == key), 0))

    def has(self, key: str) -> bool:
        """Has the sheet a column of entries of this key?"""
        return any(column.key == key for column in self.entry.values())

    @property
    def has_items(self) -> bool:
        """Do items stand in the sheet?"""
        return any(column.key == "name" for column in self.item.values())

    def below(self) -> Iterator[Row]:
        """The rows below the headings."""
        return ((number, cells) for number, cells in self.table.rows() if number > self.row)


@dataclass(frozen=True)
class Laid:
    """A file whose sheets were found: the catalogue, its entries, its items, what was passed by."""

    kind: str
    entries: Headed
    items: Headed | None
    passed: tuple[str, ...]


def find(tables: list[Table], found: Found) -> Laid:
    """The sheets of a file; raises `Wrong` where there is none of a catalogue."""
    if not tables:
        raise Wrong(lazy("The file holds no sheet."))
    kind, entries = _entries(tables)
    items = _items([one for one in tables if one is not entries.table], kind)
    known = (entries.table.name, items.table.name if items else "")
    for sheet in filter(None, (entries, items)):
        _check_words(sheet, found)
    passed = tuple(
        one.name
        for one in tables
        if one.name not in known
        and not any(layout.is_sheet(one.name, which) for which in (layout.GUIDE, layout.LISTS))
    )
    return Laid(kind, entries, items, passed)


def _entries(tables: list[Table]) -> tuple[str, Headed]:
    named = [one for one in tables if layout.is_sheet(one.name, layout.ENTRIES)]
    for table in named or tables:
        best: tuple[str, Headed] | None = None
        for kind in columns.KINDS:
            headed = _headed(table, kind)
            if headed and (best is None or len(headed.entry) > len(best[1].entry)):
                best = kind, headed
        if best:
            return best
    names = "、".join(one.name[:40] for one in tables[:10])
    raise Wrong(
        lazy("No sheet has the headings of a catalogue, such as 信息资源名称, 数据库名称 or "
             "数据名称. Sheets found: %(names)s.", names=names)
    )  # fmt: skip


def _items(tables: list[Table], kind: str) -> Headed | None:
    named = [one for one in tables if layout.is_sheet(one.name, layout.ITEMS)]
    for table in named:
        headed = _headed_items(table, kind)
        if headed is None:
            raise Wrong(
                lazy("The sheet %(name)s has no headings 数据项名称 and %(keys)s.",
                     name=table.name[:40],
                     keys="/".join(one.zh for one in layout.key_columns(kind)))
            )  # fmt: skip
        return headed
    others = (
        one
        for one in tables
        if not any(layout.is_sheet(one.name, which) for which in (layout.GUIDE, layout.LISTS))
    )
    return next((headed for one in others if (headed := _headed_items(one, kind))), None)


def _headed(table: Table, kind: str) -> Headed | None:
    """The row of headings of a sheet of entries: the first that has the title and some more."""
    known, of_items = layout.entry_headings(kind), layout.item_headings()
    for number, cells in _first(table):
        headed = Headed(table, number)
        for index, word in cells.items():
            _sort(headed, index, word, known, of_items)
        if headed.has("title") and len(headed.entry) >= FEWEST:
            return headed
    return None


def _headed_items(table: Table, kind: str) -> Headed | None:
    keys = {one.key for one in layout.key_columns(kind)}
    known = {h: one for h, one in layout.entry_headings(kind).items() if one.key in keys}
    for number, cells in _first(table):
        headed = Headed(table, number)
        for index, word in cells.items():
            _sort(headed, index, word, known, layout.item_headings())
        if headed.has_items and headed.entry:
            return headed
    return None


def _first(table: Table) -> Iterator[Row]:
    return (row for row in islice(table.rows(), LOOKED_AT) if row[0] <= 10 * LOOKED_AT)


def _sort(
    headed: Headed, index: int, word: Any, known: dict[str, Column], of_items: dict[str, Column]
) -> None:
    headed.words[index] = "" if isinstance(word, Sign) else str(word)[:60]
    name = layout.plain(headed.words[index])
    if name in known:
        headed.entry[index] = known[name]
    elif name in of_items:
        headed.item[index] = of_items[name]
    else:
        headed.unknown.add(index)


def _check_words(headed: Headed, found: Found) -> None:
    """Each heading is there once; what stands under an unknown one would be lost."""
    seen: set[str] = set()
    for index, column in sorted((*headed.entry.items(), *headed.item.items())):
        if column.key in seen:
            found.add(
                headed.place(headed.row, index), lazy("This heading is there twice."),
                headed.words[index],
            )  # fmt: skip
        seen.add(column.key)
    for index in sorted(headed.unknown):
        found.add(
            headed.place(headed.row, index),
            lazy("This heading is not known, so what stands below it would be lost: correct it "
                 "or remove the column."),
            headed.words[index],
        )  # fmt: skip
