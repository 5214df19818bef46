"""China's working days: weekends, statutory holidays and make-up days, as announced year by year.

The announced years come from the package `chinesecalendar` and from what an
administrator imported: a later import of a year takes the place of the earlier
one, whose days stay on record.  Past them only weekends and the statutory
holidays (package `holidays`) are known; every such date is provisional (暂定).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

import chinese_calendar
import holidays
from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    event,
    exists,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _

FIRST_YEAR, LAST_YEAR = 2004, max(day.year for day in chinese_calendar.holidays)
# A holiday counts as spoken of where a day this near is listed: bridges reach so far.
NEAR = 3
# From this day on December may be arranged by the announcement of the year that follows.
TURN_OF_YEAR = (12, 24)


class CalendarImport(db.Model):
    """One import of announced years; its id is the version of the calendar."""

    __tablename__ = "calendar_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    source: Mapped[str]
    years: Mapped[str]


class CalendarDay(db.Model):
    """A day that an import announced as a day off or as a working day."""

    __tablename__ = "calendar_day"

    import_id: Mapped[int] = mapped_column(ForeignKey(CalendarImport.id), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool]
    name: Mapped[str]


class CalendarTakeover(db.Model):
    """How far the open clocks have been counted anew by an import: case by case, by a worker."""

    __tablename__ = "calendar_takeover"

    import_id: Mapped[int] = mapped_column(ForeignKey(CalendarImport.id), primary_key=True)
    # The first day that may be another one than before: what is due earlier cannot move.
    since: Mapped[date]
    # All cases up to this one are done.
    reached: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_calendar_takeover_open", "import_id", postgresql_where=text("ended_at IS NULL")),
    )


_SETTLING = exists().where(CalendarTakeover.ended_at.is_(None))
# With the transaction that wrote it: a database that was put back counts its ids again.
_LAST_IMPORT = (
    select(
        CalendarImport.id,
        literal_column("calendar_import.xmin::text", String).label("by"),
        _SETTLING.label("settling"),
    )
    .order_by(CalendarImport.id.desc())
    .limit(1)
)
_LAST = _LAST_IMPORT.subquery("last_import")
# Three columns for a statement that is sent anyway: `take` spares `current` its own.
STAMP = tuple(select(column).scalar_subquery() for column in _LAST.c)


@dataclass(frozen=True)
class Day:
    """What kind of day it is: workday, make_up, weekend, holiday, closed or opened by import."""

    day: date
    is_workday: bool
    kind: str
    name: str
    name_en: str
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """The calendar of one version: announced years and the days imported over them."""

    imported: Mapping[date, tuple[bool, str]] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()

    def is_announced(self, day: date) -> bool:
        """Has the State Council announced this day's year?"""
        return FIRST_YEAR <= day.year <= LAST_YEAR or day.year in self.announced

    def horizon(self) -> date:
        """The last day whose nature is certain."""
        year = LAST_YEAR
        while year + 1 in self.announced:
            year += 1
        return date(year, 12, 31)

    def describe(self, day: date) -> Day:
        """What kind of day this is, and why."""
        weekend = day.weekday() > 4
        if day in self.imported:
            works, name = self.imported[day]
            kind = ("make_up" if weekend else "workday") if works else "holiday"
            return Day(day, works, kind, name, name, False)
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return _announced(day, weekend)
        provisional = not self.is_announced(day)
        if statutory := _statutory(day.year).get(day):
            return Day(day, False, "holiday", statutory[0], statutory[1], provisional)
        kind = "weekend" if weekend else "workday"
        return Day(day, not weekend, kind, "", "", provisional)

    def is_workday(self, day: date) -> bool:
        """Is it a working day?"""
        return self.describe(day).is_workday

    def add(self, start: date, days: int) -> date:
        """The last of `days` working days after `start`, which is not counted itself.

        Nothing left to count runs out on `start`, or on the next working day.
        """
        day, left = start, days
        while left > 0 or not self.is_workday(day):
            day += timedelta(days=1)
            left -= self.is_workday(day)
        return day

    def subtract(self, end: date, days: int) -> date:
        """The working day `days` working days before `end`."""
        day, left = end, days
        while left > 0:
            day -= timedelta(days=1)
            left -= self.is_workday(day)
        return day

    def count(self, after: date, until: date) -> int:
        """The working days after `after`, up to and with `until`."""
        return sum(d.is_workday for d in self.days(after, until))

    def days(self, after: date, until: date) -> Iterator[Day]:
        """Each day after `after`, up to and with `until`."""
        for offset in range(1, (until - after).days + 1):
            yield self.describe(after + timedelta(days=offset))


