"""Every shipped scenario passes, and the desk's kept rows are right after each of its steps."""

import pytest

from tests.processes.stage import FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_scenario_passes(stage, path):
    played = stage.played(path)

    assert played.passed, played.said
    assert not played.unlike
