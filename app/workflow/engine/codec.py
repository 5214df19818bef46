"""Engine state ↔ bytes: orjson and zstd, without the diagrams, which every version holds once.

Never JSONB: SpiffWorkflow restores task data in the order it was written, and a
store that sorts keys loses data silently.
"""

import threading
from typing import Any
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.workflow import (
    BpmnSubWorkflowConverter,
    BpmnWorkflowConverter,
    TaskConverter,
)
from SpiffWorkflow.bpmn.serializer.helpers import BpmnConverter
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.deep_merge import DeepMerge
from SpiffWorkflow.util.task import TaskState

FORMAT = b"\x01"
_local = threading.local()  # the registry and the compressors are not thread-safe


class SpecByName(BpmnConverter):
    """Writes a spec as its name and reads it from the specs at hand."""

    def to_dict(self, spec: BpmnProcessSpec) -> dict:
        """Its name is enough: the version of the case holds the rest."""
        return {"name": spec.name}

    def from_dict(self, dct: dict) -> BpmnProcessSpec:
        """The very object in the cache, not a copy."""
        return _local.specs[dct["name"]]


class SharedIds:
    """Restores the tasks under the very ids by which they name each other."""

    def mapping_from_dict(self, mapping: dict, key_class: Any = None, **values: Any) -> dict:
        """Restore a mapping; `UUID` keys are ids of tasks."""
        key = _id if key_class is UUID else key_class
        restored: dict = super().mapping_from_dict(mapping, key, **values)  # type: ignore[misc]
        return restored


class Flow(SharedIds, BpmnWorkflowConverter):
    """The process; what it may call is taken from the version of the case, not from the state.

    The names of what it may call are written all the same: the release before reads them, and both
    work side by side while an upgrade is rolled out.
    """

    def from_dict(self, dct: dict) -> BpmnWorkflow:
        """The process, which may call whatever the specs at hand name."""
        own = dct["spec"]["name"]
        dct["subprocess_specs"] = {n: spec for n, spec in _local.specs.items() if n != own}
        return super().from_dict(dct)


class CalledFlow(SharedIds, BpmnSubWorkflowConverter):
    """A called process."""


class PlainTask(TaskConverter):
    """A task as plain JSON, deltas too, which 3.2.0 forgets; what is empty takes no detour.

    There are dozens of tasks in a state, most of them only foreseen, and every step reads and
    writes them all.
    """

    def to_dict(self, task: Task) -> dict:
        """The task as plain JSON, its data as what differs from that of the task above."""
        above = task.parent
        return {
            "id": str(task.id),
            "parent": str(task._parent) if above is not None else None,
            "children": [str(child) for child in task._children],
            "last_state_change": task.last_state_change,
            "state": task.state,
            "task_spec": task.task_spec.name,
            "triggered": task.triggered,
            "internal_data": self._plain(task.internal_data),
            "data": self._plain(task.data) if above is None else {},
            "delta": {} if above is None else self._delta(above.data, task.data),
        }

    def from_dict(self, dct: dict, workflow: Any) -> Task:
        """The task in its workflow; the tasks above it were restored before it."""
        spec = workflow.spec.task_specs.get(dct["task_spec"])
        task = Task(workflow, spec, state=dct["state"], id=_id(dct["id"]))
        task._parent = _id(dct["parent"]) if dct["parent"] is not None else None
        task._children = [_id(child) for child in dct["children"]]
        task.last_state_change = dct["last_state_change"]
        task.triggered = dct["triggered"]
        task.internal_data = self._restored(dct["internal_data"])
        task.data = self._data(dct, task.parent)
        if isinstance(spec, CatchingEvent) and task.has_state(TaskState.WAITING):
            workflow.top_workflow.event_manager.add_task(task)
        return task

    def _delta(self, above: dict, own: dict) -> dict:
        changed = DeepMerge.get_updated_keys(above, own)
        return {
            "updates": self._plain(changed),
            "deletions": DeepMerge.get_deleted_keys(above, own),
        }

    def _data(self, dct: dict, above: Task | None) -> dict:
        if not dct["delta"] or above is None:
            return self._restored(dct["data"])
        data: dict = DeepMerge.merge({}, above.data)
        data.update(self._restored(dct["delta"]["updates"]))
        for gone in dct["delta"]["deletions"]:
            data.pop(gone, None)
        return data

    def _plain(self, data: dict) -> dict:
        return self.registry.convert(data) if data else {}

    def _restored(self, data: dict) -> dict:
        return self.registry.restore(data) if data else {}


def _id(written: str) -> UUID:
    """The id of a task: one object wherever it is named, which is quicker found than an equal."""
    known = _local.ids.get(written)
    if known is None:
        known = _local.ids[written] = UUID(written)
    return known


def dump(workflow: BpmnWorkflow) -> bytes:
    """The state to store."""
    return FORMAT + _serializer()[1].compress(orjson.dumps(_serializer()[0].to_dict(workflow)))


def load(state: bytes, specs: dict[str, Any]) -> BpmnWorkflow:
    """The workflow of a stored state; `specs` by process id are those of the case's version."""
    if state[:1] != FORMAT:
        raise ValueError("This state was written by another version of the program.")
    serializer, _, unpack = _serializer()
    _local.specs, _local.ids = specs, {}
    try:
        return serializer.from_dict(orjson.loads(unpack.decompress(state[1:])))
    finally:
        del _local.specs, _local.ids


def unpacked(state: bytes) -> bytes:
    """The JSON of a stored state, for whoever multiplies cases."""
    return bytes(_serializer()[2].decompress(state[len(FORMAT) :]))


def packed(text: bytes) -> bytes:
    """The state to store of such JSON."""
    return FORMAT + bytes(_serializer()[1].compress(text))


def _serializer() -> tuple[BpmnWorkflowSerializer, Any, Any]:
    """The serializer, packer and unpacker of the thread at hand."""
    if not hasattr(_local, "tools"):
        config = {
            **SPIFF_CONFIG,
            BpmnProcessSpec: SpecByName,
            BpmnWorkflow: Flow,
            BpmnSubWorkflow: CalledFlow,
            Task: PlainTask,
        }
        serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(config))
        pack, unpack = zstandard.ZstdCompressor(level=3), zstandard.ZstdDecompressor()
        _local.tools = serializer, pack, unpack
    return _local.tools
