"""Scenarios: those shipped, those written here; write one, record one from a case."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.web import paging
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow import definitions
from app.workflow.studio import listing
from app.workflow.studio.trials import shelf, writing
from app.workflow.studio.trials.writing import Overtaken

bp = Blueprint("studio_scenarios", __name__, url_prefix="/studio/scenarios")
LONGEST_KEY = 120
TEMPLATE = """\
title:
process: {process}
clock: 2026-09-01 09:30
start:
  by: yjb_share
  form: {{}}
steps:
  - expect: {{open: []}}
"""


@bp.get("/")
@requires(ADMIN)
def index() -> ResponseReturnValue:
    """The scenarios written here, and those shipped with the program."""
    process = _process()
    state = "put_away" if request.args.get("state") == "put_away" else ""
    found = writing.listed(process, put_away=bool(state))
    shipped = [one for one in shelf.sheets() if one.is_shipped]
    return render_template(
        "studio/scenarios.html",
        page=paging.cut(found, paging.number()),
        shipped=[one for one in shipped if not process or process in one.about.processes],
        process=process,
        state=state,
        processes=_processes(),
    )


@bp.get("/new")
@requires(ADMIN)
def new() -> ResponseReturnValue:
    """The form of a new scenario: empty, or with the text of a shipped one."""
    taken = shelf.shipped(request.args.get("from", ""))
    text = taken.text if taken else TEMPLATE.format(process=_process() or "sharing_application")
    return _form(text, {})


@bp.post("/new")
@requires(ADMIN)
def create() -> ResponseReturnValue:
    """Keep a new scenario."""
    text, case_id = request.form.get("text", ""), request.form.get("case_id", type=int)
    if "check" in request.form:
        return _check(text, case_id=case_id)
    try:
        with transaction():
            number = writing.begin(text, current_user, case_id=case_id).id
    except Invalid as wrong:
        return _form(text, wrong.fields, case_id=case_id), 422
    flash(_("The scenario was saved; it is played in trials from now on."), "success")
    return redirect(url_for("studio_scenarios.edit", scenario_id=number))


@bp.get("/<int:scenario_id>")
@requires(ADMIN)
def edit(scenario_id: int) -> ResponseReturnValue:
    """A scenario's text, to be changed; an earlier one where a version is named."""
    scenario = writing.find(scenario_id)
    older = request.args.get("version", type=int)
    text = writing.version(scenario_id, older).text if older else scenario.text
    return _form(text, {}, scenario=scenario, older=older)


@bp.post("/<int:scenario_id>")
@requires(ADMIN)
def save(scenario_id: int) -> ResponseReturnValue:
    """Keep the changed text."""
    text, seen = request.form.get("text", ""), request.form.get("seen", 0, int)
    scenario = writing.find(scenario_id)
    if "check" in request.form:
        return _check(text, scenario=scenario)
    try:
        with transaction():
            writing.save(scenario_id, text, seen=seen, account=current_user)
    except Invalid as wrong:
        return _form(text, wrong.fields, scenario=scenario), 422
    except Overtaken as overtaken:
        kept = _("Your text is still in the field below; saving again replaces theirs.")
        faults = {"text": [f"{overtaken.message} {kept}"]}
        return _form(text, faults, scenario=writing.find(scenario_id)), 409
    flash(_("The scenario was saved; it is played in trials from now on."), "success")
    return redirect(url_for("studio_scenarios.edit", scenario_id=scenario_id))


@bp.post("/<int:scenario_id>/put-away")
@requires(ADMIN)
def put_away(scenario_id: int) -> ResponseReturnValue:
    """Play it no more."""
    with transaction():
        writing.put_away(scenario_id)
    flash(_("The scenario was put away; it can be brought back."), "success")
    return redirect(url_for("studio_scenarios.edit", scenario_id=scenario_id))


@bp.post("/<int:scenario_id>/bring-back")
@requires(ADMIN)
def bring_back(scenario_id: int) -> ResponseReturnValue:
    """Play it again."""
    with transaction():
        writing.bring_back(scenario_id)
    return redirect(url_for("studio_scenarios.edit", scenario_id=scenario_id))


@bp.get("/shipped/<name>")
@requires(ADMIN)
def shipped(name: str) -> ResponseReturnValue:
    """A scenario that came with the program."""
    sheet = shelf.shipped(name)
    if sheet is None:
        raise NotFound(_("There is no such scenario."))
    return render_template("studio/scenario_shipped.html", sheet=sheet, name=name)


def _form(text: str, faults: dict[str, list[str]], **more: Any) -> str:
    return render_template(
        "studio/scenario.html",
        **{"text": text, "faults": faults, "scenario": None, "older": None} | more,
    )


def _check(text: str, **more: Any) -> ResponseReturnValue:
    """Say whether the text is a scenario, and keep nothing."""
    try:
        about = writing.checked(text)
    except Invalid as wrong:
        return _form(text, wrong.fields, **more), 422
    return _form(text, {}, about=about, **more)


def _process() -> str:
    return request.args.get("process", "").replace("\x00", "")[:LONGEST_KEY]


def _processes() -> list[tuple[str, str]]:
    drawn = definitions.current().specs.diagrams
    return [(name, listing.title(diagram)) for name, diagram in sorted(drawn.items())]
