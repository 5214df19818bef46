"""What is wrong with a file: sheet, row and column of every fault, in both languages."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass

from flask_babel import LazyString

from app.foundation.i18n import in_language

MOST = 1_000
# What neither the database nor XML can hold.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_VALUE = 80
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Fault:
    """One fault, as it is kept with the import and shown."""

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    zh: str
    en: str

    def as_json(self) -> dict[str, str | int]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True)
class Place:
    """Where something stands: the sheet, its row, the letter of the column and its heading."""

    sheet: str
    row: int = 0
    column: str = ""
    heading: str = ""


class Wrong(Exception):
    """A value, or a whole file, cannot be taken; the message is what people read."""

    def __init__(self, said: LazyString) -> None:
        super().__init__(said)
        self.said = said


class Found:
    """Collects faults; counts all of them, keeps the first thousand."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.count = 0
        self.by_sheet: Counter[str] = Counter()

    def add(self, place: Place, said: LazyString | Callable[[], str], value: object = "") -> None:
        """Something is wrong at a place; `said` is worded once in each language."""
        self.count += 1
        self.by_sheet[place.sheet] += 1
        if len(self.kept) >= MOST:
            return
        worded = {}
        for language in LANGUAGES:
            with in_language(language):
                worded[language] = said() if callable(said) else str(said)
        shown = UNSTORABLE.sub("", str(value if value is not None else "")).strip()
        if len(shown) > LONGEST_VALUE:
            shown = shown[:LONGEST_VALUE] + "…"
        self.kept.append(
            Fault(place.sheet, place.row, place.column, place.heading, shown, **worded)
        )

    def __bool__(self) -> bool:
        return self.count > 0
