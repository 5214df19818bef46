"""Guard rails 1 to 5: what is wrong with a negotiation that has come to a place."""

from collections.abc import Iterator

from app.foundation.i18n import _
from app.workflow.checks.fault import Fault
from app.workflow.checks.laws import negotiation
from app.workflow.checks.shape import main_way
from app.workflow.checks.walk import Place, Position, Walk

FILINGS = ("application filing", "negotiation_result filing")
SECRECY = (negotiation.FILED_BY_BUREAU, "secrecy_agreement filing")


def judge(walk: Walk, position: Position) -> Iterator[Fault]:
    """What is wrong with a case that has come to this position."""
    place, past = position
    node = walk.node(place)
    closing = node.kind == "endEvent" and not place.calls
    if closing and "archived" not in past.marks and _is_main(walk, place):
        reason, way = _("The case ends without being archived."), walk.path(position)
        yield walk.drawn[place.process].fault("end-without-archive", node.id, reason, way)
    if closing or node.id == "provide_data" or node.id == "provider_response":
        yield from _owed(walk, position)
    if node.id == "provide_data":
        yield from _unfiled(walk, position)
    if node.kind == "userTask" and past.phase and not walk.covered(place, past.phase):
        reason = _("Open without a deadline: no interrupting timer on “%(clock)s” here or above.")
        reason, way = reason % {"clock": past.phase}, walk.path(position)
        yield walk.drawn[place.process].fault("task-without-deadline", node.id, reason, way)


def _is_main(walk: Walk, place: Place) -> bool:
    return place.node in main_way(walk.diagrams[place.process])


def _owed(walk: Walk, position: Position) -> Iterator[Fault]:
    """Refusals, overdue answers and failures to deliver that did not come before the office."""
    place, past = position
    for debt, source in past.owed:
        if place.node == "provider_response" and debt != negotiation.REFUSAL:
            continue
        reason = {
            negotiation.REFUSAL: _(
                "A refusal comes to “%(place)s” past the office (“accept_dispute”)."
            ),
            negotiation.OVERDUE: _(
                "An overdue answer comes to “%(place)s” past the office (“accept_dispute”)."
            ),
            negotiation.NON_DELIVERY: _(
                "A failure to deliver comes to “%(place)s” past the office (“accept_dispute”)."
            ),
        }[debt] % {"place": walk.drawn[place.process].named(place.node)}
        drawn = next(d for d in walk.drawn.values() if source in d.diagram.nodes)
        code = f"{debt.replace('_', '-')}-past-the-office"
        yield drawn.fault(code, source, reason, walk.path(position, source))


def _unfiled(walk: Walk, position: Position) -> Iterator[Fault]:
    place, past = position
    for name in (*FILINGS, *(SECRECY if past.secret else ())):
        if name not in past.marks:
            reason = {
                "application filing": _("Data is provided though the application is not filed."),
                "negotiation_result filing": _("Data is provided though the result is not filed."),
            }.get(name, _("Secret data is provided though its secrecy agreement is not filed."))
            code = "provided-unfiled" if name in FILINGS else "secret-provided-unfiled"
            yield walk.drawn[place.process].fault(code, place.node, reason, walk.path(position))
            return
