"""The training log: a unit's records, how all units stand, as a page and as a file."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.sharing import regions
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.foundation.people import training, training_log, units
from app.foundation.people.models import TrainingRecord
from app.web import asking, paging, people_words
from app.web.people_forms import Faults, as_number, day, me, page, text, unit_of

bp = Blueprint("training", __name__)

OLDEST, LATEST = 2000, 2100
# A spreadsheet would calculate what begins with these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _year_or_now(args: Mapping[str, str], _name: str) -> int:
    return _year(args) or clock.today().year


@dataclass(frozen=True)
class Asked(asking.Asked):
    """What is asked of the overview, as the page shows it again."""

    year: int = asking.read_by(_year_or_now, 0)
    only: str = asking.one_of(people_words.TRAINED)
    sort: str = asking.one_of(people_words.OVERVIEW_SORTS, "name")


@bp.get("/training/")
def overview() -> ResponseReturnValue:
    """How all units stand in a year: who has had no training; for whoever oversees them."""
    _check_oversees()
    asked = Asked.of(request.args)
    found = training_log.overview(asked.year, only=asked.only, order=asked.sort)
    part = "_overview" if request.headers.get("HX-Request") else "overview"
    shown = render_template(
        f"people/{part}.html",
        page=paging.cut_rows(found, paging.number()),
        asked=asked,
        years=_years(asked.year),
        words=people_words,
    )
    return shown, {"Vary": "HX-Request"}


@bp.get("/training.csv")
def export() -> ResponseReturnValue:
    """The same as a file for a spreadsheet, all of it."""
    _check_oversees()
    asked = Asked.of(request.args)
    found = training_log.overview(asked.year, only=asked.only, order=asked.sort)
    lines = io.StringIO()
    table = csv.writer(lines)
    heads = (_("Code"), _("Unit"), _("Records"), _("People"), _("Hours"), _("Last training"))
    table.writerow(heads)
    for unit, *numbers in db.session.execute(found):
        table.writerow([_plain(str(v)) for v in (unit.code, unit.name, *map(_shown, numbers))])
    name = f"training-{asked.year}.csv"
    return Response(
        "\ufeff" + lines.getvalue(),  # without the mark Excel does not read Chinese
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.get("/units/<unit_code>/training")
def log(unit_code: str) -> ResponseReturnValue:
    """A unit's records, for the unit and whoever oversees it."""
    unit = _readable(unit_code)
    year, sort = _year(request.args), _sort()
    found = training_log.of_unit(unit.id, year=year, order=sort)
    part = "_records" if request.headers.get("HX-Request") else "training"
    shown = render_template(
        f"people/{part}.html",
        unit=unit,
        page=paging.cut(found, paging.number()),
        asked={"sort": sort} | ({"year": year} if year else {}),
        years=_years(year),
        may_record=training.may_record(me(), unit.id),
        words=people_words,
        training_words=training.KINDS | training.RESULTS,
    )
    return shown, {"Vary": "HX-Request"}


@bp.get("/units/<unit_code>/training/new")
def new(unit_code: str) -> ResponseReturnValue:
    """The form for a participation."""
    unit = _readable(unit_code)
    training.check_may_record(me(), unit.id)
    return _form(unit)


@bp.post("/units/<unit_code>/training")
def record(unit_code: str) -> ResponseReturnValue:
    """Write a participation down."""
    unit = _readable(unit_code)
    try:
        with transaction():
            training.record(me(), unit, _entry(unit))
    except Invalid as wrong:
        return _form(_readable(unit_code), faults=wrong.fields)
    flash(_("The training has been recorded."), "success")
    return redirect(url_for("people.training.log", unit_code=unit_code))


@bp.get("/training/<int:record_id>")
def show(record_id: int) -> ResponseReturnValue:
    """A record, with everything it ever said; whoever may, corrects it here."""
    return _show(training_log.one(record_id, me()))


@bp.post("/training/<int:record_id>")
def correct(record_id: int) -> ResponseReturnValue:
    """Set a record right."""
    found = training_log.one(record_id, me())
    try:
        with transaction():
            training.correct(me(), record_id, _entry(found.unit), as_number(text("version")) or 0)
    except Invalid as wrong:
        return _show(training_log.one(record_id, me()), wrong.fields)
    flash(_("The record has been corrected; what it said before stays below."), "success")
    return redirect(url_for("people.training.show", record_id=record_id))


@bp.post("/training/<int:record_id>/withdraw")
def withdraw(record_id: int) -> ResponseReturnValue:
    """Strike a record out."""
    try:
        with transaction():
            training.withdraw(me(), record_id, text("reason"))
    except Invalid as wrong:
        return _show(training_log.one(record_id, me()), wrong.fields)
    flash(_("The record has been struck out; it stays readable."), "success")
    return redirect(url_for("people.training.show", record_id=record_id))


def _check_oversees() -> None:
    if not training.oversees(me()):
        raise NotFound(_("There is no such page."))


def _readable(unit_code: str) -> Unit:
    unit = unit_of(unit_code)
    if not training.may_read(me(), unit.id):
        raise NotFound(_("There is no such page."))
    return unit


def _year(args: Mapping[str, str]) -> int | None:
    year = as_number(args.get("year", ""))
    return year if year and OLDEST <= year <= LATEST else None


def _years(asked: int | None) -> list[tuple[int, int]]:
    """The years to choose from, the latest first."""
    known = {*training_log.years(), clock.today().year} | ({asked} if asked else set())
    return [(year, year) for year in sorted(known, reverse=True)]


def _sort() -> str:
    return asking.chosen(request.args, "sort", people_words.RECORD_SORTS, "newest")


def _entry(unit: Unit) -> training.Entry:
    """What was typed; of somebody with an account, the post as the account shows it."""
    account = _of(unit, as_number(text("account")))
    return training.Entry(
        account_id=account.id if account else None,
        holder=account.display_post if account else text("holder"),
        course=text("course"),
        kind=text("kind"),
        begins_on=day("begins_on"),
        ends_on=day("ends_on") or day("begins_on"),
        hours=training.hours(text("hours")),
        result=text("result"),
        certificate=text("certificate"),
    )


def _of(unit: Unit, account_id: int | None) -> Account | None:
    if account_id is None:
        return None
    found = db.session.get(Account, account_id)
    if found is None or found.unit_id != unit.id:
        raise Invalid({"account": [_("Choose an account of this unit.")]})
    return found


def _show(found: TrainingRecord, faults: Faults | None = None) -> ResponseReturnValue:
    return _form(found.unit, found, faults=faults)


def _form(
    unit: Unit, found: TrainingRecord | None = None, *, faults: Faults | None = None
) -> ResponseReturnValue:
    able = training.may_record(me(), unit.id) and (found is None or found.withdrawn_at is None)
    return page(
        "people/record.html",
        faults,
        unit=unit,
        record=found,
        said=training.said(found) if found else None,
        accounts=training_log.holders(unit.id, found),
        able=able,
        history=units.history(str(found), training_log.CHANGES) if found else [],
        today=clock.today(),
        regions=regions.names() if found else {},
        words=people_words,
        kinds=training.KINDS.items(),
        results=training.RESULTS.items(),
    )


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
