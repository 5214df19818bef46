"""The mutants are what they should be: one change each, and the engine still reads them."""

import pytest

from app.workflow import engine
from tests.workflow import mutants
from tests.workflow.drawings import shipped

ALL = list(mutants.all_mutants())
DRAWN = engine.parse(shipped()).diagrams.keys()


def test_there_is_one_for_each_timer_and_filing_and_two_branches():
    names = [name for name, _ in ALL]

    assert len(set(names)) == len(names)
    assert sum("dropped" in name for name in names) == 38
    assert sum("skipped" in name for name in names) == 7
    assert sum("↔" in name for name in names) >= 20


@pytest.mark.parametrize(("name", "files"), ALL, ids=[name for name, _ in ALL])
def test_the_engine_reads_it(name, files):
    changed = [file for file, xml in files.items() if xml != shipped()[file]]

    assert len(changed) == 1
    assert engine.parse(files).diagrams.keys() == DRAWN
