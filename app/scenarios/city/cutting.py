"""Cut a snapshot where cases differ, so that it becomes a pattern."""

import hashlib
import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from app.scenarios.city import cuts, rows
from app.scenarios.city.cuts import slot
from app.scenarios.city.patterns import (
    CASE,
    FIRST,
    KEY,
    STATE,
    TAIL,
    Drawn,
    Pattern,
    There,
    Unusable,
)
from app.scenarios.city.playing import Snapshot
from app.scenarios.city.rows import NULL, ROOT, Table
from app.workflow.engine import codec
from app.workflow.ledger import CALENDAR_DAY

NUMBER = re.compile(r"^(.+)〔(\d{4})〕(\d+)号$")
RESOURCE = re.compile(r"(?<![A-Z])IR\d{4}(?!\d)")
ENGINE_ID = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-)[0-9a-f]{12}")
# Where the numbers of the register are drawn, and on which day.
DRAWN = (
    ("sharing_case", "submitted_at"),
    ("catalogue_case", "submitted_at"),
    ("sharing_agreement", "drawn_at"),
    ("sharing_filing", "made_at"),
)
ROOMS = {"sharing_case": ("demander_id", "provider_id"), "catalogue_case": ("unit_id",)}
OF_CASE = {ROOT, *ROOMS}  # they share the number of the case
PAPERS = "document issued"  # they are left out
HASHED = ("sharing_agreement", "sharing_secrecy_agreement")


class Seat(NamedTuple):
    """The slots of a part."""

    id: int
    code: int
    name: int
    short_name: int
    officer: int
    head: int


