"""Which entry of the catalogue a row means, and whether what a row refers to is there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import LazyString

from app.domain.catalogue.models.database import DEREGISTERED
from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import DATABASE, RESOURCE
from app.domain.catalogue.services import contents
from app.domain.catalogue.transfer import stock
from app.domain.catalogue.transfer.faults import Found
from app.domain.catalogue.transfer.given import Entry, Given
from app.domain.catalogue.transfer.planning import Who
from app.domain.catalogue.transfer.stock import GONE, Known
from app.foundation.i18n import lazy

LONGEST = 40


@dataclass
class Matches:
    """Row → the entry that it changes; the others are new."""

    of: dict[int, Known] = field(default_factory=dict)


def match(given: Given, who: Who, found: Found) -> Matches:
    """By number, else by code; a name that its unit has already is no new entry."""
    matcher = _Matcher(given, who, found)
    for entry in given.entries:
        matcher.entry(entry)
    return matcher.matches


class _Matcher:
    """Matches the rows of one file."""

    def __init__(self, given: Given, who: Who, found: Found) -> None:
        self.given, self.found, self.matches = given, found, Matches()
        kind = given.kind
        self.ids = {one.id: one for one in _asked(given, "id", who)}
        self.codes: dict[str, Known] = {}
        if kind == RESOURCE:
            self.codes = {one.code: one for one in _asked(given, "code", who)}
        units = contents.unit_codes()
        self.titles = {
            (units.get(one.unit_id, ""), one.title): one
            for one in _asked(given, "title", who)
            if one.status not in GONE
        }
        self.rows: dict[tuple[str, ...], int] = {}

    def entry(self, entry: Entry) -> None:
        """Find what a row means, and whether another row means the same."""
        known = self._by_id(entry)
        code = entry.key("code")
        by_code = self.codes.get(code) if code else None
        if by_code and not by_code.seen:
            self._fault(entry, "code", lazy("This code is taken."), code)
            by_code = None
        if known and by_code and by_code.id != known.id:
            said = lazy("This is the code of %(id)s.", id=by_code.id)
            self._fault(entry, "code", said, code)
        known = known or (None if entry.key("id") else by_code)
        unit, title = entry.key(columns.HOLDER[self.given.kind]), entry.key("title")
        self._repeated(entry, code, unit, title, known)
        there = self.titles.get((unit, title))
        if there and (known is None or there.id != known.id) and not entry.key("id"):
            said = lazy("The unit has this entry already: %(id)s. To change it, give its number.",
                        id=there.id if there.seen else "…")  # fmt: skip
            self._fault(entry, "title", said, title)
        if known is None:
            return
        if known.status == DEREGISTERED:
            said = lazy("The database %(id)s is deregistered.", id=known.id)
            self._fault(entry, "id", said, known.id)
        self.matches.of[entry.row] = known

    def _by_id(self, entry: Entry) -> Known | None:
        wanted = entry.key("id")
        if not wanted:
            return None
        known = self.ids.get(wanted)
        if known is None or not known.seen:
            said = lazy("There is no entry %(id)s; for a new one leave the number empty.",
                        id=wanted[:LONGEST])  # fmt: skip
            self._fault(entry, "id", said, wanted)
            return None
        return known

    def _repeated(
        self, entry: Entry, code: str, unit: str, title: str, known: Known | None
    ) -> None:
        names: dict[str, tuple[str, ...] | None] = {
            "title": ("title", unit, title) if title else None
        }
        names["code"] = ("code", code) if code else None
        names["id"] = ("id", known.id) if known else None
        for key, name in reversed(names.items()):
            if name and (row := self.rows.setdefault(name, entry.row)) != entry.row:
                said = lazy("The same entry stands in row %(row)d already.", row=row)
                self._fault(entry, key, said, name[-1])
                return

    def _fault(self, entry: Entry, key: str, said: LazyString, value: str) -> None:
        self.found.add(self.given.place(entry, key), said, value)


class References:
    """What rows refer to: databases, resources, related codes."""

    def __init__(self, given: Given, who: Who) -> None:
        self.given = given
        self.columns = [
            one
            for one in columns.filled_in(given.kind)
            if one.kind == columns.ENTRY or one.key == "related"
        ]
        self.there: dict[str, dict[str, str]] = {}
        own = {code: code for one in given.entries if (code := one.key("code"))}
        for column in self.columns:
            names = {name for one in given.entries for name in _names(one.values.get(column.key))}
            self.there[column.key] = _there(column.key, names, who)
            if column.key == "related":
                self.there[column.key] |= own

    def check(self, entry: Entry, found: Found) -> None:
        """Whether all of it is there; a resource may be called by its code."""
        for column in self.columns:
            names = _names(entry.values.get(column.key))
            for name in names:
                if name not in self.there[column.key]:
                    said = lazy("The catalogue has no %(name)s.", name=name[:LONGEST])
                    found.add(self.given.place(entry, column.key), said, name)
            if names and column.kind == columns.ENTRY:
                entry.values[column.key] = self.there[column.key].get(names[0], names[0])


def _there(key: str, names: set[str], who: Who) -> dict[str, str]:
    kind = DATABASE if key == "database" else RESOURCE
    by = ("id",) if kind == DATABASE else ("id", "code")
    return {
        getattr(one, name): getattr(one, "code" if key == "related" else "id")
        for name in by
        for one in stock.known(kind, name, names, who.viewer)
        if one.seen
    }


def _names(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return [str(value)] if value else []


def _asked(given: Given, key: str, who: Who) -> Iterable[Known]:
    names = {name for entry in given.entries if (name := entry.key(key))}
    return stock.known(given.kind, key, names, who.viewer)
