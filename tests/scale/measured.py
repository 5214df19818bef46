"""The service times that the simulation works with, kept from a run of `make bench`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.foundation import paths

FILE = paths.ROOT / "docs/scale/measured.json"
BENCH = paths.BUILD / "bench.json"
CLIENTS = "1"  # nobody waits for anybody: pure service


@dataclass(frozen=True)
class Service:
    """Seconds of a processor that a piece of work takes, in the web process and in PostgreSQL."""

    web: float
    database: float

    @property
    def total(self) -> float:
        """Of both."""
        return self.web + self.database


def services() -> dict[str, Service]:
    """By kind: start, completion, page, search, clock."""
    kept = json.loads(FILE.read_text())["ms"]
    return {name: Service(*(part / 1000 for part in one)) for name, one in kept.items()}


def keep(bench: Path = BENCH) -> None:
    """Take the figures of the last `make bench` (and `make bench-full`) over."""
    found: dict[str, Any] = json.loads(bench.read_text())
    kept = json.loads(FILE.read_text()) if FILE.exists() else {"ms": {}}
    traffic, lists = found.get("traffic"), found.get("my_tasks")
    if traffic:
        for name, kind in (("start", "starts"), ("completion", "completions")):
            one = traffic[kind][CLIENTS]
            kept["ms"][name] = [one["web_ms"], one["database_ms"]]
    if lists:
        page = lists["100000"]["first"]
        kept["ms"]["page"] = [round(page["cpu_ms"] - page["database_ms"], 2), page["database_ms"]]
    if midnight := found.get("crowds", {}).get("midnight"):
        kept["ms"]["clock"] = [midnight["jobs_ms"], midnight["database_ms"]]
    kept["machine"] = found["machine"]
    FILE.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
