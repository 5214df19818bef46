"""Where the benchmark runs: a database of its own that syncs to the disk, gunicorn, two workers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from app.foundation import paths, postgres
from tests.support.server import Server

FOLDER = paths.BUILD / "bench"
WORKERS = 2


@dataclass(frozen=True)
class Cpu:
    """Seconds of processor used so far, by whom."""

    web: float
    database: float

    @property
    def total(self) -> float:
        return self.web + self.database

    def __sub__(self, before: "Cpu") -> "Cpu":
        return Cpu(self.web - before.web, self.database - before.database)


@dataclass(frozen=True)
class Place:
    """The server under load, its database, and a connection to look into it from outside."""

    server: Server
    database: psycopg.Connection[Any]
    postmaster: psutil.Process

    @property
    def port(self) -> int:
        return self.server.port

    def cpu(self) -> Cpu:
        """What web workers and database have used; the onlooker's own connection is left out."""
        assert self.server.process
        web = psutil.Process(self.server.process.pid)
        return Cpu(_used(web, 0), _used(self.postmaster, self.database.info.backend_pid))

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look into the database, or fill it, at nobody's expense."""
        cursor = self.database.execute(statement, values)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []

    def one(self, statement: str, *values: Any) -> Any:
        """The single value of a row."""
        return self.sql(statement, *values)[0][0]


def _used(parent: psutil.Process, without: int) -> float:
    """Of a process, its children, and those of them that have ended."""
    own = parent.cpu_times()
    used = own.user + own.system + own.children_user + own.children_system
    for child in parent.children(recursive=True):
        if child.pid != without:
            times = child.cpu_times()
            used += times.user + times.system
    return used


@contextmanager
def opened() -> Iterator[Place]:
    """Lay out an empty database, fill in the demonstration, start the server; then clear up."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    data = FOLDER / "postgres"
    try:
        with postgres.running(folder=data) as url:
            server = Server(url, FOLDER, "--workers", str(WORKERS), app="tests.bench.floor:app")
            inside(server, "flask", "--app", "wsgi:app", "setup")
            number = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
            with psycopg.connect(url, autocommit=True) as database:
                server.start()
                try:
                    server.wait()
                    yield Place(server, database, psutil.Process(number))
                finally:
                    server.stop()
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def inside(server: Server, *module: str) -> str:
    """Run a module with the server's settings, in a process of its own; what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=paths.ROOT,
        env=server.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def machine() -> dict[str, Any]:
    """What it ran on."""
    names = [line for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return {
        "processor": names[0].partition(":")[2].strip() if names else "",
        "processors": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": sys.version.split()[0],
    }


def _lines(file: str) -> list[str]:
    path = Path(file)
    return path.read_text().splitlines() if path.exists() else []
