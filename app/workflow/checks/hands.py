"""In whose hands a step lies, and what can be answered there: no version may change either.

And what happens beside the main way, which no walk along the paths sees: reminders, nothing else.
"""

from collections.abc import Iterator, Mapping

from app.foundation.i18n import _
from app.workflow.checks.fault import Drawn, Fault, Known
from app.workflow.checks.law import Law
from app.workflow.checks.shape import main_way, reach

REMINDERS = frozenset({"sharing.remind", "catalogue.remind", "catalogue.note_stale"})


def check(law: Law, diagrams: Mapping[str, Drawn], known: Known) -> Iterator[Fault]:
    """Steps of a law that others than those named could take, or could not answer fully."""
    for drawn in diagrams.values():
        for name in drawn.diagram.nodes.keys() & law.hands.keys():
            yield from _hands(drawn, name, *law.hands[name])
        for name in drawn.diagram.nodes.keys() & law.offers.keys():
            offered = known.outcomes(drawn.diagram.nodes[name])
            for value in sorted(law.offers[name] - offered):
                reason = _("Its form must go on offering “%(answer)s”.", answer=value)
                yield drawn.fault("answer-lost", name, reason)


def beside(drawn: Drawn) -> Iterator[Fault]:
    """What a timer that only reminds sets going must not decide anything."""
    diagram = drawn.diagram
    reminding = [n.id for n in diagram.of_kind("boundaryEvent") if not n.interrupting]
    beside_it = reach(reminding, diagram.following) - main_way(diagram)
    for node in [node for node in diagram.nodes.values() if node.id in beside_it]:
        acts = node.kind in ("userTask", "callActivity")
        if acts or (node.kind == "serviceTask" and node.operator not in REMINDERS):
            reason = _("Stands behind a timer that only reminds: there nothing may be decided.")
            yield drawn.fault("acts-beside-the-way", node.id, reason)


def _hands(drawn: Drawn, name: str, lane: str, post: str) -> Iterator[Fault]:
    node = drawn.diagram.nodes[name]
    if node.lane != lane or set(node.posts) != {post}:
        reason = _("This step belongs to the post “%(post)s” of the party “%(lane)s” and no other.")
        yield drawn.fault("step-in-other-hands", name, reason % {"post": post, "lane": lane})
