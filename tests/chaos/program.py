"""A program of a machine: started, hurt, started again."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from app.foundation import paths

PATIENCE = 60
USUAL_LOAD = 4.0  # programs for each processor: the harness' own


class Program:
    """One command of a machine in a process group of its own."""

    def __init__(
        self, name: str, command: list[str], environment: dict[str, str], folder: Path
    ) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.log = folder / f"{name.replace(' ', '-')}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.away = False  # nobody starts it unasked

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

    def all(self) -> list[psutil.Process]:
        """The process and everything that it started."""
        if not self.lives or self.process is None:
            return []
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(self.process.pid)
            return [parent, *parent.children(recursive=True)]
        return []

    def children(self) -> list[psutil.Process]:
        """What it started: of gunicorn, the processes that answer."""
        return self.all()[1:]

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
        """At once, all of it, as when the power fails."""
        self.signal_all(signal.SIGKILL)
        if self.process is not None:
            self.process.wait(PATIENCE)

    def stop(self) -> None:
        """As an administrator stops it; killed where it does not."""
        self.signal_all(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        if self.process is not None:
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()

    def limit(self, what: int, most: Callable[[psutil.Process], int]) -> None:
        """Let it have no more of something than so much; `heal` takes that back."""
        for one in self.all():
            with suppress(psutil.Error, OSError):
                one.rlimit(what, (most(one), one.rlimit(what)[1]))

    def heal(self) -> None:
        """Take every limit away, let it go on, start it if it died."""
        for one in self.all():
            with suppress(psutil.Error, OSError):
                for what in (resource.RLIMIT_FSIZE, resource.RLIMIT_AS):
                    one.rlimit(what, (one.rlimit(what)[1],) * 2)
        self.signal_all(signal.SIGCONT)
        if not self.away:
            self.start()


def pace() -> float:
    """How many times slower than usual this machine is, by how many want its processors."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1) / USUAL_LOAD)


def until(true: Callable[[], object], seconds: float = PATIENCE, pause: float = 0.05) -> bool:
    """Wait until something is true; whether it was, in time."""
    end = time.monotonic() + seconds * pace()
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
