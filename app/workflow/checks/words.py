"""Conditions on arrows: harmless, complete, and about values that are there when they are read."""

import ast
from collections.abc import Iterator, Mapping, Set
from functools import lru_cache

from app.foundation.i18n import _
from app.workflow.checks.fault import Drawn, Fault, Known
from app.workflow.checks.shape import inside, is_join, reach
from app.workflow.engine import expressions
from app.workflow.engine.diagram import Diagram, Flow, Node

OUTCOME = "outcome"


def check(drawn: Drawn, diagrams: Mapping[str, Drawn], known: Known) -> Iterator[Fault]:
    """Faults of the conditions of one diagram."""
    unsafe = list(_unsafe(drawn))
    yield from unsafe
    for node in drawn.diagram.nodes.values():
        yield from _conditions(drawn, node)
        if not unsafe and node.kind == "exclusiveGateway":
            yield from _choice(drawn, node, known)
    if not unsafe:
        yield from _unknown(drawn, diagrams)
        yield from _stale(drawn, diagrams)


def reads(flow: Flow) -> frozenset[str]:
    """The values that the condition of an arrow asks for."""
    return _names(flow.condition) if flow.condition else frozenset()


@lru_cache(maxsize=4096)
def _names(condition: str) -> frozenset[str]:
    return frozenset(expressions.names(condition))


def _unsafe(drawn: Drawn) -> Iterator[Fault]:
    for flow in drawn.diagram.flows:
        try:
            if flow.condition:
                expressions.check(flow.condition)
        except expressions.UnsafeExpression as wrong:
            yield drawn.fault(
                "condition-unsafe",
                flow.id,
                _("The condition is not allowed: %(why)s", why=str(wrong)),
            )


def _conditions(drawn: Drawn, node: Node) -> Iterator[Fault]:
    out = drawn.diagram.outgoing(node.id)
    choice = node.kind == "exclusiveGateway" and len(out) > 1
    for flow in out:
        if flow.condition and not choice:
            yield drawn.fault(
                "condition-without-choice",
                flow.id,
                _("Only arrows out of a choice have a condition."),
            )
        if choice and flow.condition and flow.id == node.default:
            yield drawn.fault(
                "default-with-condition",
                flow.id,
                _("The default arrow has no condition: it is what is left."),
            )
        if choice and not flow.condition and flow.id != node.default:
            yield drawn.fault(
                "condition-missing",
                flow.id,
                _("Say when this arrow is taken, or make it the default."),
            )
    conditions = [flow.condition for flow in out if flow.condition]
    if len(set(conditions)) < len(conditions):
        yield drawn.fault(
            "conditions-alike", node.id, _("Two of its arrows have the same condition.")
        )


def _choice(drawn: Drawn, gateway: Node, known: Known) -> Iterator[Fault]:
    """A gateway on `outcome` stands right behind one user task and takes each of its answers."""
    diagram = drawn.diagram
    flows = [f for f in diagram.outgoing(gateway.id) if OUTCOME in reads(f)]
    if not flows:
        return
    behind = [diagram.nodes.get(f.source) for f in diagram.incoming(gateway.id)]
    task = behind[0] if len(behind) == 1 else None
    if task is None or task.kind != "userTask" or task.item:
        reason = _(
            "Asks which answer was chosen: it must stand right behind the one step of one unit."
        )
        yield drawn.fault("outcome-read-elsewhere", gateway.id, reason)
        return
    offered = known.outcomes(task)
    for flow in flows:
        for value in sorted(_values(flow.condition) - offered):
            reason = _(
                "The form of “%(task)s” offers no answer “%(value)s”.",
                task=drawn.named(task.id),
                value=value,
            )
            yield drawn.fault("outcome-unknown", flow.id, reason)
    for value in sorted(offered):
        taken = [f for f in flows if _holds(f, value)]
        if not taken and not gateway.default:
            reason = _(
                "Whoever answers “%(value)s” in “%(task)s” has no way on: draw an arrow for it."
            )
            yield drawn.fault(
                "outcome-without-way",
                gateway.id,
                reason % {"value": value, "task": drawn.named(task.id)},
            )
        if len(taken) > 1:
            reason = _(
                "For the answer “%(value)s” two arrows are taken; it must be one.", value=value
            )
            yield drawn.fault("outcome-with-two-ways", gateway.id, reason)


