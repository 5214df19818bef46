"""What the sheet of instructions says: how a workbook is filled in, column by column."""

from collections.abc import Iterator

from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import Column
from app.domain.catalogue.transfer import layout
from app.domain.catalogue.transfer.cells import BETWEEN
from app.foundation.i18n import _

MOST_WORDS = 20


def lines(kind: str) -> list[str]:
    """How to fill it in."""
    said = [
        _("One row of the sheet “%(entries)s” is one entry; one row of “%(items)s” is one item.",
          entries=layout.sheet_name(layout.ENTRIES), items=layout.sheet_name(layout.ITEMS)),
        _("An item names its entry by number, by code or by name."),
        _("With a number or a code that the catalogue has, a row changes that entry; else it is "
          "a new one. Columns that are not there stay as they are; empty cells are emptied."),
        _("An entry without a row in “%(items)s” keeps its items.",
          items=layout.sheet_name(layout.ITEMS)),
        _("Several values stand in one cell with “、” between them. Units by name or code."),
        _("Dates as dates or as 2026-03-02. No formulas, no macros, no links to other files."),
        _("Nothing is imported when one cell is wrong; each fault is told with sheet, row and "
          "column."),
    ]  # fmt: skip
    if kind == columns.RESOURCE:
        said.append(
            _("Class, group and subgroup codes are those of the compilation guide; a resource "
              "without a code gets the next one of its class.")
        )  # fmt: skip
    return said


def columns_of(kind: str) -> Iterator[tuple[str, str, str, str]]:
    """Each column: heading, whether it is required, what it takes, what may be chosen."""
    for column in (*layout.entry_columns(kind), *layout.item_columns()):
        words = layout.words_of(column)[:MOST_WORDS]
        required = _("yes") if column.required else ""
        yield column.label, required, _takes(kind, column), BETWEEN.join(words)


def _takes(kind: str, column: Column) -> str:
    if column.state:
        if column.key in layout.OF_NEW[kind]:
            return _("Kept by the system; read for new entries only.")
        return _("Kept by the system; not read.")
    told = {
        columns.UNIT: _("A unit's name or code"),
        columns.UNITS: _("Names or codes of units"),
        columns.DATE: _("A date"),
        columns.NUMBER: _("A whole number"),
        columns.YES: _("Yes or no"),
        columns.CHOICE: _("One of the values"),
        columns.CHOICES: _("One or more of the values"),
        columns.LIST: _("One or more texts"),
        columns.ENTRY: _("The number of an entry of the catalogue"),
    }
    return told.get(column.kind, _("Text, at most %(count)d characters", count=column.most))
