"""What is committed: the commands, and nothing that names a host of somebody's network."""

import json
import os
import re
import shutil
import subprocess

import click
import pytest

from app.cli import COMMANDS
from app.foundation import paths
from tests.setup.processes import PATIENCE, environment

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


def test_what_shows_pages_needs_the_browser_code():
    makefile = (paths.ROOT / "Makefile").read_text()

    for target in ("setup", "run", "test", "bench", "scenarios"):
        (rule,) = re.findall(rf"^{target}:(.*?)##", makefile, re.MULTILINE)
        assert "$(DIST)" in rule, target


@pytest.mark.parametrize("words", [("scenario", "run"), ("serve",)])
def test_a_typed_command_that_shows_pages_says_in_one_line_that_they_were_not_built(
    app, monkeypatch, tmp_path, words
):
    monkeypatch.setattr(paths, "DIST", tmp_path)

    done = app.test_cli_runner().invoke(args=words)

    assert done.exit_code == 1
    assert done.output == "Error: The browser code was not built: run `make setup`.\n"


@pytest.fixture
def copy(tmp_path):
    """What `make` needs of the project, elsewhere, with package managers that reach nobody."""
    for name in ("Makefile", "requirements.txt", "package.json", "package-lock.json", ".npmrc"):
        shutil.copy(paths.ROOT / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("target", "line"),
    [
        (".venv/.runtime-ok", "The Python packages could not be installed"),
        ("node_modules/.ok", "The browser packages could not be installed"),
    ],
)
def test_a_registry_that_does_not_answer_is_one_line(copy, target, line):
    nowhere = "http://127.0.0.1:9"
    own = {"PIP_INDEX_URL": nowhere, "PIP_NO_CACHE_DIR": "1", "npm_config_registry": nowhere}
    own |= {"PIP_CONFIG_FILE": os.devnull, "npm_config_cache": str(copy / "cache")}
    own |= {"PIP_RETRIES": "0", "npm_config_fetch_retries": "0"}  # the test need not wait

    done = subprocess.run(
        ["make", target],
        cwd=copy,
        env=environment(**own),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    said = [each for each in done.stderr.splitlines() if not each.startswith("make")]
    assert done.returncode
    assert len(said) == 1
    assert said[0].startswith(line)


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
