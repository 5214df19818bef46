"""Read the cells of a workbook in one pass, in bounded memory, whatever the file claims.

Not with openpyxl, which writes ours: it keeps an element for every tag, believes the numbers of
rows and columns that a file names, and takes three times as long.  Expat tells the tags as they
come; a document type declaration, and with it every entity, is refused.
"""

import math
import re
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.parsers import expat

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from app.domain.catalogue.transfer import guard, xlsx_parts
from app.domain.catalogue.transfer.faults import Wrong
from app.domain.catalogue.transfer.xlsx_parts import as_number
from app.foundation.i18n import lazy

CHUNK = 1 << 16
LAST_COLUMN = 16_384
SECONDS = 180
REFERENCE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


class Sign:
    """A cell that holds something else than a value."""


FORMULA, ERROR = Sign(), Sign()
Row = tuple[int, dict[int, Any]]


class Workbook:
    """A workbook whose sheets can be read, each from its beginning."""

    def __init__(self, file: BinaryIO) -> None:
        self.archive = guard.opened(file)
        self.left = guard.LARGEST
        self.until = time.monotonic() + SECONDS
        self.epoch = CALENDAR_WINDOWS_1900
        parts, named = xlsx_parts.Relations(), xlsx_parts.Sheets()
        self._parse("xl/_rels/workbook.xml.rels", parts.begin)
        self._parse(guard.MAIN, named.begin)
        if named.is_mac:
            self.epoch = CALENDAR_MAC_1904
        self.sheets = {
            name: f"xl/{parts.targets[relation]}"
            for name, relation in named.found
            if relation in parts.targets
        }
        styles, strings = xlsx_parts.Styles(), xlsx_parts.Strings()
        self._parse("xl/styles.xml", styles.begin, end=styles.end, optional=True)
        self._parse("xl/sharedStrings.xml", strings.begin, strings.text, strings.end, optional=True)
        self.dates, self.strings = styles.dates, strings.found

    def rows(self, sheet: str) -> Iterator[Row]:
        """The rows of a sheet that hold something: number, and column (from 1) → value."""
        cells = _Cells(self)
        self.left = guard.LARGEST  # each reading is bounded; a sheet is looked at twice
        for _chunk in self._chunks(self.sheets[sheet], cells.begin, cells.text, cells.end):
            yield from cells.done
            cells.done.clear()

    def day(self, number: float) -> Any:
        """The day behind the number that a spreadsheet keeps of it."""
        try:
            found = from_excel(number, self.epoch)
        except (ValueError, OverflowError, TypeError):
            return number
        return found if isinstance(found, date | datetime) else number

    def _parse(
        self,
        part: str,
        begin: Callable[[str, dict[str, str]], None],
        text: Callable[[str], None] | None = None,
        end: Callable[[str], None] | None = None,
        optional: bool = False,
    ) -> None:
        if optional and part not in self.archive.NameToInfo:
            return
        for _chunk in self._chunks(part, begin, text, end):
            pass

    def _chunks(
        self,
        part: str,
        begin: Callable[[str, dict[str, str]], None],
        text: Callable[[str], None] | None,
        end: Callable[[str], None] | None,
    ) -> Iterator[None]:
        """Parse a part of the archive, pausing after each chunk of it."""
        parser = _parser(begin, text, end)
        try:
            with self.archive.open(part) as content:
                while chunk := content.read(CHUNK):
                    self._spend(len(chunk))
                    parser.Parse(chunk)
                    yield
                parser.Parse(b"", True)
                yield
        except (KeyError, expat.ExpatError, zipfile.BadZipFile, EOFError, OSError, ValueError):
            raise Wrong(guard.BROKEN) from None
        except (zlib.error, NotImplementedError, RuntimeError):
            raise Wrong(guard.BROKEN) from None

    def _spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Wrong(guard.BOMB)
        if time.monotonic() > self.until:
            raise Wrong(lazy("The workbook takes too long to read: divide it."))


def _parser(
    begin: Callable[[str, dict[str, str]], None],
    text: Callable[[str], None] | None,
    end: Callable[[str], None] | None,
) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, given: begin(tag.rpartition(":")[2], given)
    if text:
        parser.CharacterDataHandler = text
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_given: Any) -> None:
    raise Wrong(lazy("The workbook holds a document type declaration, which no Excel writes."))


class _Cells:
    """The cells of a sheet, row by row."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.done: list[Row] = []
        self.row, self.column = 0, 0
        self.cells: dict[int, Any] = {}
        self.kind, self.style = "n", 0
        self.reads, self.has_formula, self.spoken = False, False, 0
        self.parts: list[str] = []

    def begin(self, tag: str, given: dict[str, str]) -> None:
        """A tag begins."""
        if tag == "c":
            self.column = _column(given.get("r", ""), self.column + 1)
            self.kind, self.style = given.get("t", "n"), as_number(given.get("s"))
            self.has_formula = False
            self.parts.clear()
        elif tag in ("v", "t"):
            self.reads = True
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            self.row = as_number(given.get("r")) or self.row + 1
            self.column, self.cells = 0, {}
        elif tag == "rPh":
            self.spoken += 1

    def text(self, text: str) -> None:
        """Text between tags."""
        if self.reads and not self.spoken:
            self.parts.append(text)

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag in ("v", "t"):
            self.reads = False
        elif tag == "c":
            value = self._value()
            if value is not None and value != "":
                self.cells[self.column] = value
        elif tag == "row" and self.cells:
            self.done.append((self.row, self.cells))
            self.cells = {}
        elif tag == "rPh":
            self.spoken -= 1

    def _value(self) -> Any:
        if self.has_formula:
            return FORMULA
        text = "".join(self.parts)[: xlsx_parts.LONGEST_CELL]
        if not text:
            return None
        if self.kind == "s":
            number = as_number(text)
            return self.book.strings[number] if number < len(self.book.strings) else ERROR
        if self.kind in ("str", "inlineStr", "d"):
            return text
        if self.kind == "b":
            return text.strip() in ("1", "true")
        return ERROR if self.kind == "e" else self._numeric(text)

    def _numeric(self, text: str) -> Any:
        try:
            value = float(text)
        except ValueError:
            return ERROR
        if not math.isfinite(value):
            return ERROR
        if self.style in self.book.dates:
            return self.book.day(value)
        return int(value) if value.is_integer() and abs(value) < 10**15 else value


def _column(reference: str, usual: int) -> int:
    found = REFERENCE.fullmatch(reference)
    if not found:
        return min(usual, LAST_COLUMN + 1)
    number = 0
    for sign in found[1].upper():
        number = number * 26 + ord(sign) - 64
    return min(number, LAST_COLUMN + 1)
