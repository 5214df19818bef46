"""Cut finished history, so that the thousandth round costs what the tenth did.

SpiffWorkflow keeps every task ever done, walks them all at each step, and from
a tree depth of 1,000 on loses sight of live tasks without a word.  The record
is the audit log; the engine needs only what is alive.
"""

from collections.abc import Iterable

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, _EndJoin
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

ALIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
LARGEST_TREE = 2000


def prune(workflow: BpmnWorkflow) -> None:
    """Cut the history of the process and of every called process still open."""
    _cut(workflow, workflow.subprocesses)
    for called in list(workflow.subprocesses.values()):
        if not called.completed:
            _cut(called, workflow.subprocesses)


def size(workflow: BpmnWorkflow) -> int:
    """How many tasks the engine carries, called processes included."""
    return len(workflow.tasks) + sum(len(s.tasks) for s in workflow.subprocesses.values())


def _cut(workflow: BpmnBaseWorkflow, called: dict) -> None:
    """Hang the lowest task above all that lives directly under the root."""
    live = _live(workflow)
    cut = _common_ancestor(live) if live else None
    if cut is None:
        return
    if cut in live and isinstance(cut.parent.task_spec, BoundaryEventSplit):
        cut = cut.parent  # the join looks for its split
    root = workflow.task_tree
    if cut is root or cut.parent is root:
        return
    keep = {root.id, *(t.id for t in _subtree(workflow, cut))}
    inherited = dict(cut.parent.data)
    for task in [t for t in workflow.tasks.values() if t.id not in keep]:
        del workflow.tasks[task.id]
        _drop_called(called, task)
    root._children = [cut.id]
    cut._parent = root.id
    root.data = inherited  # what the cut task inherited, so that stored deltas stay small
    last = workflow.last_task
    if last is not None and last.workflow is workflow and last.id not in workflow.tasks:
        workflow.last_task = root


def _live(workflow: BpmnBaseWorkflow) -> list[Task]:
    """The live tokens; an EndJoin left by a fired reminder must not pin history."""
    live = [t for t in workflow.tasks.values() if t.has_state(ALIVE)]
    return [t for t in live if not isinstance(t.task_spec, _EndJoin)] or live


def _common_ancestor(live: list[Task]) -> Task:
    paths = [_path(t) for t in live]
    depth = 0
    while all(len(p) > depth for p in paths) and len({p[depth].id for p in paths}) == 1:
        depth += 1
    return paths[0][depth - 1]


def _path(task: Task) -> list[Task]:
    path: list[Task] = []
    while task is not None:
        path.append(task)
        task = task.parent
    return path[::-1]


def _subtree(workflow: BpmnBaseWorkflow, top: Task) -> Iterable[Task]:
    waiting = [top]
    while waiting:
        task = waiting.pop()
        yield task
        waiting.extend(task.children)


def _drop_called(called: dict, task: Task) -> None:
    gone = called.pop(task.id, None)
    if gone is not None:
        for inner in list(gone.tasks.values()):
            _drop_called(called, inner)
