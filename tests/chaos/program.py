"""A program of a machine that can be hindered; and waiting, as long as this machine needs."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from tests.support import program

PATIENCE = 60
USUAL_LOAD = 4.0  # programs for each processor: the harness' own


class Program(program.Program):
    """One command of a machine, with a name; what hinders it is taken back by `heal`."""

    def __init__(
        self, name: str, command: list[str], environment: dict[str, str], folder: Path
    ) -> None:
        super().__init__(command, environment, folder / f"{name.replace(' ', '-')}.log")
        self.name = name
        self.away = False  # nobody starts it unasked

    def all(self) -> list[psutil.Process]:
        """The process and everything that it started."""
        if not self.lives or self.process is None:
            return []
        with suppress(psutil.NoSuchProcess):
            return [psutil.Process(self.process.pid), *self.children(theirs=True)]
        return []

    def stop(self) -> None:
        """As an administrator stops it, also where it was held; killed where it does not end."""
        self.signal_all(signal.SIGCONT)
        try:
            super().stop()
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
