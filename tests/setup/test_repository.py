"""What is committed: the commands, and nothing that names a host of somebody's network."""

import json
import re
import subprocess

import click
import pytest

from app.cli import COMMANDS
from app.foundation import paths

TARGETS = ("help", "setup", "run", "test", "lint", "bench", "scenarios", "picture", "clean")
ADDRESS = re.compile(r"\bhttps?://[\w.-]+", re.ASCII)


def test_make_help_lists_every_target():
    said = subprocess.run(
        ["make", "help"], cwd=paths.ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert {line.split()[0] for line in said.splitlines() if line.strip()} >= set(TARGETS)


def flask_commands():
    """The words behind every `flask` that make calls."""
    return [
        line.split("/flask ")[1].split()
        for line in (paths.ROOT / "Makefile").read_text().splitlines()
        if line.startswith("\t") and "/flask " in line
    ]


@pytest.mark.parametrize("words", flask_commands(), ids=" ".join)
def test_what_make_calls_is_a_whole_command(words):
    command: click.Command = click.Group(commands=list(COMMANDS))
    context = click.Context(command)
    while isinstance(command, click.Group):
        _name, command, words = command.resolve_command(context, words)

    command.make_context(command.name, words)  # raises UsageError where something is missing


def test_a_wrong_python_is_one_line(tmp_path):
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)

    done = subprocess.run(
        ["make", "setup", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode
    assert "Python 3.9.2 is too old: install Python 3.11 or newer" in done.stderr


def test_the_locks_are_exact_and_name_no_host():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (paths.ROOT / name).read_text().splitlines()
        pins = [line for line in lines if line and line[0] not in "#-"]
        assert all("==" in pin for pin in pins)
        assert not ADDRESS.search("\n".join(lines))

    lock = (paths.ROOT / "package-lock.json").read_text()
    assert not ADDRESS.search(lock)
    assert "resolved" not in lock


def test_the_browser_packages_are_exact():
    wanted = json.loads((paths.ROOT / "package.json").read_text())

    for version in (wanted["dependencies"] | wanted["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_settings_of_package_managers_name_no_host():
    for name in (".npmrc", "Makefile", ".ci/run", ".ci/browser", "package.json"):
        found = ADDRESS.findall((paths.ROOT / name).read_text())
        assert set(found) <= {"http://127.0.0.1"}, name
