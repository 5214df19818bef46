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
        for one, other in combinations([f.target for f in diagram.outgoing(split)], 2):
            earlier, later = _branches(diagram, one, other)
            for name in sorted(set(earlier) & set(later)):
                reason = _("“%(name)s” is also written in a parallel branch (%(box)s).")
                yield drawn.fault(
                    "written-in-two-branches",
                    later[name],
                    reason % {"name": name, "box": earlier[name]},
                )


def _branches(diagram: Diagram, one: str, other: str) -> tuple[dict[str, str], dict[str, str]]:
    """Name → box of all that is written on two ways until they meet."""
    ways = [reach([first], diagram.following) for first in (one, other)]
    meeting = {n for n in ways[0] & ways[1] if is_join(diagram, n)}

    def on(node_id: str) -> Iterator[str]:
        return (n for n in diagram.following(node_id) if n not in meeting)

    near = [reach([first], on) & set(diagram.nodes) for first in (one, other)]
    return _written(diagram, near[0] - near[1]), _written(diagram, near[1] - near[0])


def _written(diagram: Diagram, boxes: set[str]) -> dict[str, str]:
    return {diagram.nodes[n].result: n for n in sorted(boxes) if diagram.nodes[n].result}
