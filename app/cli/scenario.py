"""`flask scenario run PATH...`: play scenarios, the acceptance tests that an official can write."""

from pathlib import Path

import click
from flask import current_app

from app.cli import setup
from app.cli.database import with_database
from app.scenarios import runner, scratch

EXISTING = click.Path(exists=True, path_type=Path)


@click.group()
def scenario() -> None:
    """Play processes from files."""


@scenario.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=EXISTING)
@with_database
def run(paths: tuple[Path, ...]) -> None:
    """Play the scenarios in files and folders, each on a scratch database with the demo data."""
    passed = failed = 0
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        for result in runner.run(app, paths, setup.prepare):
            click.echo(str(result))
            passed, failed = passed + result.passed, failed + (not result.passed)
    except scratch.NoScratch as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{passed} passed, {failed} failed")
    if failed:
        raise SystemExit(1)
