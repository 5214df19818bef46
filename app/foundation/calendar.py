"""China's working days: weekends, statutory holidays and make-up days, as announced year by year.

The announced years come from the package `chinesecalendar` and from what an
administrator imported.  Past them only weekends and the statutory holidays
(package `holidays`) are known; every such date is provisional (暂定).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

import chinese_calendar
import holidays
from sqlalchemy import event, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _

FIRST_YEAR, LAST_YEAR = 2004, max(day.year for day in chinese_calendar.holidays)


class CalendarImport(db.Model):
    """One import of announced days; its id is the version of the calendar."""

    __tablename__ = "calendar_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    source: Mapped[str]
    years: Mapped[str]


class CalendarDay(db.Model):
    """A day that an import announced as a day off or as a working day."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool]
    name: Mapped[str]


_LAST_IMPORT = select(func.max(CalendarImport.id))


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
        version = db.session.scalar(_LAST_IMPORT)
        info["calendar"] = _load(str(db.engine.url), version) if version else _shipped()
    found: Calendar = info["calendar"]
    return found


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop("calendar", None)


def announce(days: Mapping[date, tuple[bool, str]], source: str) -> CalendarImport:
    """Take over announced days: day → (working day?, name).  Their years count as announced.

    A day not listed stays as it was: off at weekends and on statutory holidays.
    """
    if not days:
        raise Invalid({"file": [_("The file names no day.")]})
    years = sorted({day.year for day in days})
    rows = [{"day": d, "is_workday": w, "name": n} for d, (w, n) in days.items()]
    new = insert(CalendarDay)
    replaced = {"is_workday": new.excluded.is_workday, "name": new.excluded.name}
    db.session.execute(new.on_conflict_do_update(index_elements=["day"], set_=replaced), rows)
    made = CalendarImport(source=source, years=",".join(map(str, years)))
    db.session.add(made)
    db.session.flush()  # its id is the new version
    db.session().info.pop("calendar", None)
    return made


@lru_cache(maxsize=8)
def _load(database: str, version: int) -> Calendar:
    """The calendar of a version; read once a process and database."""
    rows = db.session.scalars(select(CalendarDay))
    imports = db.session.scalars(select(CalendarImport.years).where(CalendarImport.id <= version))
    years = frozenset(int(y) for listed in imports for y in listed.split(","))
    return Calendar({r.day: (r.is_workday, r.name) for r in rows}, years)


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
