"""`flask calendar`: import a year's announced days, work out a due date."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from app.cli.database import with_database
from app.foundation import calendar, clock, dayfile
from app.foundation.database import transaction
from app.foundation.i18n import in_english
from app.foundation.identity import acting
from app.jobs import calendars
from app.workflow import projection
from app.workflow.studio.settings import days

group = click.Group("calendar", help="Working days: import announced years, work out due dates.")

MOST_DAYS = 10_000
INCOMPLETE = "{year}: {listed}, but nothing about {names}."
REFUSED = (
    " The year before it is not announced yet. Correct the file, or add --complete if this is all"
    " that was announced."
)
WARNED = (
    " The whole year counts as announced from now on. If there is more, import the whole file: it"
    " takes the place of this one."
)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--complete", is_flag=True, help="Nothing more was announced of these years.")
@with_database
def import_days(file: Path, complete: bool) -> None:
    """Import announced years from a CSV FILE: date, is_workday (Y/N), name.

    Only the days that differ from the usual week need be listed, but of a year all of them: they
    take the place of what was imported of it before.  Every open clock is projected anew; whose
    date moved is told.
    """
    with in_english():
        read = _read(file)
    for column in read.unread:
        click.echo(f"Column not read: {column}", err=True)
    if not complete:
        _check_complete(file, read.days)
    years = ",".join(map(str, calendar.years_of(read.days)))
    with acting.as_system("calendar import"), transaction():
        dropped, made = days.put_in_force(read.days, file.name)
    calendars.take_over(made)  # a worker would as well; who waits here is told how much moved
    moved = projection.dates_moved(made)
    if dropped:
        click.echo(f"No longer listed: {', '.join(dropped)}")
    told = f"{_counted(len(read.days), 'day')} imported for {years}"
    click.echo(f"{told}; {_counted(moved, 'due date')} moved.")


def _read(file: Path) -> dayfile.DayFile:
    """The days of a file; what is wrong with it ends the command in one line."""
    try:
        with file.open("rb") as opened:
            content = opened.read(dayfile.LARGEST + 1)
        return dayfile.read(content)
    except OSError as wrong:
        raise click.ClickException(f"{file.name}: {wrong.strerror}") from wrong
    except dayfile.BadDays as wrong:
        line = f":{wrong.line}" if wrong.line else ""
        raise click.ClickException(f"{file.name}{line}: {wrong.reason}") from wrong


@group.command("due")
@click.argument("day", metavar="DATE")
@click.argument("number", metavar="DAYS", type=click.IntRange(min=0, max=MOST_DAYS))
@with_database
def due(day: str, number: int) -> None:
    """Print the date DAYS working days after DATE (which is not counted)."""
    year = calendar.current()
    try:
        on = year.add(_date(day), number)
    except OverflowError as wrong:
        raise click.ClickException("No calendar reaches that far.") from wrong
    click.echo(f"{on.isoformat()}{'' if year.is_announced(on) else ' 暂定'}")


def _check_complete(file: Path, found: Mapping[date, tuple[bool, str]]) -> None:
    """Warn of a year of which most is missing; refuse one that cannot be due yet.

    A slip of the pen must not announce a year far away.
    """
    refused = []
    next_year = calendar.current().horizon().year + 1
    for year, names in calendar.unspoken(found).items():
        listed = [day for day in sorted(found) if day.year == year]
        few = ", ".join(map(str, listed)) if len(listed) < 4 else f"{len(listed)} days"
        told = INCOMPLETE.format(year=year, listed=few, names="、".join(names))
        if year <= next_year:
            click.echo(told + WARNED, err=True)
        else:
            refused.append(told + REFUSED)
    if refused:
        raise click.ClickException(f"{file.name}: nothing was imported.\n" + "\n".join(refused))


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text) if text != "today" else clock.today()
    except ValueError as wrong:
        raise click.ClickException(f"“{text}” is not a date like 2026-09-18.") from wrong
