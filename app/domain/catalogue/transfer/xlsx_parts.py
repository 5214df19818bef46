"""The parts of a workbook beside its cells: names of sheets, shared texts, styles of days."""

import re

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from app.domain.catalogue.transfer import guard
from app.domain.catalogue.transfer.faults import Wrong

MOST_STRINGS = 3_000_000
MOST_TEXT = 60_000_000
MOST_STYLES = 64_000
MOST_SHEETS = 100
LONGEST_CELL = 33_000
TARGET = re.compile(r"(?:/?xl/)?([\w./-]+)")


def as_number(text: str | None) -> int:
    """A number of an attribute; nonsense is nought."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


class Relations:
    """Which part of the archive a relation of the workbook leads to."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def begin(self, tag: str, given: dict[str, str]) -> None:
        """A tag begins."""
        target = TARGET.fullmatch(given.get("Target", ""))
        if tag == "Relationship" and target and given.get("TargetMode") != "External":
            self.targets[given.get("Id", "")] = target[1]


class Sheets:
    """The names of the sheets, in their order."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.is_mac = False

    def begin(self, tag: str, given: dict[str, str]) -> None:
        """A tag begins."""
        if tag == "workbookPr":
            self.is_mac = given.get("date1904", "") in ("1", "true")
        if tag == "sheet" and len(self.found) < MOST_SHEETS:
            relation = next((v for name, v in given.items() if name.endswith(":id")), "")
            self.found.append((given.get("name", ""), relation))


class Styles:
    """Which of the styles of cells show a number as a day."""

    def __init__(self) -> None:
        self.formats: dict[int, str] = dict(BUILTIN_FORMATS)
        self.dates: set[int] = set()
        self.count, self.inside = 0, False

    def begin(self, tag: str, given: dict[str, str]) -> None:
        """A tag begins."""
        if tag == "numFmt":
            self.formats[as_number(given.get("numFmtId"))] = given.get("formatCode", "")[:255]
        elif tag == "cellXfs":
            self.inside = True
        elif tag == "xf" and self.inside:
            code = self.formats.get(as_number(given.get("numFmtId")), "")
            if is_date_format(code):
                self.dates.add(self.count)
            self.count += 1
        if self.count > MOST_STYLES or len(self.formats) > MOST_STYLES:
            raise Wrong(guard.BROKEN)

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag == "cellXfs":
            self.inside = False


class Strings:
    """The texts that cells refer to by number, without what says how to pronounce them."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.parts: list[str] = []
        self.in_text, self.spoken, self.size = False, 0, 0

    def begin(self, tag: str, given: dict[str, str]) -> None:
        """A tag begins."""
        if tag == "t":
            self.in_text = True
        elif tag == "rPh":
            self.spoken += 1

    def text(self, text: str) -> None:
        """Text between tags."""
        if self.in_text and not self.spoken:
            self.parts.append(text)

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag == "t":
            self.in_text = False
        elif tag == "rPh":
            self.spoken -= 1
        elif tag == "si":
            whole = "".join(self.parts)[:LONGEST_CELL]
            self.parts.clear()
            self.size += len(whole)
            self.found.append(whole)
            if len(self.found) > MOST_STRINGS or self.size > MOST_TEXT:
                raise Wrong(guard.BOMB)
