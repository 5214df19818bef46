"""Files made to harm are refused with a reason, or cost no more than a file of their size may."""

import json
import subprocess
import sys

import pytest

from app.foundation import paths
from tests.interchange import hostile

SECONDS, MEGABYTES = 2, 150


@pytest.fixture(scope="module")
def told():
    """What each file cost in a process of its own, with little memory."""
    command = [sys.executable, "-m", "tests.interchange.hostile"]
    done = subprocess.run(
        command, cwd=paths.ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize(("name", "word"), [(n, w) for n, _content, w in hostile.files()])
def test_a_hostile_file_is_refused_for_its_reason_and_costs_little(told, name, word):
    one = told[name]

    assert (word in one["reason"]) if word else one["reason"] == ""
    assert one["seconds"] < SECONDS
    assert one["more"] < MEGABYTES
