"""Put a case back to an earlier step, or a value right that a gateway ahead is going to read.

History is cut after every step, so an earlier step is not found again: it is begun anew under the
root of its process, with the values that the case knows, and all that was open there is dropped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.workflow.engine import codec, machine
from app.workflow.engine.drawing import Node
from app.workflow.engine.migration import TO_COME
from app.workflow.engine.prune import ALIVE
from app.workflow.engine.script import Dispatch, Script
from app.workflow.engine.snapshot import Snapshot
from app.workflow.engine.specs import Specs

MAY_BE_TAKEN_UP = ("userTask", "callActivity")


@dataclass(frozen=True)
class Part:
    """A process that is open in a case: its name, what is open in it, the values it knows."""

    process_id: str
    standing: tuple[str, ...]
    data: Mapping[str, Any]


def look(specs: Specs, state: bytes) -> Snapshot:
    """Where a case stands, without moving it."""
    return machine._snapshot(codec.load(state, specs.by_name), specs, set())


def parts(specs: Specs, state: bytes) -> list[Part]:
    """The case's own process and those called that are open, the outermost first."""
    flow = codec.load(state, specs.by_name)
    return [_part(one, specs) for one in _open(flow)]


def earlier(specs: Specs, state: bytes, passed: set[str]) -> list[tuple[str, str]]:
    """(process, element) of the steps the case has passed and can be put back to.

    Only what leads to where it stands, on a way that no parallel gateway shares: a branch taken
    up alone would wait at its join for ever.
    """
    flow = codec.load(state, specs.by_name)
    return [
        (one.spec.name, node.id)
        for one in _open(flow)
        for node in specs.diagrams[one.spec.name].nodes.values()
        if f"{one.spec.name}/{node.id}" in passed and _leads_here(one, node, specs)
    ]


def send_back(
    specs: Specs, state: bytes, process_id: str, element: str, dispatch: Dispatch
) -> Snapshot:
    """Begin an earlier step anew; what was open in its process, and in what that called, ends."""
    flow = codec.load(state, specs.by_name)
    part = _find(flow, process_id)
    if part is None or not _leads_here(part, specs.node(process_id, element), specs):
        raise machine.NotOpen(element)
    _cut_back(flow, part, element)
    # Read again: the library keeps lists of what waits, and what is gone must not be in them.
    flow = codec.load(codec.dump(flow), specs.by_name)
    flow.script_engine = Script(dispatch)
    again = _find(flow, process_id)
    assert again is not None, "found above"
    for child in again.task_tree.children:
        child.task_spec._predict(child, mask=TO_COME)
        child.task_spec._update(child)
    return machine.rest(flow, specs)


def correct(
    specs: Specs, state: bytes, process_id: str, name: str, value: Any, dispatch: Dispatch
) -> Snapshot:
    """Give a value of the process data another content wherever the process carries it."""
    flow = codec.load(state, specs.by_name)
    flow.script_engine = Script(dispatch)
    part = _find(flow, process_id)
    carrying = [t for t in _alive(part) if name in t.data] if part else []
    if not carrying:
        raise machine.NotOpen(name)
    for task in carrying:
        task.data[name] = value
    return machine.rest(flow, specs)


def _find(flow: BpmnWorkflow, process_id: str) -> BpmnBaseWorkflow | None:
    return next((one for one in _open(flow) if one.spec.name == process_id), None)


def _cut_back(flow: BpmnWorkflow, part: BpmnBaseWorkflow, element: str) -> None:
    """Leave of a process its root with the values it knows, and the step that is to begin."""
    data, root = _plain(_innermost(part).data, part), part.task_tree
    for task in [t for t in part.tasks.values() if t is not root]:
        del part.tasks[task.id]
        _drop(flow, task)
    root._children, root.data, part.last_task = [], data, root
    root._add_child(_entry(part, element), TaskState.FUTURE)


def _part(one: BpmnBaseWorkflow, specs: Specs) -> Part:
    standing = {machine._name(t) for t in _alive(one)}
    drawn = (n for n in sorted(standing) if specs.is_drawn(one.spec.name, n))
    return Part(one.spec.name, tuple(drawn), _plain(_innermost(one).data, one))


def _open(flow: BpmnWorkflow) -> list[BpmnBaseWorkflow]:
    """The case's own process and those called that have not ended, the outermost first."""
    called = [one for one in flow.subprocesses.values() if not one.completed]
    return [flow, *sorted(called, key=lambda one: one.depth)]


def _alive(part: BpmnBaseWorkflow) -> list[Task]:
    return [task for task in part.tasks.values() if task.has_state(ALIVE)]


def _innermost(part: BpmnBaseWorkflow) -> Task:
    """A task that carries what the process knows: an open one before a timer or a join."""
    order = {TaskState.STARTED: 0, TaskState.READY: 1}
    return min(_alive(part), key=lambda task: order.get(task.state, 2))


def _plain(data: Mapping[str, Any], part: BpmnBaseWorkflow) -> dict[str, Any]:
    """The values without those that belong to one task alone: its choice, its unit."""
    units = {f"{name.partition(' ')[0]}_unit" for name in part.spec.task_specs}
    return {k: v for k, v in data.items() if k != "outcome" and k not in units}


def _entry(part: BpmnBaseWorkflow, element: str) -> TaskSpec:
    """Where a step begins: before the timers on its edge, where it has some."""
    specs = part.spec.task_specs
    return specs.get(f"{element}.BoundaryEventSplit") or specs[element]


def _leads_here(part: BpmnBaseWorkflow, node: Node, specs: Specs) -> bool:
    """May a case that stands where this process is open be put back to that step?"""
    standing = [t.task_spec for t in _alive(part)]
    if node.kind not in MAY_BE_TAKEN_UP or node.collection or not standing:
        return False
    if any(machine._name(t) == node.id for t in _alive(part)):
        return False
    ahead = _reached(_entry(part, node.id).outputs)
    return any(one.name in ahead for one in standing) and not list(_starved(part, node.id))


def _starved(part: BpmnBaseWorkflow, element: str) -> Iterator[TaskSpec]:
    """The joins ahead of a step at which a branch would be missing when the others arrive."""
    entry = _entry(part, element)
    for join in _reached([entry]).values():
        if isinstance(join, ParallelGateway):
            before = _reached([entry], short_of=join.name)
            if any(one.name not in before for one in join.inputs):
                yield join


def _reached(start: list[TaskSpec], short_of: str = "") -> dict[str, TaskSpec]:
    found: dict[str, TaskSpec] = {}
    waiting = list(start)
    while waiting:
        spec = waiting.pop()
        if spec.name not in found and spec.name != short_of:
            found[spec.name] = spec
            waiting.extend(spec.outputs)
    return found


def _drop(flow: BpmnWorkflow, task: Task) -> None:
    """Whatever a dropped step had called ends with it."""
    gone = flow.subprocesses.pop(task.id, None)
    for inner in list(gone.tasks.values()) if gone is not None else ():
        _drop(flow, inner)
