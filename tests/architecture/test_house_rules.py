"""The habits of the house, as tests: size, explanations, one committer, nothing hidden."""

import ast
import re
from pathlib import Path

import pytest

from app.foundation import paths

MODULES = sorted((paths.ROOT / "app").rglob("*.py"))
LONGEST = 300
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
# Who may commit: the one transaction, and what must outlive a refused request.
COMMITTERS = {"app/foundation/database.py", "app/foundation/identity/throttle.py"}


def name(path: Path) -> str:
    return str(path.relative_to(paths.ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_in_one_line_what_it_is_for(path):
    said = ast.get_docstring(tree(path))
    assert said, f"{name(path)} has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_can_be_read_at_one_sitting(path):
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_is_imported_inside_a_function(path):
    functions = [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef)]
    hidden = [
        inner.lineno
        for function in functions
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_no_module_has_a_vague_name():
    vague = [name(p) for p in MODULES if p.stem in VAGUE or p.parent.name in VAGUE]
    assert vague == []


def test_only_the_transaction_commits():
    committing = {name(p) for p in MODULES if ".commit()" in p.read_text()}
    assert committing <= COMMITTERS


def test_nobody_hands_text_to_eval_or_exec():
    calls = [
        f"{name(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"eval", "exec", "__import__", "compile"}
    ]
    assert calls == []


def test_only_the_engine_knows_spiffworkflow():
    knowing = {name(p.parent) for p in MODULES if "SpiffWorkflow" in "".join(_imports(p))}
    assert knowing == {"app/workflow/engine"}


def test_no_time_is_asked_of_the_machine_but_by_the_clock():
    asking = {
        name(p)
        for p in MODULES
        if any(w in p.read_text() for w in ("datetime.now(", "date.today(", "datetime.utcnow("))
    }
    assert asking == {"app/foundation/clock.py"}


def _imports(path: Path) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_a_browser_test_waits_for_what_it_expects():
    """A locator read at once races the page; `expect(locator).to_...` waits for it."""
    hasty = re.compile(
        r"assert .*(locator|get_by_\w+)\(.*\)"
        r"\.(count|input_value|inner_text|text_content|is_\w+)\(\)"
    )
    found = [
        f"{name(path)}:{number}"
        for path in sorted((paths.ROOT / "tests").rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if hasty.search(line)
    ]
    assert found == []
