"""What a diagram is to the rest of the program: boxes, lanes and arrows as plain values."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

T = TypeVar("T")
CLOCK = re.compile(r"\s*deadline\('(\w+)'\)\s*")


@dataclass(frozen=True)
class Lane:
    """A party's part of the drawing."""

    id: str
    name: str
    name_en: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Node:
    """A box, a diamond or a circle."""

    id: str
    kind: str
    name: str = ""
    name_en: str = ""
    lane: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    operator: str = ""
    result: str = ""
    event: str = ""
    timer: str = ""
    error: str = ""
    attached_to: str = ""
    interrupting: bool = True
    called: str = ""
    collection: str = ""
    item: str = ""
    default: str = ""
    documentation: str = ""
    line: int = 0

    @property
    def clock(self) -> str:
        """The deadline clock that a timer names; nothing where it names none."""
        named = CLOCK.fullmatch(self.timer)
        return named.group(1) if named else ""

    @property
    def posts(self) -> tuple[str, ...]:
        """The posts that may do a user task."""
        return self.listed("post")

    @property
    def holds(self) -> tuple[str, ...]:
        """The clocks that stand still while it is open."""
        return self.listed("holds")

    def listed(self, name: str) -> tuple[str, ...]:
        """A property that holds several names, separated by commas."""
        return tuple(p.strip() for p in self.properties.get(name, "").split(",") if p.strip())


@dataclass(frozen=True)
class Flow:
    """An arrow."""

    id: str
    source: str
    target: str
    condition: str = ""
    name: str = ""
    line: int = 0


@dataclass(frozen=True)
class Element:
    """Anything written in the file, for those who look for what must not be there."""

    kind: str
    id: str
    owner: str
    line: int
    name: str = ""


@dataclass(frozen=True)
class Shape:
    """What the picture shows of an element, coordinates as they are written.

    A box has a size and a point, an arrow two points or more; where these are missing `points` is
    empty.  The place and size of its label count among the points.
    """

    element: str
    points: tuple[tuple[str, str], ...]
    size: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diagram:
    """One process as it is drawn."""

    id: str
    name: str
    name_en: str
    documentation: str
    executable: bool
    lanes: Mapping[str, Lane]
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    elements: tuple[Element, ...]
    shapes: tuple[Shape, ...] = ()
    processes: int = 1

    @cached_property
    def _outgoing(self) -> dict[str, tuple[Flow, ...]]:
        return _grouped(self.flows, lambda flow: flow.source)

    @cached_property
    def _incoming(self) -> dict[str, tuple[Flow, ...]]:
        return _grouped(self.flows, lambda flow: flow.target)

    @cached_property
    def _attached(self) -> dict[str, tuple[Node, ...]]:
        return _grouped(self.nodes.values(), lambda node: node.attached_to)

    def outgoing(self, node_id: str) -> tuple[Flow, ...]:
        """The arrows that leave a box."""
        return self._outgoing.get(node_id, ())

    def incoming(self, node_id: str) -> tuple[Flow, ...]:
        """The arrows that arrive at a box."""
        return self._incoming.get(node_id, ())

    def boundary(self, node_id: str) -> tuple[Node, ...]:
        """The events drawn on the edge of a box."""
        return self._attached.get(node_id, ())

    def following(self, node_id: str) -> Iterator[str]:
        """What comes next: along the arrows, and from the events on the edge."""
        yield from (flow.target for flow in self.outgoing(node_id))
        yield from (event.id for event in self.boundary(node_id))

    def of_kind(self, *kinds: str) -> Iterator[Node]:
        """The boxes of these kinds, as they stand in the file."""
        return (node for node in self.nodes.values() if node.kind in kinds)


def _grouped(things: Iterable[T], key: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    grouped: dict[str, list[T]] = {}
    for thing in things:
        grouped.setdefault(key(thing), []).append(thing)
    return {name: tuple(members) for name, members in grouped.items()}
