"""Fill cases in from their patterns, and write them by COPY."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from app.foundation import signing
from app.scenarios.city import people, rows
from app.scenarios.city.days import WorkingDays
from app.scenarios.city.drawing import Drawn
from app.scenarios.city.patterns import Filled, Part, Pattern, There
from app.scenarios.city.rows import ROOT
from app.workflow.engine import codec

A_LOAD = 5_000
WHOLE = "110000"  # the city's own region
SEATED = 6  # of a part, what its slots are filled with
BYTES = "\\\\x"  # bytes follow
RECORD = "audit_entry"
Say = Callable[[str], object]
Held = dict[tuple[int, str], str]


class Caster:
    """Writes cases one after the other; nothing is committed here."""

    def __init__(
        self, database: psycopg.Connection[Any], there: There, held: Held, units: Sequence[Part]
    ) -> None:
        self.database, self.there, self.held = database, there, held
        self.units = units
        self.providers = [unit for unit in units if any(unit.id == one for one, _ in held)]
        self.next_id = {n: self._last(n) + 1 for n, t in there.tables.items() if t.counts}
        self.last_number: Counter[tuple[str, int]] = Counter(
            {(series, year): last for series, year, last in database.execute(NUMBERS)}
        )
        self.waiting: dict[str, list[str]] = defaultdict(list)

    def cast(
        self, drawn: Drawn, patterns: Sequence[Pattern], days: WorkingDays, seed: int, say: Say
    ) -> int:
        """Write them all, the oldest first."""
        made = 0
        for (number, by), many in sorted(drawn.items(), key=lambda one: one[0][::-1]):
            pattern = patterns[number]
            while not pattern.snapshot.closed and not pattern.waits(days, by):
                by += 1
            filled, random = pattern.on(days, by), Random(f"{seed}/{number}/{by}")
            for _ in range(many):
                self._one(pattern, filled, random)
                made += 1
                if made % A_LOAD == 0:
                    self._write()
                    say(f"{made} cases")
        self._write()
        self._leave_off()
        return made

    def _one(self, pattern: Pattern, filled: Filled, random: Random) -> None:
        """Let one case wait to be written."""
        case = self.next_id[ROOT]
        values: list[Any] = [case, f"{case:012x}", "", f"city-{case}"]
        parts = self._parts(pattern, random)
        for part in parts:
            values += part[:SEATED]
        for series, year, width in filled.series:
            self.last_number[series, year] += 1
            number = self.last_number[series, year]
            values += [f"{number:0{width}}", number]
        values += [self.held[parts[-1].id, resource] for resource in pattern.resources]
        for name, many in pattern.counted:
            first = self.next_id[name]
            self.next_id[name] = first + many
            values += range(first, first + many)
        for text in filled.hashes:
            said = rows.plain(text(values))
            values.append(hashlib.sha256(said.encode()).hexdigest())
        values[2] = BYTES + codec.packed(filled.state(values).encode()).hex()
        for name, text in filled.tables:
            self.waiting[name].append(text(values))

    def _parts(self, pattern: Pattern, random: Random) -> list[Part]:
        """A unit for each part, none that has another seat in the case.

        Not two of one district: their disputes would be its own office's, not the city's.
        """
        found: list[Part] = []
        for place in range(len(pattern.parts)):
            last = place == len(pattern.parts) - 1
            among = self.providers if last and pattern.resources else self.units
            while True:
                one = among[people.skewed(random, len(among))]
                met = any(one.region == other.region != WHOLE for other in found)
                if one.code not in pattern.others and one not in found and not met:
                    break
            found.append(one)
        return found

    # --- The database

    def _write(self) -> None:
        for name, table in self.there.tables.items():
            if lines := self.waiting.pop(name, None):
                if name == RECORD:
                    lines = [signed(table.columns, one) for one in "".join(lines).split("\n")[:-1]]
                columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
                into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), columns)
                with self.database.cursor() as cursor, cursor.copy(into) as copy:
                    for block in _blocks(lines):
                        copy.write(block)

    def _last(self, name: str) -> int:
        query = sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(name))
        (last,) = self.database.execute(query).fetchone() or (0,)
        return int(last)

    def _leave_off(self) -> None:
        """Let the application go on where the numbers were left."""
        for name, following in self.next_id.items():
            self.database.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [name, following]
            )
        # Where references are not looked up, the triggers that do this are asleep.
        self.database.execute("SELECT sharing_desk_renew_all()")
        with self.database.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO number_sequence (series, year, last) VALUES (%s, %s, %s)"
                " ON CONFLICT (series, year) DO UPDATE SET last = excluded.last",
                [(*key, last) for key, last in self.last_number.items()],
            )


def signed(columns: Sequence[str], line: str) -> str:
    """An entry of the record as the application would have written it, with its signature."""
    entry: dict[str, Any] = dict(zip(columns, line.split("\t"), strict=True))
    said: dict[str, Any] = {
        name: None if cell == rows.NULL else rows.plain(cell) for name, cell in entry.items()
    }
    said |= {name: int(said[name]) for name in rows.SOFT[RECORD] if said[name] is not None}
    said |= {"at": datetime.fromisoformat(said["at"]), "details": json.loads(said["details"])}
    entry["mac"] = BYTES + signing.sign_entry(signing.digest(said)).hex()
    return "\t".join(entry.values()) + "\n"


def _blocks(lines: list[str]) -> Iterator[str]:
    for start in range(0, len(lines), 1_000):
        yield "".join(lines[start : start + 1_000])


NUMBERS = "SELECT series, year, last FROM number_sequence"
