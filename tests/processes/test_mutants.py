"""A diagram that is wrong in one place fails at least one of the shipped scenarios."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.foundation import paths
from app.foundation.database import db, transaction
from app.scenarios import facts, grammar, page
from app.scenarios.browser import Browser
from app.scenarios.page import Page
from app.scenarios.player import Player
from app.scenarios.runner import Result
from app.scenarios.script import Answers, Do, Refuse, Scenario, Step
from app.workflow import definitions, engine
from tests.processes.stage import FILES, Stage
from tests.workflow import mutants
from tests.workflow.drawings import shipped

ALL = list(mutants.all_mutants())


class InAHurry(Player):
    """Sends a form without looking at its page first, where the answers alone will do."""

    def fill_in(self, browser: Browser, path: str, answers: Answers) -> Page:
        answer = browser.send(path, page.raw(answers))
        if answer.status != 422:
            return answer
        self.world.do(facts.forget_drafts)
        return super().fill_in(browser, path, answers)


def without_refusals(scenario: Scenario) -> Scenario:
    """What must not succeed has been tried on the shipped diagrams."""
    steps = [one for one in scenario.steps if not isinstance(one, Refuse) and not refused(one)]
    return replace(scenario, steps=steps)


def refused(step: Step) -> bool:
    """What is done beside the tasks, and must be turned down."""
    return isinstance(step, Do) and bool(step.error)


def touched(name: str, files: dict[str, bytes]) -> set[str]:
    """What of the shipped diagrams a mutant changes, as 'process/element'."""
    (file,) = [file for file, xml in files.items() if xml != shipped()[file]]
    process = engine.diagram_id(files[file])
    return {f"{process}/{element}" for element in re.findall(r"\w+", name)}


def first_to_notice(stage: Stage, elements: set[str]) -> list[Path]:
    """The scenarios that pass what was changed, those that come there soonest first.

    Of those that pass a choice, first the ones that leave it by an arrow that was exchanged.
    """
    when = {}
    for path, played in stage.all_played().items():
        steps = [step for e, step in played.reached.items() if e in elements]
        if steps:
            passes_by = len(elements) > 1 and len(steps) == 1
            when[path] = passes_by, max(steps)
    return sorted(when, key=lambda path: when[path])


def publish(files: dict[str, bytes], folder: Path) -> None:
    """Release a mutant; nobody checks it first."""
    for name, xml in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(xml)
    with transaction():
        definitions.deploy(folder, paths.FORMS, "mutant")
    db.session.remove()


def play_in_a_hurry(stage: Stage, path: Path, **options) -> Result:
    scenario = without_refusals(grammar.read(path))
    return stage.play(scenario, player_class=InAHurry, **options)


@pytest.fixture
def no_tokens(stage, monkeypatch):
    """Who is in a hurry reads no page, and so no token against forged requests."""
    monkeypatch.setitem(stage.app.config, "WTF_CSRF_ENABLED", False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_shipped_diagrams_pass_in_a_hurry_too(stage, no_tokens, path):
    result = play_in_a_hurry(stage, path)

    assert result.passed, result


@pytest.mark.slow
@pytest.mark.parametrize(("name", "files"), ALL, ids=[name for name, _ in ALL])
def test_a_scenario_notices(stage, tmp_path, monkeypatch, name, files):
    elements = touched(name, files)
    watchers = first_to_notice(stage, elements)
    monkeypatch.setitem(stage.app.config, "WTF_CSRF_ENABLED", False)  # only now: see `no_tokens`

    results = (
        play_in_a_hurry(stage, path, before=lambda: publish(files, tmp_path)) for path in watchers
    )

    assert not all(result.passed for result in results), "every scenario passes"
