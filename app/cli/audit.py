"""`flask audit`: prove the record, publish its head, see how far the sealer is."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup

from app.cli.database import with_database
from app.foundation.chain import heads, sealing, verifying
from app.foundation.database import transaction
from app.jobs.record import seal_record

audit = AppGroup("audit", help="Prove the record, publish its head, see how far the sealer is.")
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
MOST_SHOWN = 100


@audit.command("verify")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on.")
@click.option("--head", "known", multiple=True, help="A head that was published; may be repeated.")
@click.option("--heads", "files", type=FILE, multiple=True, help="A file with heads, as a log.")
@click.option("--without-key", is_flag=True, help="Check the hashes only, not the signatures.")
@with_database
def verify(
    since: datetime | None, known: tuple[str, ...], files: tuple[Path, ...], without_key: bool
) -> None:
    """Check that no entry was changed, deleted, inserted or reordered; fails if one was."""
    texts = [*known, *(file.read_text(errors="replace") for file in files)]
    published = [head for text in texts for head in heads.Head.all_in(text)]
    if known and len(heads.Head.all_in(" ".join(known))) < len(known):
        raise click.UsageError("A head looks like 17@2026-11-29T16:00:00Z=9f86…")
    start = _start(since.date()) if since else None
    with transaction():
        found = verifying.verify(start, published, with_key=not without_key)
    for fault in found.faults[:MOST_SHOWN]:
        click.echo(fault)
    click.echo(
        f"{found.entries} entries in {found.blocks} blocks, {found.unsigned} of them from before"
        f" there were signatures; {found.waiting} wait for their seal;"
        f" {len(published)} published heads compared."
    )
    if found.destroyed:
        click.echo(f"{found.destroyed} entries went with cases that two persons had destroyed.")
    if not published:
        click.echo("No published head was given: what was cut off at the end does not show.")
    if found.faults:
        raise click.ClickException(f"The record was tampered with: {len(found.faults)} faults.")
    click.echo(f"ok {found.head}")


@audit.command("head")
@with_database
def head() -> None:
    """Print the newest head, to be kept where whoever runs the database cannot reach."""
    click.echo(heads.head())


@audit.command("seal")
@with_database
def seal() -> None:
    """Seal what waits now; `flask jobs` does it all the time."""
    click.echo(f"{seal_record()} entries sealed.")


@audit.command("status")
@with_database
def status() -> None:
    """How far the sealer is."""
    state = sealing.state()
    sealed = state.sealed_at.astimezone(UTC)
    click.echo(f"{state.blocks + 1} blocks, the newest of {sealed:%Y-%m-%d %H:%M:%S} UTC")
    seconds = round(state.lag.total_seconds())
    click.echo(f"{state.waiting} entries wait for their seal, the oldest for {seconds} s")


def _start(day: date) -> datetime:
    zone = ZoneInfo(current_app.config["TIMEZONE"])
    return datetime(day.year, day.month, day.day, tzinfo=zone)
