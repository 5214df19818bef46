"""`flask scenario run [PATH]...`: play scenarios, the acceptance tests that an official writes."""

import os
from pathlib import Path

import click
from flask import current_app

from app.cli import setup
from app.cli.database import refuse_without_pages, with_database
from app.foundation import paths
from app.scenarios import grammar, runner, scratch

EXISTING = click.Path(exists=True, path_type=Path)


@click.group()
def scenario() -> None:
    """Play processes from files."""


@scenario.command()
@click.argument("chosen", nargs=-1, metavar="[PATH]...", type=EXISTING)
@with_database
def run(chosen: tuple[Path, ...]) -> None:
    """Play scenarios, all or those in these files and folders.

    Each is played on a scratch database with the demo data.
    """
    wanted = chosen or (_all(),)
    for path in wanted:
        if not grammar.files(path):
            raise click.ClickException(f"{path}: there is no scenario in this folder.")
    refuse_without_pages()
    passed = failed = 0
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        for result in runner.run(app, wanted, setup.prepare):
            click.echo(str(result))
            passed, failed = passed + result.passed, failed + (not result.passed)
    except scratch.NoScratch as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{passed} passed, {failed} failed")
    if failed:
        raise SystemExit(1)


def _all() -> Path:
    """The folder of the scenarios, as one would type it here."""
    return Path(os.path.relpath(paths.SCENARIOS))
