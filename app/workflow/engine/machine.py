"""Move a process to its next rest.  Pure: no database, no Flask, no clock of its own.

Timers never ring by themselves: `deadline()` gives a moment that never comes,
and `wake` names the clocks that ran out by the ledger.
"""

from collections.abc import Callable, Iterator
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.workflow.engine import codec, naming
from app.workflow.engine.prune import LARGEST_TREE, prune, size
from app.workflow.engine.script import Dispatch, Script
from app.workflow.engine.snapshot import OpenTask, Snapshot
from app.workflow.engine.specs import Specs

LONG_AGO = "1970-01-01T00:00:00+00:00"
OPEN = TaskState.READY | TaskState.STARTED
REACHED = OPEN | TaskState.COMPLETED
MOST_STEPS = 1000


class NotOpen(LookupError):
    """The task is not waiting for an answer (any more)."""


class Runaway(RuntimeError):
    """The diagram runs in a circle without ever asking a person."""


def start(specs: Specs, process_id: str, data: dict, dispatch: Dispatch) -> Snapshot:
    """Begin a process and run it until it needs a person."""
    naming.refuse_typename(data)
    spec, called = specs.of(process_id)
    flow = BpmnWorkflow(spec, called, script_engine=Script(dispatch))
    flow.get_next_task(spec_name="Start").data.update(data)
    return rest(flow, specs)


def complete(
    specs: Specs, state: bytes, task_id: str, outcome: str | None, dispatch: Dispatch
) -> Snapshot:
    """Finish one user task and run on.

    `outcome` is all that enters the process data, and only for the gateway
    behind the task.  The item of a multi-instance task is taken away and no
    outcome is left, because SpiffWorkflow would carry both into the main path.
    """
    flow = _restore(specs, state, dispatch)
    task = _ready(flow, task_id)
    item = f"{_name(task)}_unit"
    if item in task.data:
        del task.data[item]
    elif outcome is not None:
        task.data["outcome"] = outcome
    task.run()
    return rest(flow, specs)


def wake(specs: Specs, state: bytes, expired: set[str], dispatch: Dispatch) -> Snapshot:
    """Let the timers of the clocks that ran out fire, all of them at once, then run on."""
    flow = _restore(specs, state, dispatch)
    for task in _tasks(flow, OPEN):
        for timer in _timers(task):
            if timer.state == TaskState.WAITING and specs.clock_of(timer) in expired:
                timer._set_internal_data(event_value=LONG_AGO)
    return rest(flow, specs)


def _restore(specs: Specs, state: bytes, dispatch: Dispatch) -> BpmnWorkflow:
    flow = codec.load(state, specs.by_name)
    flow.script_engine = Script(dispatch)
    return flow


def _ready(flow: BpmnWorkflow, task_id: str) -> Task:
    """The open task of this id; SpiffWorkflow itself would run any task, done or not."""
    try:
        task = flow.get_task_from_id(UUID(task_id))
    except TaskNotFoundException:
        task = None
    if task is None or task.state != TaskState.READY or not task.task_spec.manual:
        raise NotOpen(task_id)
    return task


def rest(flow: BpmnWorkflow, specs: Specs) -> Snapshot:
    """Run on until only people and clocks are awaited, cut what is done, say where it stands."""
    steps = iter(range(MOST_STEPS))

    def count(task: Task) -> None:
        if next(steps, None) is None:
            raise Runaway(_name(task))

    flow.refresh_timers()
    while _run_on(flow, count):
        flow.refresh_timers()
    _tidy(flow)
    passed = set(_passed(flow, specs))
    prune(flow)
    if size(flow) > LARGEST_TREE:
        raise Runaway("the process has grown beyond what the engine may carry")
    return _snapshot(flow, specs, passed)


def _run_on(flow: BpmnWorkflow, count: Callable[[Task], None]) -> bool:
    """Run what needs no person, called processes first; False when nothing was left to run.

    What `do_engine_steps` does, by looking through the few tasks there are
    instead of walking the library's tree for each question.
    """
    called = [s for s in flow.subprocesses.values() if not s.completed]
    moved = False
    for workflow in sorted(called, key=lambda s: s.depth, reverse=True):
        while _run_ready(workflow, count):
            moved = True
        task = flow.get_task_from_id(workflow.parent_task_id)
        task.task_spec._update(task)
    return _run_ready(flow, count) or moved


def _run_ready(workflow: BpmnBaseWorkflow, count: Callable[[Task], None]) -> bool:
    waiting = [
        t for t in workflow.tasks.values() if t.state == TaskState.READY and not t.task_spec.manual
    ]
    for task in waiting:
        if task.state == TaskState.READY:  # one may have cancelled another
            count(task)
            task.run()
    return bool(waiting)


