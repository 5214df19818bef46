"""What no published version of the diagrams may lose, judged along paths and across calls."""

from collections.abc import Callable, Iterator, Mapping

from app.foundation.i18n import _
from app.workflow.checks import calls, hands
from app.workflow.checks.fault import Drawn, Fault, Known
from app.workflow.checks.law import Law
from app.workflow.checks.laws import (
    collection,
    database,
    negotiation,
    negotiation_rails,
    publication,
    table,
)
from app.workflow.checks.walk import MOST_POSITIONS, Position, Walk

Judge = Callable[[Walk, Position], Iterator[Fault]]

CATALOGUE = (publication.TABLE, collection.TABLE, database.TABLE)
ROOMS: tuple[tuple[Law, Judge], ...] = (
    (negotiation.LAW, negotiation_rails.judge),
    *((table.law(one), table.judge(one)) for one in CATALOGUE),
)


def check(diagrams: Mapping[str, Drawn], known: Known) -> Iterator[Fault]:
    """The guard rails of every room; the diagrams must be sound in themselves."""
    if not calls.sound(diagrams):
        return
    for law, judge in ROOMS:
        if law.root in diagrams:
            yield from _broken(law, judge, diagrams, known)


def _broken(law: Law, judge: Judge, diagrams: Mapping[str, Drawn], known: Known) -> Iterator[Fault]:
    yield from hands.check(law, diagrams, known)
    found: dict[tuple[str, str], Fault] = {}
    reached: set[str] = set()
    root = diagrams[law.root]
    for past in law.beginnings:
        walk = Walk(law, diagrams, known, past)
        for position in walk:
            reached.add(position[0].node)
            faults = list(judge(walk, position))
            for fault in faults:
                found.setdefault((fault.element, fault.reason), fault)
            if not faults:
                walk.go_on(position)
        if walk.is_cut_short:
            yield _too_many(root)
            return
    yield from found.values()
    drawn = {name for d in diagrams.values() for name in d.diagram.nodes}
    for name in law.must_exist:
        if name not in (drawn if found else reached):  # a fault ends a path before its time
            reason = _("No path comes to the step “%(step)s”, which may not be lost.", step=name)
            yield root.fault("step-lost", name, reason)


def _too_many(root: Drawn) -> Fault:
    reason = _(
        "More ways lead through this process than can be checked (%(most)s): "
        "draw fewer choices one behind the other, or a called process for a part of it.",
        most=MOST_POSITIONS,
    )
    return root.fault("too-many-ways", root.diagram.id, reason)
