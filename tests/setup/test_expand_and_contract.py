"""Migrations only add: what the release before needs is taken away one release later.

A migration that takes something away says so in the first word of its docstring (`Contract:`)
and names the release since which nothing uses it.
"""

import ast

import pytest

from app.foundation import paths

# The first migrations were written before the first release.
FIRST = "0021"
TAKES_AWAY = {"drop_table", "drop_column", "rename_table"}
SQL_TAKES_AWAY = ("DROP TABLE", "DROP COLUMN", "RENAME TO", "RENAME COLUMN", "SET NOT NULL")
FILES = sorted((paths.MIGRATIONS / "versions").glob("[0-9]*.py"))
LATER = [file for file in FILES if file.name[:4] >= FIRST]


def faults(source: str) -> list[str]:
    """What the release before could not bear."""
    tree = ast.parse(source)
    if (ast.get_docstring(tree) or "").startswith("Contract:"):
        return []
    (upgrade,) = [
        one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "upgrade"
    ]
    return [fault for node in ast.walk(upgrade) if (fault := _fault(node))]


def _fault(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = " ".join(node.value.upper().split())
        return next((word for word in SQL_TAKES_AWAY if word in text), "")
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    if node.func.attr in TAKES_AWAY:
        return node.func.attr
    named = {word.arg: word.value for word in node.keywords}
    if node.func.attr == "alter_column" and not _is(named.get("nullable"), True):
        return "alter_column"
    if node.func.attr == "add_column":
        (column,) = [one for one in node.args if isinstance(one, ast.Call)]
        said = {word.arg: word.value for word in column.keywords}
        if _is(said.get("nullable"), False) and "server_default" not in said:
            return "add_column without a default"
    return ""


def _is(node: ast.expr | None, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


@pytest.mark.parametrize("file", LATER, ids=lambda file: file.stem)
def test_a_migration_leaves_the_release_before_what_it_needs(file):
    assert faults(file.read_text()) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('op.drop_column("task", "x")', "drop_column"),
        ('op.execute("ALTER TABLE task  DROP COLUMN x")', "DROP COLUMN"),
        ('op.alter_column("task", "x", nullable=False)', "alter_column"),
        (
            'op.add_column("task", sa.Column("x", sa.Text(), nullable=False))',
            "add_column without a default",
        ),
        ('op.add_column("task", sa.Column("x", sa.Text(), nullable=True))', ""),
        ('op.add_column("task", sa.Column("x", sa.Text(), nullable=False, server_default=""))', ""),
        ('op.alter_column("task", "x", nullable=True)', ""),
    ],
)  # fmt: skip
def test_what_would_break_it_is_noticed(line, fault):
    source = f'"""More."""\ndef upgrade():\n    {line}\n'

    assert faults(source) == ([fault] if fault else [])
    assert faults(source.replace("More.", "Contract: since 2027.1.")) == []
