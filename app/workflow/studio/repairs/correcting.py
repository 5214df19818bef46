"""Put a value right that a gateway ahead is going to read: declared results alone."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.foundation import audit
from app.foundation.errors import Conflict, Refused
from app.foundation.i18n import _
from app.workflow import definitions, engine, faults, registry, runtime
from app.workflow.checks.laws.answers import ANSWERS, KEPT
from app.workflow.engine import expressions
from app.workflow.engine.drawing import Diagram, Flow, Node
from app.workflow.models import ProcessInstance
from app.workflow.studio.repairs import acts

OWN = frozenset({"case", "outcome"})


@dataclass(frozen=True)
class Value:
    """A value that may be put right: what it is, what it may become, and which gateways read it."""

    process_id: str
    name: str
    now: Any
    allowed: tuple[Any, ...]
    gateways: tuple[Node, ...]

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.process_id}/{self.name}"


def values(instance: ProcessInstance) -> list[Value]:
    """What the gateways ahead of a case read, of the processes that are open in it."""
    specs = definitions.release(instance.release_id).specs
    return [
        value
        for part in engine.parts(specs, instance.state)
        for value in _of_part(part, specs.diagrams)
    ]


def correct(instance_id: int, key: str, to: str, said: str, *, seen: int | None = None) -> None:
    """Give a value another content; the gateway that reads it will choose by that.

    Refused where the other way would leave out a step that a guard rail protects.
    """
    why = acts.reason(said)
    with acts.on(instance_id, seen) as instance:
        value = next((one for one in values(instance) if one.key == key), None)
        new = next((v for v in value.allowed if written(v) == to), None) if value else None
        if value is None or new is None:
            raise Conflict(_("No gateway ahead of the case reads such a value (any more)."))
        specs = definitions.release(instance.release_id).specs
        if lost := _lost(value, new, specs.diagrams):
            raise Conflict(
                _("The case would go past “%(step)s”, which a guard rail protects.", step=lost)
            )
        audit.record(
            "value corrected",
            case=instance.id,
            subject=value.name,
            process=value.process_id,
            name=value.name,
            was=value.now,
            now=new,
            reason=why,
        )
        _put(instance, value, new)


def written(value: Any) -> str:
    """A value as diagrams write it."""
    return repr(value)


def _put(instance: ProcessInstance, value: Value, new: Any) -> None:
    specs = definitions.release(instance.release_id).specs
    try:
        snapshot = engine.correct(
            specs, instance.state, value.process_id, value.name, new, registry.dispatch
        )
        runtime.go_on(instance, snapshot)
    except Refused:
        raise
    except Exception as error:  # whatever it is, the administrator reads it
        raise Conflict(
            _("The case cannot go on with that: %(why)s", why=faults.in_words(error))
        ) from error


def _of_part(part: engine.Part, diagrams: dict[str, Diagram]) -> Iterator[Value]:
    diagram = diagrams[part.process_id]
    for name in sorted(set(part.data) - OWN):
        gateways = _readers(diagram, diagrams, part.standing, name)
        if gateways and isinstance(part.data[name], str | int | bool):
            allowed = _allowed(diagram, name, part.data[name])
            if len(allowed) > 1:
                yield Value(part.process_id, name, part.data[name], allowed, tuple(gateways))


def _readers(
    diagram: Diagram, diagrams: dict[str, Diagram], standing: tuple[str, ...], name: str
) -> list[Node]:
    """The gateways ahead that read a value before anything on the way gives it anew."""
    found: dict[str, Node] = {}
    seen, ahead = set(standing), [n for node in standing for n in diagram.following(node)]
    while ahead:
        node = diagram.nodes[ahead.pop()]
        if node.id in seen:
            continue
        seen.add(node.id)
        if any(name in _read(flow) for flow in diagram.outgoing(node.id)):
            found[node.id] = node
        if not _gives(node, diagrams, name):
            ahead.extend(diagram.following(node.id))
    return [node for node in diagram.nodes.values() if node.id in found]


def _gives(node: Node, diagrams: dict[str, Diagram], name: str) -> bool:
    called = diagrams.get(node.called)
    return node.result == name or bool(called and name in called.outputs)


def _read(flow: Flow) -> set[str]:
    return expressions.names(flow.condition) if flow.condition else set()


def _allowed(diagram: Diagram, name: str, now: Any) -> tuple[Any, ...]:
    """What the operation that gives it may answer, and what the conditions compare it with."""
    known: list[Any] = [True, False] if isinstance(now, bool) else [now]
    for node in diagram.of_kind("serviceTask"):
        if node.result == name:
            known.extend(ANSWERS.get(node.operator, ()))
    for flow in diagram.flows:
        if name in _read(flow):
            known.extend(_compared(flow.condition))
    return tuple(dict.fromkeys(v for v in known if type(v) is type(now)))


def _compared(condition: str) -> list[Any]:
    tree = ast.parse(condition.strip(), mode="eval")
    return [part.value for part in ast.walk(tree) if isinstance(part, ast.Constant)]


def _lost(value: Value, new: Any, diagrams: dict[str, Diagram]) -> str:
    """A protected step on the way by the old value that is not on the way by the new one."""
    diagram = diagrams[value.process_id]
    for gateway in value.gateways:
        ways = [_protected(diagram, diagrams, gateway, value, v) for v in (value.now, new)]
        for step in sorted(ways[0] - ways[1]):
            return diagram.nodes[step].name or step
    return ""


def _protected(
    diagram: Diagram, diagrams: dict[str, Diagram], gateway: Node, value: Value, chosen: Any
) -> set[str]:
    reached: set[str] = set()
    ahead = [f.target for f in _ways(diagram, gateway, value.name, chosen)]
    while ahead:
        node_id = ahead.pop()
        if node_id not in reached:
            reached.add(node_id)
            ahead.extend(diagram.following(node_id))
    return {n for n in reached if _is_protected(diagram.nodes[n], diagrams)}


def _ways(diagram: Diagram, gateway: Node, name: str, value: Any) -> list[Flow]:
    """The ways out of a gateway that a value leaves open; all where more than it decides."""
    flows = diagram.outgoing(gateway.id)
    if any(flow.condition and _read(flow) != {name} for flow in flows):
        return list(flows)
    open_ways = [
        f for f in flows if f.condition and expressions.evaluate(f.condition, {name: value})
    ]
    return open_ways or [f for f in flows if not f.condition or f.id == gateway.default]


def _is_protected(node: Node, diagrams: dict[str, Diagram]) -> bool:
    if node.id in KEPT or node.operator in KEPT:
        return True
    called = diagrams.get(node.called)
    return bool(called and any(_is_protected(one, diagrams) for one in called.nodes.values()))
