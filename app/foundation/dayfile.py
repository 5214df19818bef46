"""The CSV file of announced days: read whole, or refused with the line that is at fault."""

import csv
import io
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from app.foundation import calendar
from app.foundation.i18n import _

WORK = {"1", "y", "yes", "true", "workday", "make_up", "班", "上班", "是"}
OFF = {"0", "n", "no", "false", "holiday", "off", "休", "放假", "否"}
COLUMNS = {"day": ("day", "date", "日期"), "kind": ("is_workday", "kind", "type", "是否上班"),
           "name": ("name", "reason", "holiday", "名称", "说明")}  # fmt: skip
LAST_YEAR = 2099
LARGEST = 1_000_000
LONGEST_NAME = 100


@dataclass
class DayFile:
    """What a file lists, and the columns of which nothing was made."""

    days: dict[date, tuple[bool, str]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


class BadDays(ValueError):
    """The file is none of announced days; `line` is where it is at fault, 0 where all of it is."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


def read(content: bytes) -> DayFile:
    """The days that a file lists: day → (working day?, name)."""
    found, first = DayFile(), dict[date, int]()
    rows = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        head = [title.strip().lower() for title in next(rows, [])]
        places = _places(head)
        found.unread = [title for place, title in enumerate(head) if place not in places.values()]
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            day, works, name = _row(row, head, places)
            if day in first:
                told = _("%(day)s is listed twice, before in line %(line)s")
                raise ValueError(told % {"day": day, "line": first[day]})
            first[day] = rows.line_num
            found.days[day] = works, name
    except (ValueError, csv.Error) as wrong:
        raise BadDays(str(wrong), rows.line_num) from wrong
    if not found.days:
        raise BadDays(_("No day is listed (columns: date,is_workday,name)."))
    return found


def _text(content: bytes) -> str:
    """The content, as far as anybody would write a file of days."""
    if len(content) > LARGEST:
        raise BadDays(_("It is larger than %(most)s bytes.", most=LARGEST))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BadDays(_("It is not UTF-8 text.")) from wrong


def _places(head: list[str]) -> dict[str, int]:
    """In which column each of the three things stands."""
    places = {}
    for wanted, names in COLUMNS.items():
        if found := [head.index(title) for title in names if title in head]:
            places[wanted] = found[0]
        elif wanted != "name":
            raise ValueError(_("the first line must name the columns: date,is_workday,name"))
    return places


def _row(row: list[str], head: list[str], places: dict[str, int]) -> tuple[date, bool, str]:
    if len(row) > len(head):
        told = _("%(fields)s fields under %(titles)s titles")
        raise ValueError(told % {"fields": len(row), "titles": len(head)})
    values = {
        wanted: row[place].strip() if place < len(row) else "" for wanted, place in places.items()
    }
    kind, name = values["kind"].lower(), values.get("name", "")
    if kind not in WORK | OFF:
        told = _("“%(text)s” says neither working day nor day off", text=values["kind"][:20])
        raise ValueError(told)
    if len(name) > LONGEST_NAME:
        raise ValueError(_("the name is longer than %(most)s characters", most=LONGEST_NAME))
    if any(unicodedata.category(sign) == "Cc" for sign in name):
        raise ValueError(_("the name has a control character"))
    return _day(values["day"]), kind in WORK, name


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as wrong:
        raise ValueError(_("“%(text)s” is not a date like 2027-01-01", text=text[:20])) from wrong
    if not calendar.FIRST_YEAR <= day.year <= LAST_YEAR:
        told = _("%(day)s is not between %(first)s and %(last)s")
        raise ValueError(told % {"day": day, "first": calendar.FIRST_YEAR, "last": LAST_YEAR})
    return day
