"""`flask keeping`: archive what is past its term, check the archive, bring a case back.

What is to be destroyed is proposed and confirmed on the pages alone, each person by an own
sign-in: whoever has this command line could pretend to be both.
"""

from pathlib import Path

import click
from sqlalchemy import select

from app.cli import keeping_registers
from app.cli.database import with_database
from app.domain.keeping import queries
from app.domain.keeping.services import checking, exporting, restoring
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.foundation.kept import KeptCase
from app.jobs.keeping import archive_cases, destroy_cases

FOLDER = click.Path(path_type=Path, file_okay=False)
MOST = 200


@click.group("keeping")
def keeping() -> None:
    """Closed cases past their term, kept as the law wants it."""


@keeping.command("run")
@click.option("--seconds", default=3600.0, help="For how long at most; an hour.")
@with_database
def run(seconds: float) -> None:
    """Archive the cases that are past their term now, as `flask jobs` does by and by."""
    click.echo(f"{archive_cases(seconds)} cases archived")


@keeping.command("due")
@with_database
def due() -> None:
    """Say which cases would be archived now."""
    term = queries.keeping_term()
    click.echo(f"term: {term.years} years, {term.source}")
    for one in queries.due(term.years, MOST):
        click.echo(f"case {one.id}: its term counts from {one.ended_on}")


@keeping.command("verify")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--head", help="The hash of the last manifest as it was noted elsewhere.")
def verify(folder: Path | None, head: str | None) -> None:
    """Check every record and the chain of manifests: of the database, or of an exported FOLDER."""
    if folder is None:
        _of_database()
        return
    wrong = list(exporting.folder_faults(folder))
    if not wrong and head and head.lower() != exporting.head(folder):
        wrong = ["the last manifest is not the one that was noted"]
    _told(wrong, "" if wrong else f"{folder}: ok {exporting.head(folder)}")


@keeping.command("export")
@click.argument("folder", type=FOLDER)
@with_database
def export(folder: Path) -> None:
    """Write the sealed records and the manifests into FOLDER; what is there already stays."""
    folder.mkdir(parents=True, exist_ok=True)
    written, gone = exporting.export(folder)
    click.echo(f"{written} files written, {gone} of destroyed cases taken away")


@keeping.command("restore")
@click.argument("number")
@click.option("--reason", required=True, help="Why it is needed; this is recorded.")
@with_database
def restore(number: str, reason: str) -> None:
    """Bring the archived case NUMBER back to the live tables, for at least 90 days."""
    case_id = queries.case_of("case_number", number)
    if case_id is None:
        raise click.ClickException(f"No case {number} is archived.")
    with acting.as_system("keeping"), transaction():
        gone = restoring.restore(case_id, reason)
        until = gone.until_on
    click.echo(f"{number}: restored, stays until {until} at least")


@keeping.command("list")
@with_database
def listed() -> None:
    """List the cases that were archived last."""
    found = select(KeptCase).order_by(KeptCase.kept_at.desc()).limit(MOST)
    for one in db.session.scalars(found):
        click.echo(f"{one.id}\t{one.number}\t{one.kept_on}\t{one.size}\t{one.sha256}")


@keeping.command("destroy")
@click.option("--seconds", default=3600.0, help="For how long at most; an hour.")
@with_database
def destroy(seconds: float) -> None:
    """Destroy what two persons confirmed and nobody stopped in time, as `flask jobs` does."""
    click.echo(f"{destroy_cases(seconds)} cases destroyed")


keeping_registers.add_to(keeping)


@with_database
def _of_database() -> None:
    wrong = list(checking.faults())
    cases, unsealed, manifests = checking.counted()
    _told(wrong, f"{cases} cases in {manifests} manifests: ok ({unsealed} not sealed yet)")


def _told(wrong: list[str], well: str) -> None:
    for fault in wrong:
        click.echo(fault)
    if wrong:
        raise SystemExit(1)
    click.echo(well)
