"""The engine's public face; nothing outside this package knows SpiffWorkflow."""

import logging

from app.workflow.engine.machine import NotOpen, Runaway, complete, start, wake
from app.workflow.engine.migration import NotMigratable, migrate
from app.workflow.engine.repair import Part, correct, earlier, look, parts, send_back
from app.workflow.engine.snapshot import OpenTask, Snapshot
from app.workflow.engine.specs import Specs, diagram_id, parse

__all__ = [
    "NotMigratable",
    "NotOpen",
    "OpenTask",
    "Part",
    "Runaway",
    "Snapshot",
    "Specs",
    "complete",
    "correct",
    "diagram_id",
    "earlier",
    "look",
    "migrate",
    "parse",
    "parts",
    "send_back",
    "start",
    "wake",
]

for _logger in ("spiff", "spiff.task", "spiff.workflow"):
    logging.getLogger(_logger).setLevel(logging.WARNING)  # below that it logs task data
