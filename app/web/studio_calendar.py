"""The calendar as administrators see it: a year's special days, its announcement, closures."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation import calendar, clock, dayfile
from app.foundation.calendar import FIRST_YEAR, Day
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow.studio.settings import changes, days
from app.workflow.studio.settings.models import CALENDAR


@requires(ADMIN)
def show() -> ResponseReturnValue:
    """A year: the days that are not as the week would have them, and what was imported."""
    return _page({}, {})


@requires(ADMIN)
def announce() -> ResponseReturnValue:
    """Propose a year's announcement, from a file or as it was pasted."""
    typed = {name: request.form.get(name, "") for name in ("lines", "reason", "complete")}
    try:
        years, after = days.announced(_sent(typed["lines"]), complete=bool(typed["complete"]))
        return _proposed(years, after, typed["reason"])
    except Invalid as wrong:
        return _page(typed, wrong.fields), 422


@requires(ADMIN)
def one_day() -> ResponseReturnValue:
    """Propose that the city is closed, or works, on one day."""
    typed = {name: request.form.get(name, "") for name in ("day", "name", "why", "opens")}
    try:
        make = days.opened if typed["opens"] else days.closed
        years, after = make(_day(typed["day"]), typed["name"])
        return _proposed(years, after, typed["why"])
    except Invalid as wrong:
        faults = dict(wrong.fields)
        if "reason" in faults:
            faults["why"] = faults.pop("reason")
        return _page(typed, faults), 422


def _proposed(years: str, after: dict[str, Any], reason: str) -> ResponseReturnValue:
    with transaction():
        made = changes.propose(CALENDAR, years, after, reason, current_user)
        number = made.id
    flash(_("Proposed. A second administrator puts it in force."), "success")
    return redirect(url_for("studio_settings.change", change_id=number))


def _sent(lines: str) -> days.Days:
    """The days of the file that was sent; of what was pasted where there is none."""
    sent = request.files.get("file")
    content = sent.stream.read(dayfile.LARGEST + 1) if sent and sent.filename else lines.encode()
    try:
        return dayfile.read(content).days
    except dayfile.BadDays as wrong:
        where = _("line %(line)s: ", line=wrong.line) if wrong.line else ""
        raise Invalid({"file": [f"{where}{wrong.reason}"]}) from wrong


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Invalid({"day": [_("Please give a date like 2027-01-01.")]}) from wrong


def _page(typed: dict[str, str], faults: dict[str, list[str]]) -> str:
    year = request.values.get("year", clock.today().year, int)
    year = min(max(year, FIRST_YEAR), dayfile.LAST_YEAR)
    now = calendar.current()
    listed = list(now.days(date(year - 1, 12, 31), date(year, 12, 31)))
    return render_template(
        "studio/settings/calendar.html",
        year=year,
        special=_stretches([day for day in listed if _is_special(day)]),
        working=sum(day.is_workday for day in listed),
        announced=now.is_announced(date(year, 7, 1)),
        horizon=now.horizon(),
        settling=calendar.is_settling(),
        typed=typed,
        faults=faults,
        history=db.session.scalars(changes.history(CALENDAR).limit(20)).all(),
    )


@dataclass(frozen=True)
class Stretch:
    """Days in a row that are alike, shown as one line."""

    first: date
    last: date
    day: Day


def _stretches(special: list[Day]) -> list[Stretch]:
    found: list[Stretch] = []
    for day in special:
        before = found[-1] if found else None
        if before and before.last + timedelta(days=1) == day.day and _alike(before.day, day):
            found[-1] = Stretch(before.first, day.day, before.day)
        else:
            found.append(Stretch(day.day, day.day, day))
    return found


def _alike(one: Day, other: Day) -> bool:
    return (one.kind, one.name, one.provisional) == (other.kind, other.name, other.provisional)


def _is_special(day: Day) -> bool:
    """Is it not what its day of the week says?"""
    return day.is_workday == (day.day.weekday() > 4) or day.kind == "holiday"
