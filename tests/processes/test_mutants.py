"""A diagram that is wrong in one place fails at least one of the shipped scenarios."""

import re
from pathlib import Path

import pytest

from app.foundation import paths
from app.foundation.database import db, transaction
from app.scenarios import grammar
from app.workflow import definitions, engine
from tests.processes.stage import FILES, Stage
from tests.workflow import mutants
from tests.workflow.drawings import shipped

ALL = list(mutants.all_mutants())


def touched(name: str, files: dict[str, bytes]) -> set[str]:
    """What of the shipped diagrams a mutant changes, as 'process/element'."""
    (file,) = [file for file, xml in files.items() if xml != shipped()[file]]
    process = engine.diagram_id(files[file])
    return {f"{process}/{element}" for element in re.findall(r"\w+", name)}


def first_to_notice(stage: Stage, elements: set[str]) -> list[Path]:
    """The scenarios that pass what was changed, those that come there soonest first."""
    when = {}
    for path in FILES:
        steps = [step for e, step in stage.played(path).reached.items() if e in elements]
        if steps:
            when[path] = min(steps)
    return sorted(when, key=lambda path: when[path])


def publish(files: dict[str, bytes], folder: Path) -> None:
    """Release a mutant; nobody checks it first."""
    for name, xml in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(xml)
    with transaction():
        definitions.deploy(folder, paths.FORMS, "mutant")
    db.session.remove()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "files"), ALL, ids=[name for name, _ in ALL])
def test_a_scenario_notices(stage, tmp_path, name, files):
    elements = touched(name, files)
    number = [known for known, _ in ALL].index(name)

    results = (
        stage.play(
            grammar.read(path),
            before=lambda: publish(files, tmp_path),
            suffix=f"_m{number}",
        )
        for path in first_to_notice(stage, elements)
    )

    assert not all(result.passed for result in results), "every scenario passes"
