"""What no published version of the diagrams may lose, judged along paths and across calls."""

from collections.abc import Iterator, Mapping

from app.foundation.i18n import _
from app.workflow.checks import calls, law
from app.workflow.checks.fault import Drawn, Fault, Known
from app.workflow.checks.shape import main_way
from app.workflow.checks.walk import Place, Position, Walk

FILINGS = ("application filing", "negotiation_result filing")
SECRECY = (law.FILED_BY_BUREAU, "secrecy_agreement filing")


def check(diagrams: Mapping[str, Drawn], known: Known) -> Iterator[Fault]:
    """Guard rails 1 to 5; the diagrams must be sound in themselves."""
    if law.ROOT not in diagrams or not calls.sound(diagrams):
        return
    found: dict[tuple[str, str], Fault] = {}
    reached: set[str] = set()
    for secret in (True, False):
        walk = Walk(diagrams, known, secret)
        for position in walk:
            place = position[0]
            reached.add(place.node)
            faults = list(_at(walk, diagrams, position))
            for fault in faults:
                found.setdefault((fault.element, fault.reason), fault)
            if not faults:
                walk.go_on(position)
    yield from found.values()
    drawn = {name for d in diagrams.values() for name in d.diagram.nodes}
    for name in law.MUST_EXIST:
        if name not in (drawn if found else reached):  # a fault ends a path before its time
            reason = _("No path comes to this task, which the negotiation may not lose.")
            yield diagrams[law.ROOT].fault("task-missing", name, reason)


def _at(walk: Walk, diagrams: Mapping[str, Drawn], position: Position) -> Iterator[Fault]:
    """What is wrong with a case that has come to this position."""
    place, past = position
    node = walk.node(place)
    closing = node.kind == "endEvent" and not place.calls
    if closing and "archived" not in past.marks and _is_main(diagrams, place):
        reason, way = _("The case ends without being archived."), walk.path(position)
        yield diagrams[place.process].fault("end-without-archive", node.id, reason, way)
    if closing or node.id == "provide_data" or node.id == "provider_response":
        yield from _owed(walk, diagrams, position, closing)
    if node.id == "provide_data":
        yield from _unfiled(walk, diagrams, position)
    if node.kind == "userTask" and past.phase and not walk.covered(place, past.phase):
        reason = _("Open without a deadline: no interrupting timer on “%(clock)s” here or above.")
        reason, way = reason % {"clock": past.phase}, walk.path(position)
        yield diagrams[place.process].fault("task-without-deadline", node.id, reason, way)


def _is_main(diagrams: Mapping[str, Drawn], place: Place) -> bool:
    return place.node in main_way(diagrams[place.process].diagram)


def _owed(
    walk: Walk, diagrams: Mapping[str, Drawn], position: Position, closing: bool
) -> Iterator[Fault]:
    """Refusals, overdue answers and failures to deliver that did not come before the office."""
    place, past = position
    for debt, source in past.owed:
        if place.node == "provider_response" and debt != law.REFUSAL:
            continue
        reason = {
            law.REFUSAL: _("A refusal comes to “%(place)s”, past “accept_dispute”."),
            law.OVERDUE: _("An overdue answer comes to “%(place)s”, past “accept_dispute”."),
            law.NON_DELIVERY: _(
                "A failure to deliver comes to “%(place)s”, past “accept_dispute”."
            ),
        }[debt] % {"place": place.node}
        drawn = next(d for d in diagrams.values() if source in d.diagram.nodes)
        code = f"{debt.replace('_', '-')}-past-the-office"
        yield drawn.fault(code, source, reason, walk.path(position, source))


def _unfiled(walk: Walk, diagrams: Mapping[str, Drawn], position: Position) -> Iterator[Fault]:
    place, past = position
    for name in (*FILINGS, *(SECRECY if past.secret else ())):
        if name not in past.marks:
            reason = {
                "application filing": _("Data is provided though the application is not filed."),
                "negotiation_result filing": _("Data is provided though the result is not filed."),
            }.get(name, _("Secret data is provided though its secrecy agreement is not filed."))
            code = "provided-unfiled" if name in FILINGS else "secret-provided-unfiled"
            yield diagrams[place.process].fault(code, place.node, reason, walk.path(position))
            return
