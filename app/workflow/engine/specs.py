"""The diagrams of one version, parsed once and kept: what may be drawn, and by whose name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.spiff.parser.process import VALIDATOR, SpiffBpmnParser
from SpiffWorkflow.task import Task

from app.workflow.engine.diagram import Diagram, Node, parse_xml, read

CLOCK = re.compile(r"deadline\('(\w+)'\)")


@dataclass
class Specs:
    """All processes of one version.  Normal runs do not change a spec, so threads share it."""

    diagrams: dict[str, Diagram]
    parser: SpiffBpmnParser
    by_name: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the look-ups that every step needs."""
        for process_id in self.diagrams:
            self.by_name.setdefault(process_id, self.parser.get_spec(process_id))
            for name, spec in self.parser.get_subprocess_specs(process_id).items():
                self.by_name.setdefault(name, spec)
        for spec in self.by_name.values():
            _let_instances_report(spec)
        self._nodes = {
            (d.id, node.id): node for d in self.diagrams.values() for node in d.nodes.values()
        }
        self._flows = {
            (d.id, f.source, f.target): f.id for d in self.diagrams.values() for f in d.flows
        }
        self._clocks: dict[tuple[str, str], list[str]] = {}
        timers = ((p, node) for (p, _), node in self._nodes.items() if node.clock)
        for process_id, node in sorted(timers, key=lambda timer: not timer[1].interrupting):
            if node.attached_to:
                self._clocks.setdefault((process_id, node.attached_to), []).append(node.clock)

    def of(self, process_id: str) -> tuple[Any, dict]:
        """The parsed process and all that it calls, as SpiffWorkflow wants them."""
        called = {name: spec for name, spec in self.by_name.items() if name != process_id}
        return self.by_name[process_id], called

    def node(self, process_id: str, element: str) -> Node:
        """What is drawn under this id."""
        return self._nodes[process_id, element]

    def is_drawn(self, process_id: str, element: str) -> bool:
        """Is it a box of the diagram, and not one of the engine's own?"""
        return (process_id, element) in self._nodes

    def flow(self, process_id: str, source: str, target: str) -> str | None:
        """The sequence flow between two boxes."""
        return self._flows.get((process_id, source, target))

    def clocks(self, process_id: str, element: str) -> list[str]:
        """The clocks whose timers are drawn on this box, those that end it first."""
        return self._clocks.get((process_id, element), [])

    def clock_of(self, timer: Task) -> str | None:
        """The clock that a boundary timer names."""
        expression = getattr(timer.task_spec.event_definition, "expression", "")
        named = CLOCK.fullmatch(str(expression).strip())
        return named.group(1) if named else None


def _let_instances_report(process: BpmnProcessSpec) -> None:
    """Tie what is done several times to its one box.

    The library does so only when it opens them, or restores a stored spec: in a server that was
    not running when opinions were asked for, the answers would count for nothing and the case
    would stand still for ever.
    """
    for whole in process.task_specs.values():
        if isinstance(whole, LoopTask):
            process.task_specs[whole.task_spec].completed_event.connect(whole.merge_child)


def parse(files: Mapping[str, bytes]) -> Specs:
    """Parse the diagrams of a version; `files` maps file names to their XML."""
    parser = SpiffBpmnParser(validator=VALIDATOR)
    diagrams = {}
    for name, xml in sorted(files.items()):
        parser.add_bpmn_xml(parse_xml(xml), filename=name)
        diagram = read(xml)
        diagrams[diagram.id] = diagram
    return Specs(diagrams, parser)


def diagram_id(xml: bytes) -> str:
    """The process id of a diagram."""
    return read(xml).id
