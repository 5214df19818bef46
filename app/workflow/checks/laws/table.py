"""A law written as a table: what each step leaves behind, and what a step asks to lie behind it.

A step is a task's name (`review_entry`), an operation (`catalogue.publish_entry`), either with
its answer (`review_entry=publish`), or a clock that ran out (`collection_answer ran out`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from app.foundation.i18n import _
from app.workflow.checks.fault import Fault
from app.workflow.checks.law import Law, Past
from app.workflow.checks.shape import main_way, reach
from app.workflow.checks.walk import Place, Position, Walk
from app.workflow.engine.diagram import Diagram, Node

CLOSED = "closed"


@dataclass(frozen=True)
class Need:
    """At a step all these marks must lie behind the case, and none of the others.

    `one|other` asks for one of two.
    """

    at: str
    behind: tuple[str, ...]
    code: str
    reason: object
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timer:
    """How a task carries a clock: does it end the task, and what the system then does."""

    clock: str
    operation: str
    interrupting: bool = False


@dataclass(frozen=True)
class Table:
    """What no version of one process may lose."""

    root: str
    must_exist: tuple[str, ...]
    leaves: Mapping[str, tuple[str, ...]]
    undoes: Mapping[str, tuple[str, ...]]
    # Operation → what it may answer → the mark under which it does so ("" always).
    results: Mapping[str, Mapping[object, str]]
    needs: tuple[Need, ...]
    timers: Mapping[str, Timer]
    # Mark → the clock that runs for people as long as it lies behind; tasks that may hold it.
    runs: Mapping[str, str] = field(default_factory=dict)
    may_hold: Mapping[str, Set[str]] = field(default_factory=dict)
    beginnings: tuple[str, ...] = ("",)
    hands: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    offers: Mapping[str, Set[str]] = field(default_factory=dict)


def law(table: Table) -> Law:
    """The law that a table says."""
    return Law(
        root=table.root,
        beginnings=tuple(Past(frozenset({mark} - {""})) for mark in table.beginnings),
        must_exist=table.must_exist,
        arrive=lambda node, past: past,
        answer=lambda node, outcome, past: _after(table, node.id, outcome, past),
        serve=lambda node, past: _served(table, node, past),
        expire=lambda timer, past: _after(table, f"{timer.clock} ran out", None, past),
        join=lambda passed, past: _joined(table, passed, past),
        remembers=frozenset(table.leaves),
        hands=table.hands,
        offers=table.offers,
    )


def judge(table: Table) -> Callable[[Walk, Position], Iterator[Fault]]:
    """What is wrong with a case at a position, by this table."""

    def judged(walk: Walk, position: Position) -> Iterator[Fault]:
        place, past = position
        node = walk.node(place)
        for need in table.needs:
            if need.at in (node.id, node.operator) and not _is_met(need, past):
                yield _fault(walk, position, need.code, str(need.reason))
        yield from _closing(table, walk, position)
        if node.kind == "userTask":
            yield from _untimed(table, walk, position)
            yield from _timer(table, walk, position)

    return judged


def _after(table: Table, step: str, answer: object, past: Past) -> Past:
    steps = (step, f"{step}={answer}")
    gone = {mark for name in steps for mark in table.undoes.get(name, ())}
    left = {mark for name in steps for mark in table.leaves.get(name, ())}
    return replace(past, marks=(past.marks - gone) | left)


def _served(table: Table, node: Node, past: Past) -> Iterator[Past]:
    given = table.results.get(node.operator, {})
    results = [answer for answer, under in given.items() if not under or under in past.marks]
    for result in results:
        later = past.know(node.result, result) if node.result else past
        yield _after(table, node.operator, result, later)
    if not results:
        yield _after(table, node.operator, None, past.forget({node.result}))


def _joined(table: Table, passed: Sequence[Node], past: Past) -> Past:
    """The other branches' marks are there too: whatever was answered in them."""
    named = {name for node in passed for name in (node.id, node.operator)}
    left = {mark for name in named for mark in table.leaves.get(name, ())}
    return replace(past, marks=past.marks | left)


def _is_met(need: Need, past: Past) -> bool:
    missing = [mark for mark in need.behind if past.marks.isdisjoint(mark.split("|"))]
    return not missing and past.marks.isdisjoint(need.without)


def _closing(table: Table, walk: Walk, position: Position) -> Iterator[Fault]:
    """A matter is closed once, at its end, and by an operation that writes down how."""
    place, past = position
    node = walk.node(place)
    closed = CLOSED in past.marks
    is_end = node.kind == "endEvent" and not place.calls
    if is_end and not closed and node.id in main_way(walk.diagrams[place.process]):
        reason = _("The matter ends without being closed: nobody is told how it ended.")
        yield _fault(walk, position, "end-without-close", reason)
    closes = CLOSED in table.leaves.get(node.operator, ())
    if closed and (closes or node.kind == "userTask"):
        reason = _("The matter goes on here though it was closed before.")
        yield _fault(walk, position, "goes-on-after-close", reason)


def _untimed(table: Table, walk: Walk, position: Position) -> Iterator[Fault]:
    """A task of people past which the law's days would run unseen."""
    place, past = position
    for mark, clock in table.runs.items():
        if mark not in past.marks or clock in _carried(walk, place):
            continue
        holds = clock in walk.node(place).holds
        if not holds or place.node not in table.may_hold.get(clock, frozenset()):
            reason = _("Open while the days of “%(clock)s” run, without a timer on that clock.")
            yield _fault(walk, position, "task-past-the-clock", reason % {"clock": clock})


def _carried(walk: Walk, place: Place) -> set[str]:
    around = [(place.process, place.node), *place.calls]
    return {e.clock for process, name in around for e in walk.diagrams[process].boundary(name)}


def _timer(table: Table, walk: Walk, position: Position) -> Iterator[Fault]:
    place = position[0]
    asked = table.timers.get(place.node)
    if asked is None:
        return
    diagram = walk.diagrams[place.process]
    timer = next((e for e in diagram.boundary(place.node) if e.clock == asked.clock), None)
    if timer is None:
        reason = _("Nobody is told when the days of “%(clock)s” have run out: no timer sits here.")
        yield _fault(walk, position, "clock-lost", reason % {"clock": asked.clock})
    elif timer.interrupting != asked.interrupting:
        reason = (
            _("When “%(clock)s” runs out this task must end: its timer only reminds.")
            if asked.interrupting
            else _("When “%(clock)s” runs out this task must stay open: its timer ends it.")
        )
        yield _fault(walk, position, "clock-of-other-kind", reason % {"clock": asked.clock})
    elif asked.operation not in _operations(diagram, timer):
        reason = _("When “%(clock)s” runs out the system must do “%(operation)s”.")
        reason %= {"clock": asked.clock, "operation": asked.operation}
        yield _fault(walk, position, "clock-without-effect", reason)


def _operations(diagram: Diagram, timer: Node) -> set[str]:
    """What the system does after a timer, until people are asked again."""

    def on(node_id: str) -> Iterator[str]:
        node = diagram.nodes.get(node_id)
        stops = node is None or node.kind in ("userTask", "callActivity")
        return iter(()) if stops else (flow.target for flow in diagram.outgoing(node_id))

    passed = reach([timer.id], on) & set(diagram.nodes)
    return {diagram.nodes[name].operator for name in passed}


def _fault(walk: Walk, position: Position, code: str, reason: str) -> Fault:
    drawn = walk.drawn[position[0].process]
    return drawn.fault(code, position[0].node, reason, walk.path(position))
