"""The calendar: a year's announcement, and days on which the city itself is closed."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select

from app.foundation import audit, calendar
from app.foundation.calendar import FIRST_YEAR, Calendar, CalendarDay, CalendarImport
from app.foundation.database import db
from app.foundation.dayfile import LAST_YEAR as LAST_TO_COME
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.workflow import projection

LONGEST_NAME = 100
MOST_DAYS = 800
Days = dict[date, tuple[bool, str]]


def before(years: str) -> dict[str, Any]:
    """What is imported of these years now."""
    return {"days": written(_imported({int(year) for year in years.split(",")}))}


def announced(days: Days, *, complete: bool = False) -> tuple[str, dict[str, Any]]:
    """A whole year's announcement as a change: (years, what it says).

    Refused where it leaves a statutory holiday unspoken and nobody says that this is all.
    """
    if not days or len(days) > MOST_DAYS:
        raise Invalid({"file": [_("Between 1 and %(most)s days.", most=MOST_DAYS)]})
    silent = calendar.unspoken(days)
    if silent and not complete:
        told = [
            _("%(year)s: nothing about %(names)s.", year=year, names="、".join(names))
            for year, names in silent.items()
        ]
        raise Invalid({"complete": told})
    return ",".join(map(str, calendar.years_of(days))), {"days": written(days)}


def closed(day: date, name: str) -> tuple[str, dict[str, Any]]:
    """A day on which the city is closed, beside what was announced of its year."""
    return _one_day(day, name, works=False)


def opened(day: date, name: str) -> tuple[str, dict[str, Any]]:
    """A day on which the city works though it would be off."""
    return _one_day(day, name, works=True)


def written(days: Days) -> list[list[Any]]:
    """Days as they are kept in a change."""
    return [[day.isoformat(), works, name] for day, (works, name) in sorted(days.items())]


def read(rows: list[list[Any]]) -> Days:
    """Days as a change keeps them."""
    return {date.fromisoformat(day): (works, name) for day, works, name in rows}


def checked(years: str, after: dict[str, Any]) -> dict[str, Any]:
    """A change made by one of the three above; refused where it changes nothing."""
    if read(after["days"]) == read(before(years)["days"]):
        raise Invalid({"day": [_("This is what stands already.")]})
    return after


def preview(after: dict[str, Any], years: str) -> Calendar:
    """The calendar as it would be."""
    named = {int(year) for year in years.split(",")}
    now = calendar.current()
    kept = {day: told for day, told in now.imported.items() if day.year not in named}
    announced = now.announced | named if after["days"] else now.announced - named
    return Calendar(kept | read(after["days"]), announced)


def put_in_force(days: Days, source: str, *, years: Collection[int] = ()) -> tuple[list[str], int]:
    """Take days over, at once; (days no longer listed, the number of the import).

    A worker then projects every open clock by them (`projection`).
    """
    was = calendar.current().imported
    made = calendar.announce(days, source, years=years)
    dropped = [day.isoformat() for day in sorted(was.keys() - calendar.current().imported)]
    audit.record(
        "calendar imported",
        subject=f"calendar:{made.id}",
        source=made.source,
        years=made.years,
        days=len(days),
        dropped=dropped,
    )
    projection.begin(made, days)
    return dropped, made.id


def _one_day(day: date, name: str, *, works: bool) -> tuple[str, dict[str, Any]]:
    name = " ".join(name.split())
    faults: dict[str, list[str]] = {}
    if not 0 < len(name) <= LONGEST_NAME:
        faults["name"] = [_("Between 1 and %(most)s characters.", most=LONGEST_NAME)]
    if not FIRST_YEAR <= day.year <= LAST_TO_COME:
        faults["day"] = [_("This year is not in the calendar.")]
    elif not calendar.current().is_announced(day):
        faults["day"] = [_("The year is not announced yet: bring in its announcement first.")]
    elif calendar.current().is_workday(day) == works:
        faults["day"] = [_("It is a working day already.") if works else _("It is off already.")]
    if faults:
        raise Invalid(faults)
    return str(day.year), {"days": written(_imported({day.year}) | {day: (works, name)})}


def _imported(years: set[int]) -> Days:
    """What the last import of each of these years lists; other days are as the week has them."""
    imports = db.session.execute(select(CalendarImport.id, CalendarImport.years)).all()
    own = {number: {int(year) for year in named.split(",")} for number, named in sorted(imports)}
    last = {year: number for number, named in own.items() for year in named}
    wanted = {last[year] for year in years if year in last}
    rows = db.session.scalars(select(CalendarDay).where(CalendarDay.import_id.in_(wanted)))
    return {
        row.day: (row.is_workday, row.name)
        for row in rows
        if row.day.year in years or row.day.year not in own[row.import_id]
    }