def current() -> Calendar:
    """The calendar as last imported: one small query a transaction; the days are kept."""
    info = db.session().info
    if "calendar" not in info:
        take(*(db.session.execute(_LAST_IMPORT).first() or (None, None, None)))
    found: Calendar = info["calendar"]
    return found


def is_settling() -> bool:
    """Are there open clocks that may not yet go by the calendar as last imported?"""
    current()
    settling: bool = db.session().info["calendar_settling"]
    return settling


def take(version: int | None, written_by: str | None, settling: bool | None) -> None:
    """Know the calendar of this transaction by its `STAMP`, which came with something else."""
    known = _load(str(db.engine.url), version, written_by or "") if version else _shipped()
    db.session().info.update(calendar=known, calendar_settling=bool(settling))


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop("calendar", None)


def announce(
    days: Mapping[date, tuple[bool, str]], source: str, *, years: Collection[int] = ()
) -> CalendarImport:
    """Take over whole years of announced days: day → (working day?, name).

    They take the place of what was imported of these years before.  A day not listed is as it
    would be without an import: off at weekends and on statutory holidays.  `years` without any
    day are as if they had never been imported.
    """
    if not days and not years:
        raise Invalid({"file": [_("The file names no day.")]})
    named = sorted(years) or years_of(days)
    made = CalendarImport(source=source, years=",".join(map(str, named)))
    db.session.add(made)
    db.session.flush()  # its id is the new version
    db.session.add_all(
        CalendarDay(import_id=made.id, day=day, is_workday=works, name=name)
        for day, (works, name) in days.items()
    )
    db.session.flush()  # the calendar is read again at once
    db.session().info.pop("calendar", None)
    return made


def unspoken(days: Collection[date]) -> dict[int, list[str]]:
    """The years that these days do not announce as a whole: year → holidays not spoken of.

    Years that the package knows may be corrected day by day.
    """
    near = {day + timedelta(days=n) for day in days for n in range(-NEAR, NEAR + 1)}
    found = {}
    for year in years_of(days):
        known = {} if FIRST_YEAR <= year <= LAST_YEAR else _statutory(year)
        told = {_festival(name) for day, (name, _english) in known.items() if day in near}
        every = dict.fromkeys(_festival(known[day][0]) for day in sorted(known))
        if silent := [name for name in every if name not in told]:
            found[year] = silent
    return found


def _festival(name: str) -> str:
    """The holiday to which a day off belongs."""
    return "春节" if name == "农历除夕" else name.partition("（")[0].partition(";")[0]


def years_of(days: Collection[date]) -> list[int]:
    """The years that these days announce; the end of a December may belong to the next year."""
    inside = {day.year for day in days if (day.month, day.day) < TURN_OF_YEAR}
    named = {day.year for day in days}
    return sorted(inside | {year for year in named if year + 1 not in named})


@lru_cache(maxsize=8)
def _load(database: str, version: int, written_by: str) -> Calendar:
    """The calendar of a version; read once a process and database."""
    imports = select(CalendarImport).where(CalendarImport.id <= version).order_by(CalendarImport.id)
    years = {
        one.id: frozenset(map(int, one.years.split(","))) for one in db.session.scalars(imports)
    }
    last = {year: import_id for import_id, named in years.items() for year in named}
    counting = select(CalendarDay).where(CalendarDay.import_id.in_(set(last.values())))
    days: dict[date, tuple[bool, str]] = {}
    told: set[int] = set()
    for row in db.session.scalars(counting.order_by(CalendarDay.import_id, CalendarDay.day)):
        told.add(row.import_id)
        its_own = row.day.year in years[row.import_id]
        if not its_own or last[row.day.year] == row.import_id:
            days[row.day] = row.is_workday, row.name
    return Calendar(days, frozenset(year for year, its in last.items() if its in told))


@lru_cache(maxsize=1)
def _shipped() -> Calendar:
    return Calendar()


@lru_cache(maxsize=8192)
def _announced(day: date, weekend: bool) -> Day:
    """A day of a year that the package knows."""
    off, english = chinese_calendar.get_holiday_detail(day)
    named = chinese_calendar.Holiday(english).chinese if english else ""
    if off:
        return Day(day, False, "holiday" if english else "weekend", named, english or "", False)
    return Day(day, True, "make_up" if weekend else "workday", named, english or "", False)


@lru_cache(maxsize=64)
def _statutory(year: int) -> dict[date, tuple[str, str]]:
    """Statutory holidays of a year not yet announced, without 调休: Chinese and English name."""
    chinese = holidays.country_holidays("CN", years=year, language="zh_CN")
    english = holidays.country_holidays("CN", years=year, language="en_US")
    return {day: (name, english.get(day) or name) for day, name in chinese.items()}
