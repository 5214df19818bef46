"""Catalogues as workbooks, and the empty ones to be filled in.

What begins like a formula is marked as text twice over: by the kind of its cell, and by the mark
that spreadsheets themselves set when somebody types an apostrophe in front.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import Column
from app.domain.catalogue.transfer import cells, guide, layout
from app.domain.catalogue.transfer.cells import Names
from app.domain.catalogue.transfer.escaping import runs
from app.domain.catalogue.transfer.faults import UNSTORABLE
from app.domain.catalogue.transfer.stock import Stored
from app.foundation.i18n import _

BOLD = Font(bold=True)
REQUIRED = PatternFill("solid", fgColor="FFF2CC")
USUAL = PatternFill("solid", fgColor="DDEBF7")
LAST_ROW = 20_001
DAY = "yyyy-mm-dd"
TEXT = "@"
WIDE = {columns.LONG: 40, columns.TEXT: 24, columns.UNIT: 24}
LONGEST = 32_000


@dataclass(frozen=True)
class Sheet:
    """A sheet of plain cells: its name, its headings, its rows."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write(file: BinaryIO, kind: str, batches: Iterable[list[Stored]], names: Names) -> None:
    """The workbook of a catalogue; with no entries it is the one to be filled in."""
    book = Workbook(write_only=True)
    entries = _headed(book, layout.ENTRIES, layout.entry_columns(kind))
    of_item = (*layout.key_columns(kind), *layout.item_columns())
    items = _headed(book, layout.ITEMS, of_item)
    for batch in batches:
        for stored in batch:
            entries.append([safe(entries, one) for one in cells.entry(kind, stored, names)])
            keys = cells.keys(kind, stored)
            for item in cells.items(stored, names):
                items.append([safe(items, one) for one in (*keys, *item)])
    _guide(book, kind)
    _lists(book, kind)
    book.save(file)


def plain(file: BinaryIO, sheets: Iterable[Sheet]) -> None:
    """A workbook of sheets that nobody fills in."""
    book = Workbook(write_only=True)
    for told in sheets:
        sheet = book.create_sheet(told.name)
        sheet.freeze_panes = "A2"
        for number in range(1, len(told.headings) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = 22
        sheet.append([_styled(sheet, heading, USUAL) for heading in told.headings])
        for row in told.rows:
            sheet.append([safe(sheet, one) for one in row])
    book.save(file)


def safe(sheet: Any, value: Any) -> Any:
    """A value that no spreadsheet runs: a text stays text, whatever it begins with."""
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = DAY
        return cell
    if not isinstance(value, str):
        return value
    text = UNSTORABLE.sub("", value)[:LONGEST]
    if not runs(text) and not text.startswith("#"):
        return text or None
    cell = WriteOnlyCell(sheet, "text")
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _headed(book: Workbook, which: str, headings: Sequence[Column]) -> Any:
    """A sheet with its headings; what may be chosen is offered, codes stay text."""
    sheet = book.create_sheet(layout.sheet_name(which))
    sheet.freeze_panes = "A2"
    choosing = _chosen_columns()
    for number, column in enumerate(headings, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDE.get(column.kind, 14)
        if column.kind not in (columns.NUMBER, columns.DATE):
            sheet.column_dimensions[letter].number_format = TEXT
        if formula := choosing.get(_list_name(column)):
            offered = DataValidation("list", formula1=formula, allow_blank=True)
            # Several may be chosen, so that the list only helps there.
            offered.showErrorMessage = column.kind != columns.CHOICES
            offered.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.data_validations.append(offered)
    sheet.append(
        [
            _styled(sheet, column.label + ("*" if column.required else ""), _fill(column))
            for column in headings
        ]
    )
    return sheet


def _fill(column: Column) -> PatternFill:
    return REQUIRED if column.required else USUAL


def _styled(sheet: Any, text: str, fill: PatternFill) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill = BOLD, fill
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _guide(book: Workbook, kind: str) -> None:
    sheet = book.create_sheet(layout.sheet_name(layout.GUIDE))
    for letter, width in zip("ABCD", (26, 12, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for line in guide.lines(kind):
        sheet.append([line])
    sheet.append([])
    heads = (_("Column"), _("Required"), _("What is entered"), _("Possible values"))
    sheet.append([_styled(sheet, head, USUAL) for head in heads])
    for row in guide.columns_of(kind):
        sheet.append([safe(sheet, one) for one in row])


def _lists(book: Workbook, kind: str) -> None:
    """The lists from which one chooses, out of sight."""
    sheet = book.create_sheet(layout.sheet_name(layout.LISTS))
    sheet.sheet_state = "hidden"
    lists = [words for _name, words in _all_lists()]
    for number in range(max(map(len, lists))):
        sheet.append([words[number] if number < len(words) else None for words in lists])


def _chosen_columns() -> dict[str, str]:
    """Name of a list → where it stands."""
    name = layout.sheet_name(layout.LISTS)
    return {
        key: f"'{name}'!${get_column_letter(at)}$1:${get_column_letter(at)}${len(words)}"
        for at, (key, words) in enumerate(_all_lists(), 1)
    }


def _all_lists() -> Iterator[tuple[str, list[str]]]:
    known: dict[str, list[str]] = {"yes": [cells.said_yes(True), cells.said_yes(False)]}
    for kind in columns.KINDS:
        for column in (*layout.entry_columns(kind), *layout.item_columns()):
            if column.choices:
                known.setdefault(_list_name(column), layout.words_of(column))
    return iter(known.items())


def _list_name(column: Column) -> str:
    """Columns with the same choices share a list."""
    if column.kind == columns.YES:
        return "yes"
    return "/".join(column.choices)
