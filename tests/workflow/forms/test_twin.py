"""The browser and the server decide alike what is hidden."""

import json
import shutil
import subprocess

import pytest

from app.foundation import paths
from app.workflow.forms.conditions import compile_condition
from tests.workflow.forms.test_conditions import ANSWERS

EXPRESSIONS = [
    '=outcome = "refuse"',
    '=outcome != "refuse"',
    '=not(outcome = "agree" or outcome = "counter")',
    '=outcome = "refuse" and days > 5',
    "=typed > 4.5",
    "=typed = 5",
    "=blank = null",
    "=missing != null",
    "=missing > 3 or ticked",
    "=not(missing > 3)",
    "=ticked = 1",
    "=ticked = true",
    "=outcome",
    '=unit.code = "GAJ"',
    "=unit.code.deeper = null",
    "=items = null",
    '=理由 = "有"',
    "=outcome < 3",
    '=outcome < "z"',
    "=(ticked)",
]
SCRIPT = """
import { compile } from %s;
const { expressions, answers } = %s;
console.log(JSON.stringify(expressions.map((text) => compile(text)(answers) === true)));
"""


def test_both_readers_of_conditions_agree() -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("there is no node here")
    module = json.dumps(str(paths.APP / "web" / "frontend" / "feel.js"))
    script = SCRIPT % (module, json.dumps({"expressions": EXPRESSIONS, "answers": ANSWERS}))
    command = [node, "--input-type=module", "-e", script]

    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)

    assert json.loads(told.stdout) == [compile_condition(text)(ANSWERS) for text in EXPRESSIONS]
