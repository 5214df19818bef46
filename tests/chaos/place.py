"""Two machines, their database, a balancer before them and a mail server behind them."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.foundation import paths
from tests.chaos.database import Database
from tests.chaos.launch import BEAT, CLOCK
from tests.chaos.post_office import WELL, PostOffice
from tests.chaos.program import Program, until
from tests.chaos.wire import Exchange, Wire
from tests.support.http import GONE, Person
from tests.support.server import free_port
from tests.support.settings import TestConfig

MACHINES = "ab"
WEB_WORKERS = 2
RECOVERY = 60
USUAL = ("RUN_JOBS", "DATABASE_ROLE", "DATABASE_URL", "PORT", "MAKEFLAGS", "MAKELEVEL")


class Machine:
    """A web node, the clock and a worker, with a disk, a clock and a line to the database."""

    def __init__(self, name: str, place: "Place", port: int) -> None:
        self.name, self.port = name, port
        self.folder = place.folder / name
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir(parents=True)
        self.clock, self.beat = self.folder / "clock", self.folder / "beat"
        self.line = Wire(place.exchange, place.database.port)
        self.set_clock(0)
        environment = self._environment(place)
        launch = [sys.executable, "-m", "tests.chaos.launch"]
        gunicorn = [*launch, "gunicorn", "-c", "deploy/gunicorn.conf.py", "wsgi:app"]
        gunicorn += ["--timeout", "10", "--graceful-timeout", "5", "--log-level", "warning"]
        flask = [*launch, "flask", "--app", "wsgi:app"]
        self.web = Program("web", gunicorn, environment, self.folder)
        self.jobs = Program("jobs", [*flask, "jobs"], environment, self.folder)
        self.worker = Program("worker", [*flask, "worker"], environment, self.folder)
        # A second worker, which a fault may start.
        self.spare = Program("spare", [*flask, "worker"], environment, self.folder)
        self.spare.away = True
        self.programs = [self.web, self.jobs, self.worker, self.spare]

    def _environment(self, place: "Place") -> dict[str, str]:
        return place.environment | {
            "DATABASE_URL": place.database.url(self.line.port),
            "XIESHANG_INSTANCE": str(self.folder),
            CLOCK: str(self.clock),
            BEAT: str(self.beat),
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": str(WEB_WORKERS),
            "TMPDIR": str(self.temporary),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(place.post_office.port),
        }

    def set_clock(self, seconds: int) -> None:
        """Put the machine's clock forward, or back, from the true time."""
        new = self.clock.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.replace(self.clock)

    def answers(self) -> bool:
        """Is its web node ready to serve?"""
        person = Person(self.port, "")
        person.connection.timeout = 3
        try:
            return person.get("/readyz").status == 200
        except GONE:
            return False
        finally:
            person.close()

    def ticks(self, since: float) -> bool:
        """Has its schedule done anything since then?"""
        return self.beat.exists() and self.beat.stat().st_mtime > since

    def heal(self) -> None:
        """As it was before."""
        self.set_clock(0)
        self.line.mend()
        for program in self.programs:
            program.heal()


class Place:
    """Everything that runs, and the ways to break it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.exchange = Exchange()
        self.post_office = PostOffice()
        self.database = Database(folder)
        self.environment = {k: v for k, v in os.environ.items() if k not in USUAL} | {
            "DEMO": "1",
            "SECRET_KEY": TestConfig.SECRET_KEY,
            "XIESHANG_INSTANCE": str(folder),
            "PYTHONUNBUFFERED": "1",
        }
        ports = [free_port() for _ in MACHINES]
        self.machines = [Machine(m, self, port) for m, port in zip(MACHINES, ports, strict=True)]
        self.front = Wire(self.exchange, *ports)  # where people come in

    @property
    def programs(self) -> list[Program]:
        """Of every machine."""
        return [program for machine in self.machines for program in machine.programs]

    def start(self) -> None:
        """Start everything, and wait until it serves."""
        for machine in self.machines:
            machine.web.start()  # takes as long as the database
        self.database.make(self.environment)
        for program in self.programs:
            program.heal()
        if not self.serves(180):
            raise AssertionError(f"no answer; the logs are in {self.folder}")

    def serves(self, seconds: float = RECOVERY) -> bool:
        """Wait until every machine serves and its schedule goes; whether they did, in time."""
        since = time.time()
        return until(
            lambda: all(m.ticks(since) and m.answers() for m in self.machines), seconds, 0.1
        )

    def heal(self) -> None:
        """Undo whatever a fault did: everything runs, is awake and connected."""
        self.front.mend()
        self.post_office.mode = WELL
        self.database.heal()
        for machine in self.machines:
            machine.heal()

    def stop(self) -> None:
        """Stop every program, and the database last."""
        stop(self.programs)
        self.database.stop()
        self.post_office.shutdown()


def stop(programs: list[Program]) -> None:
    """Stop these as an administrator does, all at once."""
    for program in programs:
        program.signal_all(signal.SIGCONT)
        program.signal(signal.SIGTERM)
    for program in programs:
        program.stop()


@contextmanager
def opened(folder: Path = paths.BUILD / "chaos") -> Iterator[Place]:
    """Everything started in an empty folder; stopped at the end, the logs left behind."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    place = Place(folder)
    try:
        place.start()
        yield place
    finally:
        place.stop()
        for left in (place.database.folder, *(m.temporary for m in place.machines)):
            shutil.rmtree(left, ignore_errors=True)
