"""Choices on what the system found: every value that it may find has a way on, and only one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from app.foundation.i18n import _
from app.workflow.checks.fault import Drawn, Fault
from app.workflow.checks.laws.answers import ANSWERS
from app.workflow.checks.words import OUTCOME, constants, reads
from app.workflow.engine import expressions
from app.workflow.engine.diagram import Diagram, Flow, Node

# Stands for every value that no condition names.
OTHER = "\N{HORIZONTAL ELLIPSIS}"
MOST_COMBINATIONS, LONGEST_LIST = 256, 20


def check(drawn: Drawn, diagrams: Mapping[str, Drawn]) -> Iterator[Fault]:
    """Faults of the choices of one diagram whose conditions may be evaluated."""
    for gateway in drawn.diagram.of_kind("exclusiveGateway"):
        flows = [flow for flow in drawn.diagram.outgoing(gateway.id) if flow.condition]
        if flows and not any(OUTCOME in reads(flow) for flow in flows):
            yield from _choice(drawn, gateway, flows, diagrams)


def _choice(
    drawn: Drawn, gateway: Node, flows: Sequence[Flow], diagrams: Mapping[str, Drawn]
) -> Iterator[Fault]:
    for found in _combinations(drawn.diagram, flows, diagrams):
        taken = [flow for flow in flows if _holds(flow, found)]
        if not taken and not gateway.default:
            yield _without_way(drawn, gateway, found)
            return
        if len(taken) > 1:
            reason = _("Two of its arrows are taken when %(values)s.", values=_told(found))
            yield drawn.fault("result-with-two-ways", gateway.id, reason)
            return


def _without_way(drawn: Drawn, gateway: Node, found: Mapping[str, object]) -> Fault:
    if OTHER in found.values():
        reason = _("Not every value has a way on from here: make one of the arrows the default.")
        return drawn.fault("default-missing", gateway.id, reason)
    reason = _(
        "When %(values)s no arrow leads on: draw one for it, or make one the default.",
        values=_told(found),
    )
    return drawn.fault("result-without-way", gateway.id, reason)


def _told(found: Mapping[str, object]) -> str:
    return _(", ").join(_one(name, value) for name, value in found.items())


def _one(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return _("“%(name)s” has %(count)s entries", name=name, count=len(value))
    return _("“%(name)s” is “%(value)s”", name=name, value=value)


def _combinations(
    diagram: Diagram, flows: Sequence[Flow], diagrams: Mapping[str, Drawn]
) -> Iterator[dict[str, object]]:
    """What may be found where the choice is made; nothing where that is too much to try."""
    names = sorted({name for flow in flows for name in reads(flow)})
    domains = [list(_domain(name, diagram, flows, diagrams)) for name in names]
    size = 1
    for domain in domains:
        size *= len(domain)
    if size <= MOST_COMBINATIONS:
        yield from (dict(zip(names, values, strict=True)) for values in product(*domains))


def _domain(
    name: str, diagram: Diagram, flows: Iterable[Flow], diagrams: Mapping[str, Drawn]
) -> list[object]:
    """The values that a name may have: those its operations give, or those that are asked for."""
    given = _given(name, diagram, diagrams, ())
    if given is not None:
        return list(dict.fromkeys(given))
    conditions = [flow.condition for flow in flows if name in reads(flow)]
    asked = [value for condition in conditions for value in constants(condition)]
    return list(dict.fromkeys(_tried(asked, any(f"len({name})" in c for c in conditions))))


def _tried(asked: Sequence[object], is_counted: bool) -> Iterator[object]:
    """What to try for a value that is compared with these: them, what lies around, another."""
    numbers = [n for n in asked if isinstance(n, int | float) and not isinstance(n, bool)]
    if is_counted:
        around = {0, 1, *(int(n) + step for n in numbers for step in (-1, 0, 1))}
        yield from (("",) * count for count in sorted(around) if 0 <= count <= LONGEST_LIST)
    elif asked:
        yield from (n + step for n in numbers for step in (0, -1, 1))
        yield from (value for value in asked if value not in numbers)
        yield from () if len(numbers) == len(asked) else (OTHER,)
    else:
        yield from (True, False)


def _given(
    name: str, diagram: Diagram, diagrams: Mapping[str, Drawn], above: tuple[str, ...]
) -> list[object] | None:
    """What the operations answer that write this name; None where that is not known."""
    if name in diagram.inputs or diagram.id in above:
        return None
    found: list[object] = []
    for node in diagram.nodes.values():
        given: Sequence[object] | None = ()
        if node.kind == "serviceTask" and node.result == name:
            given = ANSWERS.get(node.operator)
        elif node.kind == "callActivity" and node.called in diagrams:
            called = diagrams[node.called].diagram
            if name in called.outputs:
                given = _given(name, called, diagrams, (*above, diagram.id))
        if given is None:
            return None
        found += given
    return found or None


def _holds(flow: Flow, values: Mapping[str, object]) -> bool:
    try:
        return bool(expressions.evaluate(flow.condition, values))
    except (NameError, TypeError, ValueError):
        return False
