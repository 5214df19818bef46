"""A pattern: what all cases of a snapshot have in common, with the places of what differs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from app.foundation import clock
from app.scenarios.city import cuts
from app.scenarios.city.cuts import Moved, Values
from app.scenarios.city.days import WorkingDays
from app.scenarios.city.playing import Snapshot
from app.scenarios.city.rows import Table

# What is the same in every case's list of slots; what differs from pattern to pattern follows.
CASE, TAIL, STATE, KEY, FIRST = range(5)


class Unusable(Exception):
    """The snapshot holds something that cannot be multiplied; says what."""


class Part(NamedTuple):
    """A unit that takes part, in the order in which it is filled in."""

    id: int
    code: str
    name: str
    short_name: str
    officer_id: int
    head_id: int
    region: str


class Drawn(NamedTuple):
    """A number of the register: its series, the day it is drawn, its digits, its text."""

    series: str
    on: date
    width: int
    text: str


@dataclass(frozen=True)
class There:
    """The database that the cases go to: what units, accounts and the release are there."""

    tables: dict[str, Table]
    units: dict[str, Part]
    unit_ids: dict[str, int]
    account_ids: dict[str, int]
    release_id: int


@dataclass(frozen=True)
class Filled:
    """A pattern on its days: what is left is to fill in the slots."""

    tables: list[tuple[str, Callable[[Values], str]]]
    state: Callable[[Values], str]
    hashes: list[Callable[[Values], str]]
    series: list[tuple[str, int, int]]


@dataclass
class Pattern:
    """What all cases of a snapshot have in common."""

    snapshot: Snapshot
    parts: list[str]
    others: set[str]
    numbers: list[Drawn]
    resources: list[str]
    counted: list[tuple[str, int]]
    tables: dict[str, str] = field(default_factory=dict)
    state: str = ""
    hashed: list[str] = field(default_factory=list)
    clocks: list[tuple[date, date, int]] = field(default_factory=list)

    @property
    def last_day(self) -> date | None:
        """The day at whose end the first of its clocks runs out; None where none runs."""
        wake_at = self.snapshot.wake_at
        return clock.local(wake_at).date() - timedelta(days=1) if wake_at else None

    def waits(self, days: WorkingDays, by: int) -> bool:
        """Would the case, so many working days later, still have its first deadline before it?"""
        last = self.last_day
        return last is None or self._moved(days, by).to(last) >= clock.today()

    def on(self, days: WorkingDays, by: int) -> Filled:
        """The pattern so many working days later."""
        moved = self._moved(days, by)
        return Filled(
            [(name, cuts.compiled(moved.filled(text))) for name, text in self.tables.items()],
            cuts.compiled(moved.filled(self.state)),
            [cuts.compiled(moved.filled(text)) for text in self.hashed],
            [(one.series, moved.to(one.on).year, one.width) for one in self.numbers],
        )

    def _moved(self, days: WorkingDays, by: int) -> Moved:
        otherwise = {
            due: days.moved(since, by) + timedelta(days=left) for due, since, left in self.clocks
        }
        return Moved(days, by, otherwise)