class Cutter:
    """Cuts one snapshot."""

    def __init__(self, snapshot: Snapshot, there: There) -> None:
        self.snapshot, self.there = snapshot, there
        self.rows = {n: lines for n, lines in snapshot.rows.items() if n in there.tables}
        self._refuse_what_cannot_be()
        parts = self._parts()
        text = "\n".join("\t".join(line) for lines in self.rows.values() for line in lines)
        self.pattern = Pattern(
            snapshot,
            parts,
            self._seated() - set(parts),
            list(dict.fromkeys(self._numbers())),
            sorted(set(RESOURCE.findall(text))),
            [(n, len(lines)) for n, lines in self.rows.items() if there.tables[n].counts],
        )
        self._number_the_slots()
        self.words = self._words()

    def cut(self) -> Pattern:
        """The pattern."""
        pattern = self.pattern
        for name, lines in self.rows.items():
            table = self.there.tables[name]
            cut = [self._line(table, dict(zip(table.columns, line, strict=True))) for line in lines]
            kept = [line for line in cut if line]
            if kept:
                pattern.tables[name] = "".join(kept)
        instance = next(self._of(ROOT))
        stored = codec.unpacked(bytes.fromhex(instance["state"].removeprefix("\\\\x")))
        pattern.state = self._engine(stored.decode(), instance["id"])
        texts = (row for name in HASHED for row in self._of(name))
        pattern.hashed = [self._text(r["text"]) for r in texts if r["sha256"] in self.hash_slots]
        return pattern

    # --- What is there

    def _of(self, name: str) -> Iterator[dict[str, str]]:
        if name in self.there.tables:
            columns = self.there.tables[name].columns
            for line in self.rows.get(name, ()):
                yield dict(zip(columns, line, strict=True))

    def _refuse_what_cannot_be(self) -> None:
        for task in self._of("task"):
            if task["closed_by"] == "recalled":
                raise Unusable("an answer taken back")
        for entry in self._of("clock_entry"):
            if entry["event"] == "reopened":
                raise Unusable("a clock that was opened again")
        for case in self._of("sharing_case"):
            if case["provider_id"] != case["first_provider_id"]:
                raise Unusable("a case that went to another provider")
        for case in self._of("catalogue_case"):
            if case["entry_id"] != NULL:
                raise Unusable("a matter of an entry that is there")

    def _parts(self) -> list[str]:
        units = self.snapshot.known.units
        for name, columns in ROOMS.items():
            for case in self._of(name):
                return [units[int(case[column])] for column in columns]
        raise Unusable("a case of no room")

    def _seated(self) -> set[str]:
        units = self.snapshot.known.units
        return {units[int(seat["unit_id"])] for seat in self._of("instance_party")}

    def _numbers(self) -> Iterator[Drawn]:
        for table, column in DRAWN:
            for row in self._of(table):
                if found := NUMBER.match(row["number"]):
                    on = cuts.read_day(row[column])
                    yield Drawn(found[1], on, len(found[3]), row["number"])

    # --- Slots

    def _number_the_slots(self) -> None:
        pattern, following = self.pattern, FIRST
        self.part_slots: dict[str, Seat] = {}
        for code in pattern.parts:
            self.part_slots[code] = Seat(*range(following, following + len(Seat._fields)))
            following += len(Seat._fields)
        self.number_slots = {}
        for drawn in pattern.numbers:
            self.number_slots[drawn.text] = following
            following += 2  # with its zeros, and as it is
        self.resource_slots = {r: following + n for n, r in enumerate(pattern.resources)}
        following += len(pattern.resources)
        self.id_slots: dict[str, dict[str, int]] = {}
        for name, many in pattern.counted:
            numbered = enumerate(self._of(name), following)
            self.id_slots[name] = {row["id"]: number for number, row in numbered}
            following += many
        self.hash_slots: dict[str, int] = {}
        for name in HASHED:
            for row in self._of(name):
                if hashlib.sha256(rows.plain(row["text"]).encode()).hexdigest() == row["sha256"]:
                    self.hash_slots[row["sha256"]] = following
                    following += 1

    def _words(self) -> list[tuple[str, str]]:
        """What texts say of this case, and what stands there instead; the longest first."""
        words = {text: slot(number) for text, number in self.hash_slots.items()}
        for drawn in self.pattern.numbers:
            year, number = cuts.day("Y", drawn.on), self.number_slots[drawn.text]
            words[drawn.text] = f"{drawn.series}〔{year}〕{slot(number)}号"
        for code, slots in self.part_slots.items():
            unit = self.there.units.get(code)
            if unit is None:
                raise Unusable(f"{code} has not the usual two accounts")
            words[unit.name] = slot(slots.name)
            words[unit.short_name] = slot(slots.short_name)
            words[f'"{code}"'] = f'"{slot(slots.code)}"'
        words |= {resource: slot(number) for resource, number in self.resource_slots.items()}
        return sorted(words.items(), key=lambda word: -len(word[0]))

    # --- Cutting

    def _line(self, table: Table, row: dict[str, str]) -> str:
        """A row with its cuts; empty where such a row is left out."""
        if table.name == "audit_entry" and row["action"] == PAPERS:
            return ""
        row = self._settled(table.name, row)
        cells = [self._cell(table, column, value) for column, value in row.items()]
        return "\t".join(cells) + "\n"

    def _settled(self, name: str, row: dict[str, str]) -> dict[str, str]:
        """The row as it is where nothing is left to be sent, with what follows from its days."""
        row = dict(row)
        if name == "notice":
            row["mailed_at"] = row["created_at"]
            if row["task_id"] not in self.open_tasks:
                row["read_at"] = row["created_at"]
        elif name == "clock" and row["ended_at"] == NULL and row["fired_at"] == NULL:
            self._note_clock(row)
        elif name == "task" and row["closed_at"] == NULL and row["clock_name"] != NULL:
            running = self.running.get(row["clock_name"])
            if running and row["due_on"] != NULL and running["unit"] == "working_day":
                row["provisional"] = cuts.day("P", cuts.read_day(row["due_on"]))
        elif name == "sharing_supervision":
            row["document_id"] = NULL
        elif name == "sharing_filing":
            row["year"] = cuts.day("Y", cuts.read_day(row["made_at"]))
            row["seq"] = slot(self.number_slots[row["number"]] + 1)
        return row

    def _note_clock(self, row: dict[str, str]) -> None:
        if row["due_on"] == NULL:
            return
        due = cuts.read_day(row["due_on"])
        if row["unit"] == CALENDAR_DAY:
            left = int(row["budget"]) + int(row["extended"]) - int(row["used"])
            self.pattern.clocks.append((due, cuts.read_day(row["running_since"]), left))
        elif row["unit"] == "working_day":
            row["provisional"] = cuts.day("P", due)
        if row["remind_at"] != NULL:
            row["remind_at"] = cuts.day("R", due)

    @cached_property
    def running(self) -> dict[str, dict[str, str]]:
        """The clocks that have neither ended nor run out, by name."""
        clocks = self._of("clock")
        return {c["name"]: c for c in clocks if c["ended_at"] == NULL and c["fired_at"] == NULL}

    @cached_property
    def open_tasks(self) -> set[str]:
        """The tasks that wait."""
        return {task["id"] for task in self._of("task") if task["closed_at"] == NULL}

    def _cell(self, table: Table, column: str, value: str) -> str:
        if value == NULL or value.startswith(("\x01", "\x02")):
            return value
        if column == "id" and table.counts:
            return slot(self.id_slots[table.name][value])
        if target := (ROOT if column == "id" else table.keys.get(column)):
            return self._pointed(table, column, target, value)
        if column in ("state", "engine_id", "submission_key"):
            return {"state": slot(STATE), "submission_key": slot(KEY)}.get(
                column, ENGINE_ID.sub(rf"\g<1>{slot(TAIL)}", value)
            )
        if table.name == "audit_entry" and column == "subject" and value.isdigit():
            return self._terms(value)
        if column in ("attachments", "files") and value != "[]":
            raise Unusable("files")
        return self._text(value)

    def _pointed(self, table: Table, column: str, target: str, value: str) -> str:
        known, there = self.snapshot.known, self.there
        if target in OF_CASE:
            return slot(CASE)
        if target in self.id_slots:
            return slot(self.id_slots[target][value])
        if target == "unit":
            code = known.units[int(value)]
            slots = self.part_slots.get(code)
            return slot(slots.id) if slots else str(there.unit_ids[code])
        if target == "account":
            return self._account(known.accounts[int(value)])
        if target == "release":
            return str(there.release_id)
        if target == "resource":
            return self._text(value)
        raise Unusable(f"{table.name}.{column}")

    def _account(self, login: str) -> str:
        code, _, post = login.partition("_")
        if slots := self.part_slots.get(code.upper()):
            if post not in ("share", "head"):
                raise Unusable(login)
            return slot(slots.officer if post == "share" else slots.head)
        return str(self.there.account_ids[login])

    def _terms(self, value: str) -> str:
        slots = self.id_slots.get("sharing_terms", {})
        return slot(slots[value]) if value in slots else value

    def _text(self, value: str) -> str:
        for said, instead in self.words:
            if said in value:
                value = value.replace(said, instead)
        return cuts.days_cut(value)

    def _engine(self, text: str, case: str) -> str:
        text = ENGINE_ID.sub(rf"\g<1>{slot(TAIL)}", text)
        text = re.sub(rf'"case":{case}(?=[,}}])', f'"case":{slot(CASE)}', text)
        return self._text(text)


def cut(snapshot: Snapshot, there: There) -> Pattern:
    """The pattern of a snapshot.  Raises `Unusable`."""
    return Cutter(snapshot, there).cut()
