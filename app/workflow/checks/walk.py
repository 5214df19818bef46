"""Walk every path of a process, through called processes, with what each has behind it."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.workflow.checks.fault import Drawn, Known
from app.workflow.checks.law import Law, Past
from app.workflow.checks.shape import is_join, surely_passed
from app.workflow.checks.words import OUTCOME, reads
from app.workflow.engine import expressions
from app.workflow.engine.diagram import Diagram, Flow, Node

MOST_POSITIONS = 40_000


@dataclass(frozen=True)
class Place:
    """A box, inside the call activities that lead to it: (process, call) from the outside in."""

    calls: tuple[tuple[str, str], ...]
    process: str
    node: str


Position = tuple[Place, Past]


class Walk:
    """All positions that a case can come to."""

    def __init__(
        self, law: Law, diagrams: Mapping[str, Drawn], known: Known, beginning: Past
    ) -> None:
        self.law = law
        self.drawn = diagrams
        self.is_cut_short = False
        self.diagrams = {name: drawn.diagram for name, drawn in diagrams.items()}
        self.known = known
        self._asked = set(self._read_somewhere())
        self._met: dict[tuple[str, str], list[Node]] = {}
        self.came_from: dict[Position, Position | None] = {}
        self._left: deque[Position] = deque()
        self._push(Place((), law.root, self._start(law.root)), beginning, None)

    def __iter__(self) -> Iterator[Position]:
        """Every position once, the nearest to the start first."""
        while self._left:
            yield self._left.popleft()

    def go_on(self, position: Position) -> None:
        """Look at what comes after a position too, unless there are too many already."""
        if len(self.came_from) > MOST_POSITIONS:
            self.is_cut_short = True
            self._left.clear()
            return
        for place, past in self._next(*position):
            self._push(place, past, position)

    def node(self, place: Place) -> Node:
        """The box of a place."""
        return self.diagrams[place.process].nodes[place.node]

    def path(self, position: Position, since: str = "") -> tuple[str, ...]:
        """The boxes on the shortest way to a position, from the box `since` on."""
        way: list[str] = []
        at: Position | None = position
        while at is not None:
            way.append(at[0].node)
            if at[0].node == since:
                break
            at = self.came_from[at]
        return tuple(reversed(way))

    def covered(self, place: Place, clock: str) -> bool:
        """Whether a task is under an interrupting timer on a clock, or holds it."""
        around = [(place.process, place.node), *place.calls]
        for process, name in around:
            diagram = self.diagrams[process]
            if clock in diagram.nodes[name].holds:
                return True
            if any(e.clock == clock and e.interrupting for e in diagram.boundary(name)):
                return True
        return False

    def _read_somewhere(self) -> Iterator[str]:
        """What a condition asks for, or a process takes or gives; all else tells no ways apart."""
        for diagram in self.diagrams.values():
            yield from (*diagram.inputs, *diagram.outputs)
            for flow in diagram.flows:
                yield from reads(flow)

    def _push(self, place: Place, past: Past, before: Position | None) -> None:
        node = self.node(place)
        position = place, self.law.arrive(node, past) if node.kind == "userTask" else past
        if position not in self.came_from:
            self.came_from[position] = before
            self._left.append(position)

    def _start(self, process: str) -> str:
        return next(self.diagrams[process].of_kind("startEvent")).id

    def _next(self, place: Place, past: Past) -> Iterator[Position]:
        node = self.node(place)
        match node.kind:
            case "userTask":
                yield from self._timers(place, past)
                for outcome in self._outcomes(place.process, node):
                    yield from self._answered(place, node, outcome, past)
            case "serviceTask":
                for later in self.law.serve(node, past):
                    kept = later if node.result in self._asked else later.forget({node.result})
                    yield from self._onward(place, kept)
            case "exclusiveGateway":
                yield from self._chosen(place, node, past)
            case "callActivity":
                calls = (*place.calls, (place.process, node.id))
                yield Place(calls, node.called, self._start(node.called)), past
            case "endEvent":
                yield from self._ended(place, node, past)
            case "parallelGateway":
                yield from self._onward(place, self._joined(place, past))
            case _:
                yield from self._onward(place, past)

    def _onward(self, place: Place, past: Past) -> Iterator[Position]:
        for flow in self.diagrams[place.process].outgoing(place.node):
            yield Place(place.calls, place.process, flow.target), past

    def _timers(self, place: Place, past: Past) -> Iterator[Position]:
        """What may interrupt an open task: its own timers, and those of the calls around it."""
        around = [(place.process, place.node), *reversed(place.calls)]
        for depth, (process, name) in enumerate(around):
            calls = place.calls[: len(place.calls) - depth]
            for event in self.diagrams[process].boundary(name):
                if event.event == "timer" and event.interrupting:
                    yield Place(calls, process, event.id), self.law.expire(event, past)

    def _outcomes(self, process: str, task: Node) -> list[str | None]:
        return [*sorted(self.known.outcomes(task))] or [None]

    def _answered(
        self, place: Place, task: Node, outcome: str | None, past: Past
    ) -> Iterator[Position]:
        later = self.law.answer(task, outcome, past)
        diagram = self.diagrams[place.process]
        for flow in diagram.outgoing(place.node):
            asked = {name for f in diagram.outgoing(flow.target) for name in reads(f)}
            told = later.know(OUTCOME, outcome) if OUTCOME in asked and outcome else later
            yield Place(place.calls, place.process, flow.target), told

    def _chosen(self, place: Place, gateway: Node, past: Past) -> Iterator[Position]:
        flows = self.diagrams[place.process].outgoing(gateway.id)
        later = past.forget({name for flow in flows for name in reads(flow)})
        said = {flow.id: _holds(flow, past) for flow in flows if flow.condition}
        for flow in flows:
            if said.get(flow.id, True not in said.values()) is not False:
                yield Place(place.calls, place.process, flow.target), later

    def _joined(self, place: Place, past: Past) -> Past:
        """What a case has behind it where its branches have met: all that each of them did."""
        name = (place.process, place.node)
        if name not in self._met:
            self._met[name] = list(self._passed(*name))
        return self.law.join(self._met[name], past) if self._met[name] else past

    def _passed(self, process: str, join: str) -> Iterator[Node]:
        diagram = self.diagrams[process]
        if is_join(diagram, join):
            known = self.law.remembers
            asked = [n.id for n in diagram.nodes.values() if {n.id, n.operator} & known]
            yield from (diagram.nodes[box] for box in surely_passed(diagram, join, asked))

    def _ended(self, place: Place, end: Node, past: Past) -> Iterator[Position]:
        """Back to the caller: behind the call, or to the event that catches the error."""
        calls = place.calls
        if not end.event and calls:
            process, call = calls[-1]
            yield from self._onward(Place(calls[:-1], process, call), past)
        while end.event == "error" and calls:
            (process, call), calls = calls[-1], calls[:-1]
            catching = _catching(self.diagrams[process], call, end.error)
            if catching:
                yield Place(calls, process, catching), past
                return


def _catching(diagram: Diagram, call: str, error: str) -> str | None:
    events = (e for e in diagram.boundary(call) if e.event == "error")
    return next((e.id for e in events if e.error == error), None)


def _holds(flow: Flow, past: Past) -> bool | None:
    """Whether its condition holds; None where that depends on what the walk does not know."""
    values = dict(past.values)
    if not reads(flow) <= set(values):
        return None
    try:
        return bool(expressions.evaluate(flow.condition, values))
    except (TypeError, ValueError):
        return None
