"""Start the project's commands as a user would, in a folder of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.foundation import paths

PATIENCE = 180  # seconds that a slow machine may take before a test gives up
# Holds the embedded server of a folder until its standard input closes.
HOLDER = """
import contextlib, sys
from pathlib import Path
from app.foundation import postgres
folder, watching = Path(sys.argv[1]), sys.argv[2] == "True"
with postgres.running(folder=folder) as url:
    with postgres.kept_up(folder=folder) if watching else contextlib.nullcontext():
        print(url, flush=True)
        sys.stdin.read()
"""


def environment(**own: str) -> dict[str, str]:
    usual = ("DATABASE_URL", "SECRET_KEY", "DEMO", "PORT", "RUN_JOBS", "MAKEFLAGS", "MAKELEVEL")
    return {k: v for k, v in os.environ.items() if k not in usual} | own


def flask(*words: str, **own: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi:app", *words],
        cwd=paths.ROOT,
        env=environment(**own),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def background_flask(*words: str, **own: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi:app", *words],
        cwd=paths.ROOT,
        env=environment(PYTHONUNBUFFERED="1", **own),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


class Holder:
    """A process that uses the embedded server."""

    def __init__(self, folder: Path, watching: bool = False, wait: bool = True) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(folder), str(watching)],
            cwd=paths.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        if wait:
            self.url = self.process.stdout.readline().strip()
            assert self.url.startswith("postgresql://")

    def leave(self) -> None:
        self.process.communicate(timeout=PATIENCE)

    def end_by(self, sign: signal.Signals) -> None:
        self.process.send_signal(sign)
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.end_by(signal.SIGKILL)


def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)
