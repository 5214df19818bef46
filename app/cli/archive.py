"""`flask archive`: check an archive, write those that are due, hand one out."""

import shutil
from pathlib import Path

import click

from app.cli.database import with_database
from app.domain.sharing.rules import sealed
from app.domain.sharing.services import archive as archives
from app.foundation import contents
from app.foundation.database import transaction
from app.foundation.identity import acting

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.group("archive")
def archive() -> None:
    """Closed cases as ZIP files whose every file can be checked."""


@archive.command("verify")
@click.argument("file", type=FILE)
@click.option("--digest", help="The hash of the whole as it was noted elsewhere.")
def verify(file: Path, digest: str | None) -> None:
    """Check that nothing in FILE was changed, is missing or was added."""
    wrong = sealed.faults(file)
    if not wrong and digest and digest.lower() != sealed.digest(file):
        wrong = ["changed: the hash of the whole is not the one noted"]
    for fault in wrong:
        click.echo(f"{file}: {fault}")
    if wrong:
        raise SystemExit(1)
    click.echo(f"{file}: ok {sealed.digest(file)}")


@archive.command("export")
@click.argument("number")
@click.option("--to", "folder", type=FOLDER, default=Path(), help="Where to put it; here.")
@with_database
def export(number: str, folder: Path) -> None:
    """Copy the archive of case NUMBER, such as 京共申〔2026〕0001号, into a folder."""
    with acting.as_system("archive"), transaction():
        written = archives.export(number)
        place = folder / archives.filename(written)
        with contents.opened(written.sha256) as content, place.open("wb") as file:
            shutil.copyfileobj(content, file)
    click.echo(place)


@archive.command("write")
@with_database
def write() -> None:
    """Write the archives of closed cases that are not written yet."""
    for case_id in archives.pending():
        with acting.as_system("archive"), transaction():
            click.echo(archives.filename(archives.write(case_id)))
