"""A program of a machine, in a process group of its own: started, killed, started again."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

from app.foundation import paths

PATIENCE = 180


class Program:
    """One command, with what it is told and the file for what it says."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def lives(self) -> bool:
        """Is it running?"""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it, where it does not run."""
        if self.lives:
            return
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=paths.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def children(self, *, theirs: bool = False) -> list[psutil.Process]:
        """What it started: of gunicorn, the processes that answer; and what they started."""
        if not self.lives or self.process is None:
            return []
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=theirs)
        return []

    def signal(self, sign: int) -> None:
        """To the process itself."""
        if self.lives and self.process is not None:
            self.process.send_signal(sign)

    def signal_all(self, sign: int) -> None:
        """To the process and everything that it started."""
        if self.lives and self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)

    def kill(self) -> None:
        """All of it at once, as when the power fails."""
        self.signal_all(signal.SIGKILL)
        self.wait_for_end()

    def stop(self) -> None:
        """As an administrator stops it."""
        self.signal(signal.SIGTERM)
        self.wait_for_end()

    def wait_for_end(self) -> None:
        """Wait until it has gone; raises where it does not."""
        if self.process is not None:
            self.process.wait(PATIENCE)
