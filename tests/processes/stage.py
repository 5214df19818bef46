"""Where the tests play scenarios: the worker's own database, put back after each of them.

It stays warm: a fresh copy for each scenario costs half as much again as playing it does, since
every statement is planned anew there.  What each file showed is kept for all workers.
"""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.foundation import paths
from app.foundation.database import db
from app.scenarios import facts, grammar, runner
from app.scenarios.script import Scenario
from app.workflow import definitions
from app.workflow.ledger import Clock
from app.workflow.models import Task
from tests.support import invariants
from tests.support.database import Resetter

FILES = grammar.files(paths.SCENARIOS)


@dataclass
class Played:
    """How a scenario ended, and what the case passed on its way."""

    passed: bool = True
    said: str = ""
    reached: dict[str, int] = field(default_factory=dict)
    outcomes: list[str] = field(default_factory=list)
    fired: list[str] = field(default_factory=list)
    # Steps after which the desk's rows are not what is counted.
    unlike: list[int] = field(default_factory=list)


class Stage:
    """Plays scenarios one after the other, each as if it were the first."""

    def __init__(self, app: Flask, resetter: Resetter, shared: Path) -> None:
        self.app, self.resetter, self.shared = app, resetter, shared

    def played(self, path: Path) -> Played:
        """What this file shows; played once, whichever worker comes first."""
        known = self._known(path)
        with _alone(known.with_suffix(".lock")):
            if not known.exists():
                known.write_text(json.dumps(asdict(self._play(path))))
        return Played(**json.loads(known.read_text()))

    def all_played(self) -> dict[Path, Played]:
        """What all files show; those that another worker is playing are left to it."""
        for path in FILES:
            with suppress(BlockingIOError):
                with _alone(self._known(path).with_suffix(".lock"), fcntl.LOCK_NB):
                    pass
                self.played(path)
        return {path: self.played(path) for path in FILES}

    def _known(self, path: Path) -> Path:
        return self.shared / f"{path.stem}.json"

    def play(
        self, scenario: Scenario, *, before: Callable[[], None] = lambda: None, **options
    ) -> runner.Result:
        """Play a scenario, changed or not; `before` may change the database first."""
        try:
            with self.app.app_context():
                before()
            return runner.play(self.app, scenario, **options)
        finally:
            self._put_back()

    def _put_back(self) -> None:
        if "release" in self.resetter.reset():  # its number will be given to another one
            definitions.forget_all()

    def _play(self, path: Path) -> Played:
        seen = Played()
        result = self.play(grammar.read(path), watch=_watcher(seen))
        seen.passed, seen.said = result.passed, str(result)
        return seen


def _watcher(seen: Played) -> Callable[[int, int], None]:
    def look(step: int, case: int) -> None:
        for element in facts.passed(case):
            seen.reached.setdefault(element, step)
        answered = select(Task).where(Task.instance_id == case, Task.closed_by == "answered")
        tasks = db.session.scalars(answered)
        seen.outcomes = sorted({f"{t.name}: {_choice(t)}" for t in tasks if _choice(t)})
        fired = select(Clock.name).where(Clock.instance_id == case, Clock.fired_at.is_not(None))
        seen.fired = sorted(set(db.session.scalars(fired)))
        if invariants.ask(db.session, invariants.DESK):
            seen.unlike.append(step)

    return look


def _choice(task: Task) -> str | None:
    """What was chosen; an opinion calls it `position`."""
    return task.outcome or (task.answers or {}).get("position")


@contextmanager
def _alone(lock: Path, at_once: int = 0) -> Iterator[None]:
    with lock.open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX | at_once)
        yield
