"""A diagram as a list: its steps in order and what each leads to, for those who see no drawing."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.workflow.engine.drawing import Diagram, Node

ROUTING = ("exclusiveGateway", "parallelGateway")


@dataclass(frozen=True)
class Way:
    """What may come after a step: under which answers, or when which event happens."""

    labels: tuple[str, ...]
    to: Node


@dataclass(frozen=True)
class Step:
    """A task, a call, a start or an end, and where it leads."""

    node: Node
    ways: tuple[Way, ...]


def steps(diagram: Diagram) -> list[Node]:
    """The tasks, calls, start and ends in the order in which a case goes through them."""
    shown = [diagram.nodes[node_id] for node_id in _order(diagram)]
    return [node for node in shown if node.kind not in ROUTING and not node.attached_to]


def steps_with_ways(diagram: Diagram) -> list[Step]:
    """The same steps, each with what may follow it."""
    return [Step(node, tuple(_ways(diagram, node))) for node in steps(diagram)]


def _order(diagram: Diagram) -> list[str]:
    """All boxes, each after those that lead to it as far as loops allow."""
    begun: set[str] = set()
    done: list[str] = []
    for first in [*(n.id for n in diagram.of_kind("startEvent")), *diagram.nodes]:
        if first in begun:
            continue
        begun.add(first)
        stack = [(first, diagram.following(first))]
        while stack:
            node_id, following = stack[-1]
            nearest = next((n for n in following if n not in begun and n in diagram.nodes), None)
            if nearest is None:
                done.append(node_id)
                stack.pop()
            else:
                begun.add(nearest)
                stack.append((nearest, diagram.following(nearest)))
    return done[::-1]


def _ways(diagram: Diagram, node: Node) -> Iterator[Way]:
    yield from _onward(diagram, node.id, (), frozenset())
    for event in diagram.boundary(node.id):
        yield from _onward(diagram, event.id, (event.name,), frozenset())


def _onward(
    diagram: Diagram, node_id: str, labels: tuple[str, ...], seen: frozenset[str]
) -> Iterator[Way]:
    """The next steps, looking through gateways and gathering what is written on the arrows."""
    for flow in diagram.outgoing(node_id):
        target = diagram.nodes.get(flow.target)
        if target is None or target.id in seen:
            continue
        said = (*labels, flow.name) if flow.name else labels
        if target.kind in ROUTING:
            yield from _onward(diagram, target.id, said, seen | {target.id})
        else:
            yield Way(said, target)
