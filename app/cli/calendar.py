"""`flask calendar`: import a year's announced days, work out a due date."""

import csv
from datetime import date
from pathlib import Path

import click

from app.cli.database import with_database
from app.foundation import calendar, clock
from app.foundation.database import transaction
from app.foundation.identity import acting
from app.workflow import projection

group = click.Group("calendar", help="Working days: import announced years, work out due dates.")

WORK = {"1", "y", "yes", "true", "workday", "make_up", "班", "上班", "是"}
OFF = {"0", "n", "no", "false", "holiday", "off", "休", "放假", "否"}
COLUMNS = {"day": ("day", "date", "日期"), "kind": ("is_workday", "kind", "type", "是否上班"),
           "name": ("name", "reason", "holiday", "名称", "说明")}  # fmt: skip


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_database
def import_days(file: Path) -> None:
    """Import announced days from a CSV FILE: date, is_workday (Y/N), name.

    Only the days that differ from the usual week need be listed.  Every open
    clock is projected anew; whose date moved is told.
    """
    days = _read(file)
    with acting.as_system("calendar import"), transaction():
        years = calendar.announce(days, file.name).years
        moved = projection.project_all(f"calendar {years}")
    click.echo(f"{len(days)} days imported for {years}; {moved} due dates moved.")


@group.command("due")
@click.argument("day", metavar="DATE")
@click.argument("days", type=click.IntRange(min=0))
@with_database
def due(day: str, days: int) -> None:
    """Print the date DAYS working days after DATE (which is not counted)."""
    year = calendar.current()
    on = year.add(_date(day), days)
    click.echo(f"{on.isoformat()}{'' if year.is_announced(on) else ' 暂定'}")


def _read(file: Path) -> dict[date, tuple[bool, str]]:
    days: dict[date, tuple[bool, str]] = {}
    try:
        rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    except UnicodeDecodeError as wrong:
        raise click.ClickException(f"{file.name} is not UTF-8 text.") from wrong
    for number, row in enumerate(rows, start=2):
        try:
            day, works, name = _row(row)
        except ValueError as wrong:
            raise click.ClickException(f"{file.name}:{number}: {wrong}") from wrong
        if day in days:
            raise click.ClickException(f"{file.name}:{number}: {day} is listed twice")
        days[day] = works, name
    if not days:
        raise click.ClickException(f"{file.name} lists no day (columns: date,is_workday,name)")
    return days


def _row(row: dict[str, str]) -> tuple[date, bool, str]:
    values = {}
    for wanted, names in COLUMNS.items():
        found = next((row[n] for n in names if row.get(n)), "")
        values[wanted] = found.strip()
    kind = values["kind"].lower()
    if kind not in WORK | OFF:
        raise ValueError(f"“{values['kind']}” says neither working day nor day off")
    return date.fromisoformat(values["day"]), kind in WORK, values["name"]


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text) if text != "today" else clock.today()
    except ValueError as wrong:
        raise click.ClickException(f"“{text}” is not a date like 2026-09-18.") from wrong
