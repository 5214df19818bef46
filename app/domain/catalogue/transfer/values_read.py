"""What people write into a cell, as the catalogues have it: choices, units, dates, numbers."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.rules.columns import Column
from app.domain.catalogue.transfer.faults import UNSTORABLE, Wrong
from app.domain.catalogue.transfer.xlsx import ERROR, FORMULA
from app.foundation.database import db
from app.foundation.i18n import lazy
from app.foundation.identity.models import Unit

SEPARATORS = re.compile(r"[、,，;；|\n\r]+")
DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?"
)
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,15}")
LONGEST_OF_LIST = 40
YES = {"是", "y", "yes", "true", "1", "√", "有", "需要"}
NO = {"否", "n", "no", "false", "0", "×", "无", "不需要"}
Units = Mapping[str, str | None]
# A column's words by its identity: columns are made once and stay.
_words: dict[int, dict[str, str]] = {}


def units() -> Units:
    """How people name units → their codes; None where a name means more than one."""
    found: dict[str, str | None] = {}
    known = select(Unit.code, Unit.name, Unit.short_name, Unit.name_en)
    for code, *names in db.session.execute(known):
        for name in {folded(name) for name in names if name}:
            found[name] = None if found.get(name, code) != code else code
    codes = db.session.scalars(select(Unit.code))
    return found | {folded(code): code for code in codes}


def read(column: Column, value: Any, known: Units) -> Any:
    """The value of a cell as a content has it; raises `Wrong` where it cannot be one."""
    if value is FORMULA:
        raise Wrong(lazy("A formula is not taken: enter the value itself."))
    if value is ERROR:
        raise Wrong(lazy("The cell holds an error of the spreadsheet."))
    if isinstance(value, str) and UNSTORABLE.search(value):
        raise Wrong(lazy("The text contains characters that cannot be stored."))
    return _READERS.get(column.kind, _text)(column, value, known)


def folded(text: str) -> str:
    """For comparing: no full width, no capitals, no blanks around."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def as_text(value: Any) -> str:
    """The text of a cell, also of one that the spreadsheet took for a number or a day."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _text(column: Column, value: Any, known: Units) -> str:
    if isinstance(value, list | dict):
        raise Wrong(lazy("A text is expected here."))
    text = as_text(value)
    if column.kind == columns.TEXT and "\n" in text:
        text = " ".join(text.split())
    if len(text) > column.most:
        raise Wrong(lazy("The text has more than %(count)d characters.", count=column.most))
    return text


def _choice(column: Column, value: Any, known: Units) -> str:
    if not column.choices:
        return _text(column, value, known)
    text = as_text(value)
    return _chosen(column, text) if text else ""


def _choices(column: Column, value: Any, known: Units) -> list[str]:
    return list(dict.fromkeys(_chosen(column, one) for one in _several(value)))


def _chosen(column: Column, text: str) -> str:
    if id(column) not in _words:
        _words[id(column)] = _named(column)
    found = _words[id(column)].get(folded(text))
    if found is None:
        possible = "、".join(list(column.choices.values())[:20])
        raise Wrong(
            lazy("“%(value)s” is not known here; possible are: %(words)s.",
                 value=text[:40], words=possible)
        )  # fmt: skip
    return found


def _named(column: Column) -> dict[str, str]:
    """Word → stored value; a Chinese word goes before an English one that is written alike."""
    english = {folded(word): value for value, word in column.words.english.items()}
    chinese = {folded(word): value for value, word in column.words.chinese.items()}
    return english | chinese | {folded(value): value for value in column.choices}


def _several(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for one in value if (text := as_text(one))]
    return [part.strip() for part in SEPARATORS.split(as_text(value)) if part.strip()]


def _unit(column: Column, value: Any, known: Units) -> str:
    text = as_text(value)
    return _code(text, known) if text else ""


def _units(column: Column, value: Any, known: Units) -> list[str]:
    return list(dict.fromkeys(_code(one, known) for one in _several(value)))


def _code(text: str, known: Units) -> str:
    name = folded(text)
    if name not in known:
        raise Wrong(lazy("There is no unit %(code)s.", code=text[:60]))
    code = known[name]
    if code is None:
        raise Wrong(lazy("More than one unit is called %(name)s: enter its code.", name=text[:60]))
    return code


def _date(column: Column, value: Any, known: Units) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = unicodedata.normalize("NFKC", as_text(value))
    if not text:
        return ""
    found = DAY.fullmatch(text) or COMPACT_DAY.fullmatch(text)
    try:
        if found:
            return date(*map(int, found.groups())).isoformat()
    except ValueError:
        pass
    raise Wrong(lazy("“%(value)s” is not a date; write it as 2026-03-02.", value=text[:40]))


def _number(column: Column, value: Any, known: Units) -> int | None:
    text = unicodedata.normalize("NFKC", as_text(value))
    if not text:
        return None
    if isinstance(value, bool) or not COUNT.fullmatch(text):
        raise Wrong(lazy("Please enter a whole number, not below zero."))
    return int(text.replace(",", ""))


def _yes(column: Column, value: Any, known: Units) -> bool:
    if isinstance(value, bool):
        return value
    text = folded(as_text(value))
    if text in NO or not text:
        return False
    if text in YES:
        return True
    raise Wrong(lazy("Please enter yes or no (是 or 否)."))


def _list(column: Column, value: Any, known: Units) -> list[str]:
    found = list(dict.fromkeys(_several(value)))
    if any(len(one) > LONGEST_OF_LIST for one in found):
        raise Wrong(lazy("Each part has at most %(count)d characters.", count=LONGEST_OF_LIST))
    return found


def status(text: str) -> str:
    """The state of a database, from a word for it."""
    for value, names in values.DATABASE_STATUSES.items():
        if folded(text) in {value, *map(folded, names)}:
            return value
    possible = "、".join(chinese for chinese, _english in values.DATABASE_STATUSES.values())
    raise Wrong(
        lazy("“%(value)s” is not known here; possible are: %(words)s.",
             value=text[:40], words=possible)
    )  # fmt: skip


_READERS: dict[str, Callable[[Column, Any, Units], Any]] = {
    columns.CHOICE: _choice,
    columns.CHOICES: _choices,
    columns.UNIT: _unit,
    columns.UNITS: _units,
    columns.DATE: _date,
    columns.NUMBER: _number,
    columns.YES: _yes,
    columns.LIST: _list,
}
