"""How long the full check of the diagrams takes: as shipped, and grown to 300 boxes."""

import statistics
import time
from typing import Any

from app.workflow import wiring
from app.workflow.engine import acceptance
from tests.workflow.drawings import forms, operations, shipped
from tests.workflow.grown import grown

TIMES = 5


def measure() -> dict[str, Any]:
    """Milliseconds of the first look at the diagrams, and of one after a save."""
    return {"shipped": _timed(shipped(), {}), "300 boxes": _timed(*grown(300))}


def _timed(files: dict[str, bytes], more: dict[str, frozenset[str]]) -> dict[str, float]:
    known = {**forms(), **more}
    operations()
    wiring.diagram.cache_clear()
    acceptance.forget()
    took = [_one(files, known) for _time in range(TIMES)]
    again = [statistics.median(part) for part in zip(*took[1:], strict=True)]
    return {
        "first_ms": took[0][0],
        "first_cpu_ms": took[0][1],
        "again_ms": round(again[0], 1),
        "again_cpu_ms": round(again[1], 1),
    }


def _one(files: dict[str, bytes], known: dict[str, frozenset[str]]) -> tuple[float, float]:
    began, spent = time.perf_counter(), time.process_time()
    found = wiring.check(files.items(), known, operations(), wiring.shipped_clocks())
    assert not found, "nothing was to be wrong"
    waited, worked = time.perf_counter() - began, time.process_time() - spent
    return round(waited * 1000, 1), round(worked * 1000, 1)
