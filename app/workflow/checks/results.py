"""What service tasks leave in the process data: under plain names, none of them taken."""

from collections.abc import Iterator
from itertools import combinations

from app.foundation.i18n import _
from app.workflow.checks.fault import Drawn, Fault, users
from app.workflow.checks.shape import is_join, is_split, reach
from app.workflow.engine import naming
from app.workflow.engine.diagram import Diagram

SHOWN = 40


def check(drawn: Drawn) -> Iterator[Fault]:
    """Faults of the names that one diagram gives to values."""
    diagram = drawn.diagram
    for node in diagram.of_kind("serviceTask"):
        if node.result:
            yield from _name(drawn, node.id, node.result)
            yield from _taken(drawn, node.id, node.result)
    for name in dict.fromkeys([*diagram.inputs, *diagram.outputs]):
        if name != naming.CASE:
            yield from _name(drawn, diagram.id, name)
    yield from _twice(drawn)


def _name(drawn: Drawn, element: str, name: str) -> Iterator[Fault]:
    if name in naming.OWN:
        reason = _("“%(name)s” is a name of the system's own; the result needs another.")
        yield drawn.fault("result-name-reserved", element, reason % {"name": name})
    elif not naming.is_plain(name):
        shown = name if len(name) <= SHOWN else f"{name[:SHOWN]}…"
        reason = _(
            "A result has a plain name: at most 60 letters, digits and underscores, "
            "a letter first, no word of Python; not “%(name)s”."
        )
        yield drawn.fault("result-name-not-plain", element, reason % {"name": shown})


def _taken(drawn: Drawn, element: str, name: str) -> Iterator[Fault]:
    if name in drawn.diagram.inputs and name not in naming.OWN:
        reason = _("“%(name)s” is what the process is given; the result needs another name.")
        yield drawn.fault("result-name-taken", element, reason % {"name": name})
    if name in {f"{node.id}_unit" for node in users(drawn.diagram)}:
        reason = _("“%(name)s” is the unit that does a task; the result needs another name.")
        yield drawn.fault("result-name-taken", element, reason % {"name": name})


def _twice(drawn: Drawn) -> Iterator[Fault]:
    """Two branches that are open at once write the same name: whoever is last wins."""
    diagram = drawn.diagram
    for split in [n for n in diagram.nodes if is_split(diagram, n)]:
        firsts = [flow.target for flow in diagram.outgoing(split)]
        ways = [reach([first], diagram.following) for first in firsts]
        for one, other in combinations(range(len(ways)), 2):
            if not _share_a_name(diagram, ways[one] - ways[other], ways[other] - ways[one]):
                continue
            pair, common = (firsts[one], firsts[other]), ways[one] & ways[other]
            earlier, later = _branches(diagram, pair, common)
            for name in sorted(set(earlier) & set(later)):
                reason = _(
                    "“%(name)s” is also written in a parallel branch (%(box)s): the last wins."
                )
                reason %= {"name": name, "box": drawn.named(earlier[name])}
                yield drawn.fault("written-in-two-branches", later[name], reason)


def _share_a_name(diagram: Diagram, one: set[str], other: set[str]) -> bool:
    return not _written(diagram, one).keys().isdisjoint(_written(diagram, other))


def _branches(
    diagram: Diagram, firsts: tuple[str, str], common: set[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Name → box of all that is written on two ways until they meet."""
    meeting = {n for n in common if is_join(diagram, n)}

    def on(node_id: str) -> Iterator[str]:
        return (n for n in diagram.following(node_id) if n not in meeting)

    near = [reach([first], on) & set(diagram.nodes) for first in firsts]
    return _written(diagram, near[0] - near[1]), _written(diagram, near[1] - near[0])


def _written(diagram: Diagram, boxes: set[str]) -> dict[str, str]:
    written = (n for n in sorted(boxes) if n in diagram.nodes and diagram.nodes[n].result)
    return {diagram.nodes[n].result: n for n in written}