def _holds(flow: Flow, outcome: str) -> bool:
    try:
        return bool(expressions.evaluate(flow.condition, {OUTCOME: outcome}))
    except (NameError, TypeError, ValueError):
        return False


def constants(condition: str) -> Iterator[object]:
    """The values with which a condition compares."""
    tree = ast.walk(ast.parse(condition.strip(), mode="eval"))
    yield from (p.value for p in tree if isinstance(p, ast.Constant))


def _values(condition: str) -> set[str]:
    return {value for value in constants(condition) if isinstance(value, str)}


def _unknown(drawn: Drawn, diagrams: Mapping[str, Drawn]) -> Iterator[Fault]:
    """Names that have no value, or not on every way."""
    diagram = drawn.diagram
    set_before = _assigned(diagram, diagrams)
    anywhere = {name for n in diagram.nodes.values() for name in _writes(n, diagrams)}
    anywhere |= {OUTCOME, *_given(diagram)}
    for place, node_id, names in _reading(diagram, diagrams):
        for name in sorted(names - {OUTCOME}):
            if name not in anywhere:
                yield drawn.fault(
                    "value-never-set",
                    place,
                    _("Asks for “%(name)s”, but no step ever gives it a value.", name=name),
                )
            elif name not in set_before.get(node_id, anywhere):
                reason = _(
                    "Asks for “%(name)s”, but there is a way here on which it has no value yet.",
                    name=name,
                )
                yield drawn.fault("value-not-on-every-way", place, reason)


def _reading(
    diagram: Diagram, diagrams: Mapping[str, Drawn]
) -> Iterator[tuple[str, str, Set[str]]]:
    """(where to point, at which box, which names): conditions, lists, inputs, declared results."""
    for flow in diagram.flows:
        yield flow.id, flow.source, reads(flow)
    for node in diagram.of_kind("userTask"):
        yield node.id, node.id, {node.collection} - {""}
    for node in diagram.of_kind("callActivity"):
        if node.called in diagrams:
            yield node.id, node.id, set(diagrams[node.called].diagram.inputs)
    main = _assigned(diagram, diagrams)
    for node in diagram.of_kind("endEvent"):
        if node.id in main and not node.event:
            yield node.id, node.id, set(diagram.outputs)


def _given(diagram: Diagram) -> set[str]:
    return {"case", *diagram.inputs}


def _writes(node: Node, diagrams: Mapping[str, Drawn]) -> set[str]:
    if node.kind == "callActivity" and node.called in diagrams:
        return set(diagrams[node.called].diagram.outputs)
    return {node.result} if node.result else set()


def _assigned(diagram: Diagram, diagrams: Mapping[str, Drawn]) -> dict[str, set[str]]:
    """What is surely set when a box of the main way is reached."""
    known = {n.id: _given(diagram) for n in diagram.of_kind("startEvent")}
    left = list(known)
    while left:
        node_id = left.pop()
        node = diagram.nodes[node_id]
        after = known[node_id] | _writes(node, diagrams)
        ways = [(flow.target, after) for flow in diagram.outgoing(node_id)]
        ways += [(e.id, known[node_id]) for e in diagram.boundary(node_id) if e.interrupting]
        for target, values in ways:
            joined = is_join(diagram, target)
            old = known.get(target)
            new = values if old is None else old | values if joined else old & values
            if target in diagram.nodes and new != old:
                known[target] = set(new)
                left.append(target)
    return known


def _stale(drawn: Drawn, diagrams: Mapping[str, Drawn]) -> Iterator[Fault]:
    """Written in a parallel branch, read behind the join: the last to finish overwrites it."""
    diagram = drawn.diagram
    for join in [n for n in diagram.nodes if is_join(diagram, n)]:
        behind = reach([f.target for f in diagram.outgoing(join)], diagram.following)
        written = {}
        for node_id in inside(diagram, join):
            for name in _writes(diagram.nodes[node_id], diagrams):
                written[name] = node_id
        for place, node_id, names in _reading(diagram, diagrams):
            for name in sorted(names & set(written) if node_id in behind else ()):
                reason = _(
                    "“%(name)s” comes from one of several branches (%(box)s) and may be old "
                    "where they have met: let a step behind that place give it."
                )
                yield drawn.fault(
                    "value-from-parallel-branch",
                    place,
                    reason % {"name": name, "box": drawn.named(written[name])},
                )
