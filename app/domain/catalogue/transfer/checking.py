"""Check what a file says against the catalogue and the law, and plan what an import does."""

from collections.abc import Callable
from typing import Any

from app.domain.catalogue.rules import columns, law
from app.domain.catalogue.transfer import class_codes, item_checks, layout, matching, stock
from app.domain.catalogue.transfer import state_columns as state
from app.domain.catalogue.transfer.faults import LANGUAGES, Found
from app.domain.catalogue.transfer.given import Entry, Given
from app.domain.catalogue.transfer.planning import CHANGED, NEW, RETURNED, SAME, Plan, Planned, Who
from app.domain.catalogue.transfer.stock import Stored
from app.foundation.i18n import in_language, lazy

EVERY = 200
Tell = Callable[[int], None]


def check(given: Given, who: Who, found: Found, tell: Tell = lambda _: None) -> Plan:
    """The plan for a file; every fault goes into `found`."""
    return _Checker(given, who, found).check(tell)


class _Checker:
    """Checks the entries of one file."""

    def __init__(self, given: Given, who: Who, found: Found) -> None:
        self.given, self.who, self.found = given, who, found
        self.kind = given.kind
        self.holder = columns.HOLDER[self.kind]
        self.filled = {column.key for column in columns.filled_in(self.kind)}
        self.plan = Plan(self.kind)
        self.codes = class_codes.Drawer()

    def check(self, tell: Tell) -> Plan:
        """Every entry."""
        if not self.given.entries:
            self.found.add(self.given.place(Entry(0, {}), ""), lazy("The file holds no entry."))
        for entry in self.given.entries:
            self._holder(entry)
            class_codes.read(self.given, entry, self.found)
        matches = matching.match(self.given, self.who, self.found)
        stored = stock.of_ids(self.kind, [one.id for one in matches.of.values()])
        references = matching.References(self.given, self.who)
        left: set[str] = set()
        for number, entry in enumerate(self.given.entries, 1):
            known = matches.of.get(entry.row)
            references.check(entry, self.found)
            self._entry(entry, stored[known.id] if known else None, left)
            if number % EVERY == 0:
                tell(number)
        self.plan.left = tuple(layout.column_of(self.kind, key).key for key in sorted(left))
        return self.plan

    def _holder(self, entry: Entry) -> None:
        """Name and code of the unit that answers for it say the same; one of them is enough."""
        code = entry.values.pop("holder_code", None)
        if not code:
            return
        if entry.values.get(self.holder, code) not in ("", code):
            said = lazy("The name and the code are of two different units.")
            self.found.add(self.given.place(entry, "holder_code"), said, code)
        if self.holder not in entry.spoilt:
            entry.values[self.holder] = code

    def _entry(self, entry: Entry, stored: Stored | None, left: set[str]) -> None:
        content = dict(stored.content) if stored else {}
        told = {key: value for key, value in entry.values.items() if key in self.filled}
        if not told.get("code", ""):
            told.pop("code", None)  # a code is never emptied
        content |= told
        if not stored and not content.get("code") and (of := entry.values.get(class_codes.PREFIX)):
            content["code"] = self.codes.draw(of)
        if entry.items or not stored:
            content["items"] = item_checks.items(self.given, entry, self.found)
        left |= state.take(self.given, entry, stored is not None, content, self.found)
        act = _act(stored, content, self.filled)
        self._own(entry, content, stored)
        if act != SAME:  # what stays as it is may be older than the law
            self._law(entry, content)
        for said in (content, stored.content if stored else {}):
            if said.get("limited_to"):
                self.plan.networks.add(said["limited_to"])
        self.plan.planned.append(
            Planned(
                entry.row,
                act,
                stored.id if stored else None,
                stored.version if stored else None,
                content,
            )
        )

    def _own(self, entry: Entry, content: dict[str, Any], stored: Stored | None) -> None:
        """A unit enters what is its own, and nobody what the network hides from them."""
        limit = content.get("limited_to")
        if limit and limit not in self.who.viewer.networks:
            said = lazy("What is limited to a network is entered from that network.")
            self.found.add(self.given.place(entry, "limited_to"), said, limit)
        if self.who.any_unit or self.holder in entry.spoilt:
            return
        units = {content.get(self.holder)} | ({stored.content[self.holder]} if stored else set())
        if strange := units - {self.who.unit_code, "", None}:
            said = lazy("A unit may enter its own entries only.")
            self.found.add(self.given.place(entry, self.holder), said, strange.pop())

    def _law(self, entry: Entry, content: dict[str, Any]) -> None:
        """The law's faults, each at its cell; what could not be read is not asked for again."""
        wrong = law.faults(self.kind, content)
        if not wrong:
            return
        worded: dict[str, dict[str, list[str]]] = {}
        for language in LANGUAGES:
            with in_language(language):
                worded[language] = law.faults(self.kind, content)
        for key, messages in wrong.items():
            if key in entry.spoilt or (key == "items" and entry.items and not _too_many(content)):
                continue
            for number in range(len(messages)):
                self._add(entry, key, [worded[one][key][number] for one in LANGUAGES], content)

    def _add(self, entry: Entry, key: str, said: list[str], content: dict[str, Any]) -> None:
        place = self.given.place(entry, key)
        if not place.column and key != "items":
            heading = layout.column_of(self.kind, key)
            said = [f"{heading.zh}：{said[0]}", f"{heading.en}: {said[1]}"]
        words = iter(said)  # the collector asks for them in the order of the languages
        value = content.get(key, "")
        self.found.add(place, lambda: next(words), "" if isinstance(value, list) else value)


def _too_many(content: dict[str, Any]) -> bool:
    return len(content.get("items") or []) > law.MOST_ITEMS


def _act(stored: Stored | None, content: dict[str, Any], filled: set[str]) -> str:
    if stored is None:
        return NEW
    if stored.is_gone:
        return RETURNED
    keys = (*filled, "items")
    same = all(_plain(content.get(key)) == _plain(stored.content.get(key)) for key in keys)
    return SAME if same else CHANGED


def _plain(value: Any) -> Any:
    """Empty is empty, whether it is written as text, as nothing or as a list."""
    return None if value in ("", [], False) else value
