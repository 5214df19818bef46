"""Move a case to another version of its diagrams, where it stands and with all that it knows.

The library's `migrate_workflow` begins every open task anew: running timers start
again, what a task holds is lost, and a case that stands on a box the new version
does not have can never be loaded again.  So history is cut, what does not fit is
refused in words, and nothing is begun anew: only what may come next is worked out
from the new drawing.
"""

from collections.abc import Iterable, Iterator

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.foundation.i18n import _, lazy, speaks_english
from app.workflow.engine import codec
from app.workflow.engine.machine import rest
from app.workflow.engine.prune import ALIVE, prune
from app.workflow.engine.script import Dispatch, Script
from app.workflow.engine.snapshot import Snapshot
from app.workflow.engine.specs import Specs

DEADLINES = lazy("The deadlines drawn on “%(step)s” are others in the new version.")
TO_COME = TaskState.PREDICTED_MASK | TaskState.FUTURE


class NotMigratable(ValueError):
    """The case cannot go on by the new version from where it stands; `reasons` say why."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def migrate(old: Specs, new: Specs, state: bytes, dispatch: Dispatch) -> Snapshot:
    """Let a case that ran by `old` run by `new` from now on; raise `NotMigratable` if it cannot.

    Open tasks keep their ids.  Nothing outside is touched: to try it out, throw the result away.
    """
    flow = codec.load(state, old.by_name)
    prune(flow)
    reasons = [why for part in _parts(flow) for why in _obstacles(part, old, new)]
    if reasons:
        raise NotMigratable(list(dict.fromkeys(reasons)))
    for part in _parts(flow):
        _forget_what_is_to_come(part)
    flow.subprocess_specs = {part.spec.name: part.spec for part in flow.subprocesses.values()}
    moved = codec.load(codec.dump(flow), new.by_name)
    moved.subprocess_specs = new.of(moved.spec.name)[1]
    moved.script_engine = Script(dispatch)
    for part in _parts(moved):
        for task in _in(part, ALIVE):
            task.task_spec._predict(task, mask=TO_COME | task.state)
    return rest(moved, new)


def _parts(flow: BpmnWorkflow) -> list[BpmnBaseWorkflow]:
    return [flow, *flow.subprocesses.values()]


def _in(part: BpmnBaseWorkflow, states: int) -> list[Task]:
    return [task for task in part.tasks.values() if task.has_state(states)]


def _forget_what_is_to_come(part: BpmnBaseWorkflow) -> None:
    begun = [task for task in part.tasks.values() if not task.has_state(TO_COME)]
    for task in begun:
        for child in [c for c in task.children if c.has_state(TO_COME)]:
            part._remove_task(child.id)


def _obstacles(part: BpmnBaseWorkflow, old: Specs, new: Specs) -> Iterator[str]:
    """Why this part of the case does not fit the new drawing."""
    spec = new.by_name.get(part.spec.name)
    if spec is None:
        name = old.diagrams[part.spec.name].name
        yield _("The new version has no process “%(process)s”.", process=name)
        return
    for task in part.tasks.values():
        if not task.has_state(TO_COME) and (why := _misfit(task, spec.task_specs)):
            yield why % {"step": _drawn_name(task, old)}
    for join in _starved(part, spec):
        yield _(
            "At “%(join)s” the case would wait for ever for a branch that never began.",
            join=new.node(spec.name, join.bpmn_id).name or join.bpmn_id,
        )


def _misfit(task: Task, specs: dict[str, TaskSpec]) -> str:
    """Why something begun has no place among the boxes of the new version; empty if it has."""
    there, alive = specs.get(task.task_spec.name), task.has_state(ALIVE)
    timed = isinstance(task.task_spec, BoundaryEvent)
    if there is None:
        return _missing(task, specs)
    if type(there) is not type(task.task_spec):
        return _("“%(step)s” is another kind of step in the new version.")
    if alive and getattr(there, "spec", None) != getattr(task.task_spec, "spec", None):
        return _("“%(step)s” calls another process in the new version.")
    if alive and not timed and _events(there.inputs) != _events([task.parent.task_spec]):
        return str(DEADLINES)
    return ""


def _missing(task: Task, specs: dict[str, TaskSpec]) -> str:
    split = task.parent if isinstance(task.task_spec, BoundaryEvent) else task
    own = split is task and task.task_spec.bpmn_id is not None
    if not own and split.task_spec.name.partition(".")[0] in specs:
        return str(DEADLINES)
    if any(one.has_state(ALIVE) for one in (task, *split.children)):
        return _("The case stands at “%(step)s”, which the new version does not have.")
    return _("The case has passed “%(step)s” beside what is open; the new version lacks it.")


def _events(before: Iterable[TaskSpec]) -> set[str]:
    """The names of what is drawn on the edge of a box, with its own; nothing where nothing is."""
    return {out.name for s in before if isinstance(s, BoundaryEventSplit) for out in s.outputs}


def _starved(part: BpmnBaseWorkflow, spec: BpmnProcessSpec) -> Iterator[TaskSpec]:
    """The joins ahead that wait for a branch on which nothing is, nor can come."""
    standing = [spec.task_specs.get(task.task_spec.name) for task in _in(part, ALIVE)]
    ahead = _reachable([one for one in standing if one is not None])
    arrived = {(t.task_spec.name, t.parent.task_spec.name) for t in _in(part, ALIVE) if t.parent}
    for join in ahead.values():
        if isinstance(join, ParallelGateway) and any(
            before.name not in ahead and (join.name, before.name) not in arrived
            for before in join.inputs
        ):
            yield join


def _reachable(start: list[TaskSpec]) -> dict[str, TaskSpec]:
    found: dict[str, TaskSpec] = {}
    waiting = list(start)
    while waiting:
        spec = waiting.pop()
        if spec.name not in found:
            found[spec.name] = spec
            waiting.extend(spec.outputs)
    return found


def _drawn_name(task: Task, specs: Specs) -> str:
    """What a box is called on the drawing; of timers and the engine's own tasks, the box around."""
    element = task.task_spec.bpmn_id or task.task_spec.name.partition(".")[0]
    process_id = task.workflow.spec.name
    if not specs.is_drawn(process_id, element):
        return str(element)
    node = specs.node(process_id, element)
    box = specs.node(process_id, node.attached_to or element)
    return (speaks_english() and box.name_en) or box.name or element
