"""`flask scenario run [PATH]...`: play scenarios, the acceptance tests that an official writes."""

import os
import resource
import signal
import sys
from pathlib import Path

import click
from flask import current_app

from app.cli import setup
from app.cli.database import refuse_without_pages, with_database
from app.foundation import paths
from app.scenarios import grammar, runner, scratch
from app.scenarios import trial as carrying
from app.workflow.studio.trials.noting import Over
from app.workflow.studio.trials.running import NO_SCRATCH

MOST_BYTES = 1536 * 1024 * 1024
MOST_SECONDS = 1_800
NICER = 2
TERMINATED = 143
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


@scenario.command(hidden=True)
@click.argument("number", type=int)
@click.argument("claim")
@with_database
def trial(number: int, claim: str) -> None:
    """Play the scenarios of a trial that a job has taken up, as the job calls it."""
    _keep_within_bounds()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        carrying.carry_out(app, number, claim, setup.prepare)
    except Over:
        raise SystemExit(0) from None
    except scratch.NoScratch:
        raise SystemExit(NO_SCRATCH) from None


def _keep_within_bounds() -> None:
    """What a scenario sets going must not take the machine from others."""
    for limit, most in ((resource.RLIMIT_DATA, MOST_BYTES), (resource.RLIMIT_CPU, MOST_SECONDS)):
        _soft, hard = resource.getrlimit(limit)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (bound, hard))
    os.nice(NICER)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # and leave no database behind


def _all() -> Path:
    """The folder of the scenarios, as one would type it here."""
    return Path(os.path.relpath(paths.SCENARIOS))
