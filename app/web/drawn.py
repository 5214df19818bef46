"""The diagrams of a case, with what is done in each and where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.foundation.i18n import _, speaks_english
from app.workflow import definitions
from app.workflow.engine.drawing import Diagram, Node
from app.workflow.engine.steps import steps
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
        [_step(diagram, node, passed, active) for node in steps(diagram)],
    )


def _step(diagram: Diagram, node: Node, passed: set[str], active: set[str]) -> Step:
    state = "active" if node.id in active else "done" if node.id in passed else "waiting"
    texts = {"active": _("in progress"), "done": _("done"), "waiting": _("not yet")}
    english, lane = speaks_english(), diagram.lanes.get(node.lane)
    title = (english and node.name_en) or node.name
    party = ((english and lane.name_en) or lane.name) if lane else ""
    return Step(title, party, state, texts[state])
