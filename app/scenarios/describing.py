"""What a scenario is about, for those below who list scenarios and play none."""

from pathlib import Path

from app.foundation import paths
from app.foundation.i18n import lazy
from app.scenarios import grammar, starts
from app.scenarios.nodes import NotAScenario
from app.scenarios.script import Do, Play, Scenario
from app.workflow.studio.trials.reading import Described, NotPlayable

# Where a scenario written in the studio would lie: nowhere.
NOWHERE = Path("written.yaml")


def described(text: str, file: Path | None) -> Described:
    """What the text is about.  Raises `NotPlayable`."""
    found = of(text, file)
    played = [step.scenario for step in found.steps if isinstance(step, Play)]
    begun = [
        str(step.form.get("process"))
        for step in found.steps
        if isinstance(step, Do) and step.action == "begin_matter"
    ]
    processes = dict.fromkeys([found.process, *(one.process for one in played), *begun])
    return Described(
        title=found.title,
        process=found.process,
        processes=tuple(processes),
        step_count=len(found.steps) + 1,
        beside=tuple(one.path for one in played),
    )


def may_begin(process: str) -> bool:
    """Can people begin this process on a page?"""
    return starts.page_of(process, {}) is not None


def of(text: str, file: Path | None) -> Scenario:
    """The scenario of a shipped file, or that was written in the studio and plays no other."""
    try:
        found = grammar.parse(file or NOWHERE, text.encode(errors="surrogatepass"))
    except NotAScenario as wrong:
        raise NotPlayable(wrong.line, wrong.said) from wrong
    if file is None:
        for step in found.steps:
            if isinstance(step, Play):
                said = lazy("a scenario written here plays no other")
                raise NotPlayable(step.line, said)
    return found


def file_of(key: str) -> Path | None:
    """Where the scenario of that key lies, if it was shipped."""
    kind, _, name = key.partition(":")
    return paths.SCENARIOS / name if kind == "shipped" else None
