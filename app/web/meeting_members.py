"""Who sits in the leading group: the page of the seats, and what the secretary changes there."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.domain.meetings import lists
from app.domain.meetings.services import seats
from app.foundation import clock
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity import queries as people
from app.web import unit_fields
from app.web.meeting_forms import Faults, command, day, group, is_secretary, page, secretary, text

bp = Blueprint("members", __name__, url_prefix="/members")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Who sits in the group since when, and who did before."""
    return _index()


@bp.post("/")
def add() -> ResponseReturnValue:
    """Add a seat."""
    account = secretary()
    try:
        with command():
            seats.add(
                account.unit_id,
                text("kind"),
                unit=unit_fields.code("unit"),
                login=text("login"),
                post=text("post"),
                from_on=day("from_on"),
                note=text("note"),
            )
    except Invalid as wrong:
        return _index(unit_fields.told(wrong.fields, "unit"))
    return _back(_("The seat has been added."))


@bp.post("/<int:member_id>/end")
def end(member_id: int) -> ResponseReturnValue:
    """End a term of office."""
    account = secretary()
    try:
        with command():
            seats.end(account.unit_id, member_id, day("until_on"))
    except Invalid as wrong:
        return _index(wrong.fields)
    return _back(_("The term of office has been ended."))


@bp.post("/<int:member_id>/correct")
def correct(member_id: int) -> ResponseReturnValue:
    """Set a seat right on which nothing has happened."""
    account = secretary()
    try:
        with command():
            seats.correct(
                account.unit_id,
                member_id,
                post=text("post"),
                from_on=day("from_on"),
                until_on=day("until_on"),
            )
    except Invalid as wrong:
        return _index(wrong.fields)
    return _back(_("The seat has been corrected."))


def _back(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("meetings.members.index"))


def _index(faults: Faults | None = None) -> ResponseReturnValue:
    of = group()
    present = lists.seats(of.id, past=False)
    able = is_secretary()
    return page(
        "meetings/members.html",
        faults,
        title=of.label,
        present=present,
        past=lists.seats(of.id, past=True),
        correctable={one.id for one in present if able and not seats.has_history(one)},
        accounts=people.holders(of.id, ["leading_group_chair"]) if able else [],
        today=clock.today(),
    )
