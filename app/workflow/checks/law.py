"""What a law says to the walk: where it begins, and what each step leaves behind in a case."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from app.workflow.engine.diagram import Node


@dataclass(frozen=True)
class Past:
    """What a case has behind it on one path."""

    marks: frozenset[str] = frozenset()
    values: tuple[tuple[str, object], ...] = ()
    # What only the negotiation asks for; see `negotiation.py`.
    secret: bool = False
    owed: tuple[tuple[str, str], ...] = ()  # (what must go to the office, where it arose)
    returned: bool = False  # the head sent the refusal back: the officer answers anew
    phase: str | None = None
    proposed: str | None = None

    def owe(self, debt: str, source: str) -> "Past":
        """From now on only the office can settle this."""
        if debt in dict(self.owed):
            return self
        return replace(self, owed=(*self.owed, (debt, source)), returned=False)

    def mark(self, name: str) -> "Past":
        """Remember a step."""
        return replace(self, marks=self.marks | {name})

    def know(self, name: str, value: object) -> "Past":
        """Give a value of the process data."""
        kept = tuple(v for v in self.values if v[0] != name)
        return replace(self, values=(*kept, (name, value)))

    def forget(self, names: Set[str]) -> "Past":
        """Drop values that were read: what is read twice is set twice."""
        return replace(self, values=tuple(v for v in self.values if v[0] not in names))


@dataclass(frozen=True)
class Law:
    """One process that begins cases, and how a case's past grows on its way through it.

    `arrive` is asked when a task of people opens, `answer` for each outcome of it, `serve` for
    what the system does (a past for each answer that it may give), `expire` when an interrupting
    timer fires, `join` where branches meet: with the boxes that the other branches surely passed.
    """

    root: str
    beginnings: tuple[Past, ...]
    must_exist: tuple[str, ...]
    arrive: Callable[[Node, Past], Past]
    answer: Callable[[Node, str | None, Past], Past]
    serve: Callable[[Node, Past], Iterator[Past]]
    expire: Callable[[Node, Past], Past]
    join: Callable[[Sequence[Node], Past], Past] = lambda passed, past: past
    # Boxes and operations that `join` has to hear of.
    remembers: Set[str] = frozenset()
    # In whose hands a task lies: lane and post; and what must be offered there.
    hands: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    offers: Mapping[str, Set[str]] = field(default_factory=dict)
