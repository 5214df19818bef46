"""The tables of a file, whatever its kind: each can be read from its beginning, row by row."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.catalogue.transfer import layout
from app.domain.catalogue.transfer.escaping import unescaped
from app.domain.catalogue.transfer.faults import Wrong
from app.domain.catalogue.transfer.guard import OLE
from app.domain.catalogue.transfer.xlsx import Row, Workbook
from app.foundation.i18n import lazy

XLSX, CSV, JSON = "xlsx", "csv", "json"
FORMATS = (XLSX, CSV, JSON)
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",\t;"
LONGEST_FIELD = 40_000
SAMPLE = 1 << 16


@dataclass(frozen=True)
class Table:
    """A sheet: its name, and its rows, anew each time they are asked for."""

    name: str
    rows: Callable[[], Iterator[Row]]


def of(file: BinaryIO, format_: str) -> list[Table]:
    """The tables of a workbook or of a CSV file."""
    if format_ == CSV:
        return [Table("CSV", _csv(file))]
    book = Workbook(file)
    return [Table(name, lambda name=name: book.rows(name)) for name in book.sheets]  # type: ignore[misc]


def _csv(file: BinaryIO) -> Callable[[], Iterator[Row]]:
    file.seek(0)
    head = file.read(SAMPLE)
    if head.startswith((b"PK\x03\x04", OLE)):
        raise Wrong(lazy("This is a workbook, not CSV: give the file its right name."))
    encoding = _encoding(file)
    file.seek(0)
    first = head.decode(encoding, "ignore").partition("\n")[0]
    delimiter = max(DELIMITERS, key=lambda sign: _known(first, sign))

    def rows() -> Iterator[Row]:
        file.seek(0)
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        csv.field_size_limit(LONGEST_FIELD)
        try:
            # A text of several lines is one row, as spreadsheets number them.
            for row, fields in enumerate(csv.reader(text, delimiter=delimiter), 1):
                if any(fields):
                    cells = enumerate(map(unescaped, fields), 1)
                    yield row, {column: value for column, value in cells if value}
        except (csv.Error, UnicodeDecodeError):
            raise Wrong(lazy("The file cannot be read as CSV.")) from None
        finally:
            text.detach()

    return rows


def _encoding(file: BinaryIO) -> str:
    for encoding in ENCODINGS:
        file.seek(0)
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        try:
            while text.read(SAMPLE):
                pass
            return encoding
        except UnicodeDecodeError:
            continue
        finally:
            text.detach()
    raise Wrong(lazy("The text is neither UTF-8 nor GB 18030."))


def _known(line: str, delimiter: str) -> int:
    """How many headings one knows if the line is divided so."""
    parts = {layout.plain(part.strip('"')) for part in line.split(delimiter)}
    return max(len(parts & set(layout.entry_headings(kind))) for kind in layout.COLUMNS_OF)
