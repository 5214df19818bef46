"""Play many scenarios, each on a fresh copy of the demonstration, and say how they ended."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app.scenarios import grammar, player, scratch
from app.scenarios.nodes import NotAScenario
from app.scenarios.script import Scenario


@dataclass(frozen=True)
class Result:
    """How one file ended; `where` is the step, or the line of a file that is no scenario."""

    path: Path
    title: str = ""
    where: str = ""
    message: str = ""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.where

    def __str__(self) -> str:
        if self.passed:
            return f"ok {self.path}: {self.title}"
        return f"FAILED {self.path}:{self.where}: {self.message}"


def run(app: Flask, paths: Iterable[Path], prepare: Callable[[], None]) -> Iterator[Result]:
    """Play the scenarios in files and folders, one result each as it comes."""
    read = [_read(file) for path in paths for file in grammar.files(path)]
    if not any(isinstance(one, Scenario) for one in read):
        yield from (one for one in read if isinstance(one, Result))
        return
    with scratch.template(app, prepare) as template:
        for one in read:
            yield _play_apart(app, template, one) if isinstance(one, Scenario) else one


def play(
    app: Flask,
    scenario: Scenario,
    watch: player.Watcher | None = None,
    player_class: type[player.Player] = player.Player,
) -> Result:
    """Play one scenario in the database that there is; `watch` may look into it after each step."""
    began = time.perf_counter()
    try:
        player.play(player_class(app, scenario), scenario, watch)
    except player.StepFailed as failed:
        where = f"{failed.number}" if failed.number else "start"
        return Result(scenario.path, scenario.title, where, str(failed), _since(began))
    return Result(scenario.path, scenario.title, seconds=_since(began))


def _play_apart(app: Flask, template: str, scenario: Scenario) -> Result:
    """Play one scenario on a copy of the template."""
    with scratch.copy(app, template):
        return play(app, scenario)


def _read(path: Path) -> Scenario | Result:
    try:
        return grammar.read(path)
    except NotAScenario as fault:
        return Result(path, where=f"line {fault.line}", message=fault.reason)
    except OSError as error:
        return Result(path, where="line 1", message=f"cannot be read: {error.strerror}")


def _since(began: float) -> float:
    return time.perf_counter() - began
