"""Start a program of a machine: with the machine's clock, and with jobs that look often.

`python -m tests.chaos.launch gunicorn …` or `… flask …`.  The product's own code runs as it is; a
file says by how many seconds the machine's clock is wrong, and may change at any time.  What only
counts (`time.monotonic`) goes on, as on a real machine.
"""

import gc
import importlib
import os
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

CLOCK, BEAT = "CHAOS_CLOCK", "CHAOS_BEAT"
OFTEN = {"fire_deadlines": 1, "send_reminders": 2}  # seconds between two looks
MAIN = {"gunicorn": "gunicorn.app.wsgiapp:run", "flask": "flask.cli:main"}
BETWEEN_LOOKS = 0.1


class WrongClock:
    """Keeps the clock of this process as wrong as the file says."""

    def __init__(self, file: Path) -> None:
        self.file, self.wrong = file, 0
        self.shown: time_machine.travel | None = None
        self.watch()
        os.register_at_fork(after_in_child=self.watch)

    def watch(self) -> None:
        """Begin to look at the file; also in a process that was forked, whose threads are gone."""
        threading.Thread(target=self._look, daemon=True, name="clock of the machine").start()

    def _look(self) -> None:
        while True:
            with suppress(OSError, ValueError):
                self._set(int(self.file.read_text()))
            time.sleep(BETWEEN_LOOKS)

    def _set(self, wrong: int) -> None:
        if wrong == self.wrong:
            return
        if self.shown:
            self.shown.stop()
            self.shown = None
        if wrong:
            self.shown = time_machine.travel(datetime.now(UTC) + timedelta(seconds=wrong))
            self.shown.start()
        self.wrong = wrong


def beat() -> int:
    """One job more: the schedule of this process is at work."""
    Path(os.environ[BEAT]).touch()
    return 0


def main() -> None:
    """Hand over to the program."""
    gc.disable()  # as wsgi.py does, which lets it go on when all is there
    WrongClock(Path(os.environ[CLOCK]))
    jobs = importlib.import_module("app.jobs")
    jobs.JOBS.update({job: OFTEN.get(job.__name__, often) for job, often in jobs.JOBS.items()})
    jobs.JOBS[beat] = 1
    module, _, name = MAIN[sys.argv[1]].partition(":")
    sys.argv = sys.argv[1:]
    getattr(importlib.import_module(module), name)()


if __name__ == "__main__":
    main()
