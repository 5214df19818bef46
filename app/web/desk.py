"""The desk: an office's disputes at a glance, one of them with all one needs to decide, urging."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.sharing import desk, desk_lines, seats
from app.domain.sharing.services import urging
from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotAllowed
from app.foundation.i18n import _, ngettext
from app.foundation.people import saved_filters
from app.web import desk_dispute, desklist, dispute_cards, looking, paging, unit_fields
from app.web.back import safe_path

bp = Blueprint("desk", __name__, url_prefix="/desk")

PAGE = "desk"  # whose searches are kept
MOST_URGED = 100


@bp.get("/")
def index() -> ResponseReturnValue:
    """The disputes of the office: counts, charts, the filtered list."""
    return _list()


@bp.post("/urge")
def urge() -> ResponseReturnValue:
    """Urge the units whose turn it is in the disputes that were ticked, or in all of a page."""
    seat = seats.of(current_user)
    if not seat.acts:
        raise NotAllowed(_("Only the dispute officers of the office may urge."))
    field = "shown" if "all" in request.form else "dispute"
    chosen = request.form.getlist(field, int)[:MOST_URGED]
    if chosen:
        with transaction():
            urged = urging.urge(current_user.unit, chosen)
        flash(_said(urged), "success" if urged.told else "warning")
    else:
        flash(_("Tick the disputes in which the units are to be urged."), "warning")
    return redirect(safe_path(request.form.get("next")))


@bp.get("/<int:dispute_id>")
def show(dispute_id: int) -> ResponseReturnValue:
    """Everything one needs to decide a dispute, on one page."""
    found = seats.dispute(dispute_id, current_user)
    looking.look(found.case_id)
    return render_template(
        "desk/show.html",
        result_name=desklist.result,
        cards=dispute_cards.of(found, current_user),
        **desk_dispute.of(found, current_user),
    )


@bp.post("/filters")
def save() -> ResponseReturnValue:
    """Keep the present search under a name."""
    seats.of(current_user)
    asked = desklist.Asked.of(request.form)
    name = request.form.get("name", "")
    try:
        with transaction():
            saved_filters.save(current_user, PAGE, name, asked.query())
    except Invalid as wrong:
        saving = {"typed": name, "faults": wrong.fields.get("name", [])}
        return make_response(_list(asked, saving), 422)
    flash(_("The filter is saved."), "success")
    return redirect(url_for("desk.index", **asked.args()))


@bp.get("/filters/<int:filter_id>")
def kept(filter_id: int) -> ResponseReturnValue:
    """One of the account's own searches: to rename it, or to delete it."""
    return _kept(filter_id)


@bp.post("/filters/<int:filter_id>")
def rename(filter_id: int) -> ResponseReturnValue:
    """Give a search another name."""
    seats.of(current_user)
    name = request.form.get("name", "")
    try:
        with transaction():
            saved_filters.rename(current_user, PAGE, filter_id, name)
    except Invalid as wrong:
        return make_response(_kept(filter_id, name, wrong.fields.get("name", [])), 422)
    flash(_("The filter has a new name."), "success")
    return redirect(url_for("desk.index"))


@bp.post("/filters/<int:filter_id>/delete")
def delete(filter_id: int) -> ResponseReturnValue:
    """Forget a search."""
    seats.of(current_user)
    with transaction():
        name = saved_filters.delete(current_user, PAGE, filter_id)
    flash(_("The filter “%(name)s” is deleted.", name=name), "success")
    return redirect(url_for("desk.index"))


def _list(sent: desklist.Asked | None = None, saving: Mapping[str, Any] | None = None) -> str:
    """The page of the list; `saving` is a name that could not be used, and why."""
    seat = seats.of(current_user)
    asked = sent or desklist.Asked.of(request.args)
    found = desk.page(seat.office_id, asked.filters(), paging.number())
    values = {
        "page": paging.Page(desk_lines.lines(found.ids), found.total, found.number),
        "filters": asked,
        "seat": seat,
        "back": url_for("desk.index", **asked.args(), page=found.number),
    }
    fields = desklist.units(asked)
    if request.headers.get("HX-Request"):
        return unit_fields.with_rows(render_template("desk/_rows.html", **values), fields)
    glance = desk.glance(seat.office_id)
    return render_template(
        "desk/index.html",
        tiles=desklist.tiles(glance),
        by_cause=desklist.by_cause(glance),
        by_age=desklist.by_age(glance),
        kept=_own(),
        saving=saving or {},
        unit_fields=fields,
        **desklist.choices(),
        **values,
    )


def _own() -> list[dict[str, Any]]:
    """The account's searches, with where they lead."""
    return [
        {"id": one.id, "name": one.name, "url": f"{url_for('desk.index')}?{one.query}"}
        for one in saved_filters.kept(current_user, PAGE)
    ]


def _kept(filter_id: int, name: str | None = None, faults: list[str] | None = None) -> str:
    seats.of(current_user)
    found = saved_filters.find(current_user, PAGE, filter_id)
    shown = found.name if name is None else name
    return render_template("desk/filter.html", found=found, name=shown, faults=faults or [])


def _said(urged: urging.Urged) -> str:
    """How many were told, and how many had been already."""
    if not urged.told and not urged.before:
        return _("Nobody was urged: no other unit is to act in these disputes now.")
    told = ngettext("%(num)s step was urged.", "%(num)s steps were urged.", urged.told)
    if not urged.before:
        return told
    before = ngettext(
        "%(num)s had been urged today already.",
        "%(num)s had been urged today already.",
        urged.before,
    )
    return f"{told} {before}"
