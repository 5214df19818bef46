"""Somebody draws to use up time and memory: refused, within little of both."""

import json
import subprocess
import sys

import pytest

from app.foundation import paths
from tests.workflow.hostile.exhausting import EXHAUSTING

MOST_SECONDS, MOST_MEGABYTES = 8, 500


@pytest.fixture(scope="module")
def taken():
    """What each attempt took, in a process of its own that is stopped if it takes too much."""
    command = [sys.executable, "-m", "tests.workflow.hostile.child"]
    done = subprocess.run(
        command, cwd=paths.ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["name"]: line for line in lines}, done.stderr[-2000:]


@pytest.mark.parametrize("name", EXHAUSTING)
def test_the_server_goes_on_when_somebody(taken, name):
    lines, said = taken

    assert name in lines, said
    assert lines[name]["refused"]
    assert lines[name]["seconds"] < MOST_SECONDS
    assert lines[name]["most"] < MOST_MEGABYTES
