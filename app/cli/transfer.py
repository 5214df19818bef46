"""`flask catalogue import` and `export`: files into the catalogues and out of them, by hand.

Whoever types these commands administers the machine: nothing is hidden from an export, and an
import needs no second person.  It leaves versions and the record like any other.
"""

from pathlib import Path

import click

from app.cli.database import with_database
from app.domain.catalogue.rules import values
from app.domain.catalogue.transfer import checking, exporting, layout, reading, sources, writing
from app.domain.catalogue.transfer.dcat import Site
from app.domain.catalogue.transfer.exporting import Wanted
from app.domain.catalogue.transfer.faults import Found
from app.domain.catalogue.transfer.planning import ACTS, Plan, Who
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import transaction
from app.foundation.filetypes import extension
from app.foundation.i18n import in_english
from app.foundation.identity import acting
from config import Config

# Of all networks: the administrator of the machine sees every row of the database anyhow.
EVERYTHING = Viewer(None, is_administrator=True, networks=frozenset(values.NETWORKS))
LARGEST = 200 * 1024 * 1024
SHOWN = 100


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only check the file and say what it would do.")
@with_database
def import_file(file: Path, dry_run: bool) -> None:
    """Import FILE (.xlsx, .csv, .json) into the catalogue whose headings it has.

    All of it or nothing: with one fault nothing is imported.  Exit 1 if there are faults.
    """
    format_ = extension(file.name)
    if format_ not in sources.FORMATS or not file.is_file():
        raise click.ClickException(f"{file}: must be a file of {', '.join(sources.FORMATS)}.")
    if file.stat().st_size > LARGEST:
        raise click.ClickException(f"{file}: larger than {LARGEST >> 20} MB.")
    found = Found()
    with in_english(), acting.as_system("catalogue import"), transaction():
        plan = _plan(file, format_, found)
        if plan and not found and not dry_run:
            writing.write(plan, note=f"flask catalogue import {file.name}", subject=file.name)
    _report(file, plan, found, dry_run)


@click.command("export")
@click.argument("catalogue", type=click.Choice(tuple(layout.CATALOGUES)))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--unit", default="", metavar="CODE", help="Only the entries of this unit.")
@click.option("--public", is_flag=True, help="Only what everybody may see.")
@with_database
def export_file(catalogue: str, file: Path, unit: str, public: bool) -> None:
    """Write CATALOGUE to FILE; its ending says how: xlsx, csv, json, xml, ttl, jsonld."""
    wanted = Wanted(
        catalogue, extension(file.name), Viewer() if public else EVERYTHING, unit, most=None
    )
    base = (Config.PUBLIC_URL or f"http://127.0.0.1:{Config.PORT}").rstrip("/") + "/"
    exporting.check(wanted)
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as kept:
            for piece in exporting.stream(wanted, Site(base, exporting.publisher())):
                kept.write(piece)
        part.replace(file)
    except OSError as wrong:
        raise click.ClickException(f"{file}: {wrong.strerror}.") from wrong
    finally:
        part.unlink(missing_ok=True)
    click.echo(f"{file}: {file.stat().st_size} bytes")


def _plan(file: Path, format_: str, found: Found) -> Plan | None:
    with file.open("rb") as opened:
        given = reading.read(opened, format_, found)
        return checking.check(given, Who(EVERYTHING, "", any_unit=True), found) if given else None


def _report(file: Path, plan: Plan | None, found: Found, dry_run: bool) -> None:
    for one in found.kept[:SHOWN]:
        place = f"{one.sheet}!{one.column}{one.row or ''}" if one.sheet else "the file"
        value = f" [{_shown(one.value)}]" if one.value else ""
        click.echo(f"{_shown(place)}: {_shown(one.en)}{value}", err=True)
    if found.count > SHOWN:
        click.echo(f"… and {found.count - SHOWN} more", err=True)
    if found or plan is None:
        raise click.ClickException(f"{file}: {found.count} faults, nothing was imported.")
    counts = plan.counts()
    said = ", ".join(f"{counts[act]} {act}" for act in ACTS)
    click.echo(f"{file}: {said}" + (" (dry run, nothing was imported)" if dry_run else ""))


def _shown(text: str) -> str:
    """A text from outside, on one line and without signs that move the cursor."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