def _tasks(flow: BpmnWorkflow, states: int) -> list[Task]:
    """The tasks in one of the states, of the process and of those it calls."""
    workflows = (flow, *flow.subprocesses.values())
    return [t for w in workflows for t in w.tasks.values() if t.has_state(states)]


def _snapshot(flow: BpmnWorkflow, specs: Specs, passed: set[str]) -> Snapshot:
    opened = [t for t in _tasks(flow, OPEN) if specs.is_drawn(_process(t), _name(t))]
    people = [t for t in opened if t.state == TaskState.READY and t.task_spec.manual]
    held: dict[str, list[str]] = {}
    for task in opened:
        for clock in _listed(task, "holds"):
            held.setdefault(clock, []).append(_name(task))
    open_tasks = [_describe(t, flow, specs) for t in people]
    active = {f"{t.process_id}/{t.name}" for t in open_tasks}
    return Snapshot(
        state=codec.dump(flow),
        open_tasks=open_tasks,
        carried={c for t in opened for c in specs.clocks(_process(t), _name(t))},
        held=held,
        active=sorted(active),
        calls=sorted({f"{_process(t)}/{_name(t)}" for t in opened} - active),
        passed=passed,
        case_state=_case_state(opened),
        finished=flow.is_completed(),
        tree_size=size(flow),
        data=dict(people[0].data) if people else dict(flow.data),
    )


def _describe(task: Task, flow: BpmnWorkflow, specs: Specs) -> OpenTask:
    process_id, name = _process(task), _name(task)
    node = specs.node(process_id, name)
    return OpenTask(
        id=str(task.id),
        process_id=process_id,
        name=name,
        title=node.name,
        lane=node.lane,
        posts=tuple(_listed(task, "post")),
        form_key=_property(task, "formKey"),
        separate_from=tuple(_listed(task, "separate_from")),
        item=task.data.get(f"{name}_unit"),
        clocks=tuple(specs.clocks(process_id, name)),
        outer_clocks=tuple(
            c for outer in _outer(task, flow) for c in specs.clocks(_process(outer), _name(outer))
        ),
    )


def _outer(task: Task, flow: BpmnWorkflow) -> Iterator[Task]:
    """The call activities inside which a task is open, the nearest first."""
    while task.workflow.parent_task_id is not None:
        task = flow.get_task_from_id(task.workflow.parent_task_id)
        yield task


def _timers(task: Task) -> list[Task]:
    """The boundary timers of an open activity."""
    split = task.parent
    if split is None or not isinstance(split.task_spec, BoundaryEventSplit):
        return []
    return [t for t in split.children if t is not task]


def _passed(flow: BpmnWorkflow, specs: Specs) -> Iterator[str]:
    """'process/element' and 'process/flow' of all that the engine's tree has reached."""
    for workflow in (flow, *flow.subprocesses.values()):
        process_id = workflow.spec.name
        for task in workflow.tasks.values():
            name = _name(task)
            waits = task.has_state(TaskState.WAITING)  # a join that waits for another branch
            if not (waits or task.has_state(REACHED)) or not specs.is_drawn(process_id, name):
                continue
            if not waits:
                yield f"{process_id}/{name}"
            before = task.parent
            while before is not None and not specs.is_drawn(process_id, _name(before)):
                before = before.parent
            sequence_flow = before and specs.flow(process_id, _name(before), name)
            if sequence_flow:
                yield f"{process_id}/{sequence_flow}"


def _case_state(opened: list[Task]) -> str | None:
    """The state that what is open names; what lies deeper in called processes wins."""
    named = [(t.workflow.depth, _property(t, "state")) for t in opened if _property(t, "state")]
    return max(named, key=lambda n: n[0])[1] if named else None


def _tidy(flow: BpmnWorkflow) -> None:
    """Drop the empty results that service tasks without a result variable leave behind."""
    for workflow in (flow, *flow.subprocesses.values()):
        for task in workflow.tasks.values():
            for key in [k for k in task.data if k.startswith("spiff__")]:
                del task.data[key]


def _name(task: Task) -> str:
    return task.task_spec.bpmn_id or task.task_spec.name


def _process(task: Task) -> str:
    return task.workflow.spec.name


def _property(task: Task, name: str) -> str:
    extensions = getattr(task.task_spec, "extensions", None) or {}
    return extensions.get("properties", {}).get(name, "")


def _listed(task: Task, name: str) -> list[str]:
    return [v.strip() for v in _property(task, name).split(",") if v.strip()]
