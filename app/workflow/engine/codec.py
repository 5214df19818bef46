"""Engine state ↔ bytes: orjson and zstd, without the diagrams, which every version holds once.

Never JSONB: SpiffWorkflow restores task data in the order it was written, and a
store that sorts keys loses data silently.
"""

import threading
from typing import Any

import orjson
import zstandard
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.workflow import TaskConverter
from SpiffWorkflow.bpmn.serializer.helpers import BpmnConverter
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.task import Task

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


class PlainTask(TaskConverter):
    """Converts task data and deltas to plain JSON, which 3.2.0 forgets for deltas."""

    def to_dict(self, task: Task) -> dict:
        """The task as plain JSON."""
        dct = super().to_dict(task)
        for key in ("data", "delta"):
            if dct[key]:
                dct[key] = self.registry.convert(dct[key])
        return dct


def dump(workflow: BpmnWorkflow) -> bytes:
    """The state to store."""
    return FORMAT + _serializer()[1].compress(orjson.dumps(_serializer()[0].to_dict(workflow)))


def load(state: bytes, specs: dict[str, Any]) -> BpmnWorkflow:
    """The workflow of a stored state; `specs` by process id are those of the case's version."""
    if state[:1] != FORMAT:
        raise ValueError("This state was written by another version of the program.")
    serializer, _, unpack = _serializer()
    _local.specs = specs
    try:
        return serializer.from_dict(orjson.loads(unpack.decompress(state[1:])))
    finally:
        del _local.specs


def unpacked(state: bytes) -> bytes:
    """The JSON of a stored state, for whoever multiplies cases."""
    return bytes(_serializer()[2].decompress(state[len(FORMAT) :]))


def packed(text: bytes) -> bytes:
    """The state to store of such JSON."""
    return FORMAT + bytes(_serializer()[1].compress(text))


def _serializer() -> tuple[BpmnWorkflowSerializer, Any, Any]:
    """The serializer, packer and unpacker of the thread at hand."""
    if not hasattr(_local, "tools"):
        config = {**SPIFF_CONFIG, BpmnProcessSpec: SpecByName, Task: PlainTask}
        serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(config))
        pack, unpack = zstandard.ZstdCompressor(level=3), zstandard.ZstdDecompressor()
        _local.tools = serializer, pack, unpack
    return _local.tools
