"""The diagrams of a case, with what is done in each and where it stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.foundation.i18n import _, speaks_english
from app.workflow import definitions
from app.workflow.engine.drawing import Diagram, Node
from app.workflow.engine.steps import ROUTING, steps
from app.workflow.models import ProcessInstance


@dataclass(frozen=True)
class Step:
    """A box as the list beside the drawing shows it."""

    title: str
    lane: str
    state: str
    state_text: str


@dataclass(frozen=True)
class Drawn:
    """A diagram of the case."""

    id: str
    title: str
    done: list[str]
    active: list[str]
    steps: list[Step]


def of(instance: ProcessInstance) -> list[Drawn]:
    """The case's own diagram and those called so far, in the order of the story."""
    release = definitions.release(instance.release_id)
    passed, open_now = (
        _by_process(instance.passed),
        _by_process([*instance.active, *instance.calls]),
    )
    reached = [instance.process_id, *(p for p in release.specs.diagrams if p in passed)]
    return [
        _drawn(release.diagram(process), passed.get(process, set()), open_now.get(process, set()))
        for process in dict.fromkeys(reached)
    ]


def chosen(diagrams: list[Drawn], wanted: str | None) -> Drawn:
    """The diagram asked for, else the innermost in which something is open, else the case's own."""
    for one in diagrams:
        if one.id == wanted:
            return one
    return next((one for one in reversed(diagrams) if one.active), diagrams[0])


def _by_process(elements: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in elements:
        process, _slash, element = name.partition("/")
        found.setdefault(process, set()).add(element)
    return found


def _drawn(diagram: Diagram, passed: set[str], active: set[str]) -> Drawn:
    done = [node.id for node in diagram.nodes.values() if node.id in passed - active]
    return Drawn(
        diagram.id,
        (speaks_english() and diagram.name_en) or diagram.name,
        done,
        sorted(active),
        _steps(diagram, passed, active),
    )


def _steps(diagram: Diagram, passed: set[str], active: set[str]) -> list[Step]:
    """The boxes in order; those of one name, such as reminders, with the tasks they belong to."""
    shown = [node for node in steps(diagram) if not _says_it_again(diagram, node)]
    counted = Counter(node.name for node in shown)
    alike = {node.id for node in shown if counted[node.name] > 1}
    return [_step(diagram, node, passed, active, alike) for node in shown]


def _step(
    diagram: Diagram, node: Node, passed: set[str], active: set[str], alike: set[str]
) -> Step:
    state = "active" if node.id in active else "done" if node.id in passed else "waiting"
    texts = {"active": _("in progress"), "done": _("done"), "waiting": _("not yet")}
    english, lane = speaks_english(), diagram.lanes.get(node.lane)
    title = _name(node)
    if node.id in alike and (before := _before(diagram, node, alike)):
        after = _(", ").join(map(_name, before))
        title = _("%(step)s (%(after)s)", step=title, after=after)
    party = ((english and lane.name_en) or lane.name) if lane else ""
    return Step(title, party, state, texts[state])


def _name(node: Node) -> str:
    return (speaks_english() and node.name_en) or node.name


def _says_it_again(diagram: Diagram, node: Node) -> bool:
    """An end that is named like the step that leads to it, or only ends a reminder's own line."""
    if node.kind != "endEvent":
        return False
    leading = [diagram.nodes[flow.source] for flow in diagram.incoming(node.id)]
    return any(one.name == node.name for one in leading) or all(
        _is_aside(diagram, one) for one in leading
    )


def _is_aside(diagram: Diagram, node: Node) -> bool:
    """A step that runs beside a task which stays open, such as a reminder."""
    sources = [diagram.nodes[flow.source] for flow in diagram.incoming(node.id)]
    return bool(sources) and all(s.attached_to and not s.interrupting for s in sources)


def _before(diagram: Diagram, node: Node, alike: set[str]) -> list[Node]:
    """The steps that lead to a box, past gateways and boxes that need telling apart themselves."""
    found: dict[str, Node] = {}
    seen, ahead = {node.id}, [node.id]
    while ahead:
        for flow in diagram.incoming(ahead.pop()):
            source = diagram.nodes[flow.source]
            source = diagram.nodes.get(source.attached_to, source)
            if source.id in seen:
                continue
            seen.add(source.id)
            if source.kind in ROUTING or source.id in alike:
                ahead.append(source.id)
            else:
                found[source.id] = source
    return [one for one in diagram.nodes.values() if one.id in found]
