"""What administrators set: days of deadlines, words of notices, and the history of all of it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation import calendar
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.notices import texts, wording
from app.web import paging, studio_calendar, studio_setting_words
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow import forecast
from app.workflow.checks import limits
from app.workflow.studio.settings import changes, days, deadlines, notice_words, post_list
from app.workflow.studio.settings.models import (
    CALENDAR,
    DEADLINE,
    IN_FORCE,
    KINDS,
    NOTICE,
    PROPOSED,
    STATES,
    SettingChange,
)

bp = Blueprint("studio_settings", __name__, url_prefix="/studio/settings")
bp.add_url_rule("/calendar/", "calendar", studio_calendar.show)
bp.add_url_rule("/calendar/year", "announce", studio_calendar.announce, methods=["POST"])
bp.add_url_rule("/calendar/day", "one_day", studio_calendar.one_day, methods=["POST"])


@bp.record_once
def _words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(studio_setting_words.for_templates())


@bp.get("/")
@requires(ADMIN)
def index() -> ResponseReturnValue:
    """What can be set, what waits for a second person, and the history."""
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    kind, state = kind if kind in KINDS else "", state if state in STATES else ""
    waiting = db.session.scalars(changes.history(state=PROPOSED)).all()
    page = paging.cut(changes.history(kind, state=state), paging.number())
    return render_template(
        "studio/settings/index.html", waiting=waiting, page=page, kind=kind, state=state
    )


@bp.get("/deadlines/")
@requires(ADMIN)
def all_deadlines() -> ResponseReturnValue:
    """Every deadline with its days, its source, and what happens when it runs out."""
    page = paging.cut(deadlines.listed(), paging.number())
    return render_template("studio/settings/deadlines.html", page=page, lawful=limits.is_lawful)


@bp.get("/deadlines/<rule>")
@requires(ADMIN)
def deadline(rule: str) -> ResponseReturnValue:
    """One deadline: the form of a change, what other days would mean, what was changed before."""
    return _deadline(rule, dict(request.args), {})


@bp.post("/deadlines/<rule>")
@requires(ADMIN)
def change_deadline(rule: str) -> ResponseReturnValue:
    """Propose other days; running clocks keep theirs."""
    deadlines.rule(rule)
    try:
        with transaction():
            made = changes.propose(
                DEADLINE, rule, dict(request.form), request.form.get("reason", ""), current_user
            )
            number = made.id
    except Invalid as wrong:
        return _deadline(rule, dict(request.form), wrong.fields), 422
    flash(_("Proposed. A second administrator puts it in force."), "success")
    return _to(number)


@bp.get("/texts/")
@requires(ADMIN)
def all_texts() -> ResponseReturnValue:
    """Every kind of notice, those first for which the city has its own words."""
    own = wording.every()
    kinds = sorted([wording.FOOTER, *texts.TITLES], key=lambda kind: (kind not in own, kind))
    page = paging.of_list(kinds, paging.number())
    return render_template("studio/settings/texts.html", page=page, own=own)


@bp.get("/texts/<kind>")
@requires(ADMIN)
def text(kind: str) -> ResponseReturnValue:
    """The words of one kind of notice, to be changed."""
    return _text(kind, notice_words.before(kind), {})


@bp.post("/texts/<kind>")
@requires(ADMIN)
def change_text(kind: str) -> ResponseReturnValue:
    """Take other words into use at once; the history takes them back."""
    notice_words.known(kind)
    typed = {name: request.form.get(name, "") for name in ("chinese", "english", "reason")}
    try:
        with transaction():
            changes.propose(NOTICE, kind, typed, typed["reason"], current_user)
    except Invalid as wrong:
        return _text(kind, typed, wrong.fields), 422
    flash(_("Notices speak so from now on."), "success")
    return redirect(url_for("studio_settings.text", kind=kind))


@bp.get("/changes/<int:change_id>")
@requires(ADMIN)
def change(change_id: int) -> ResponseReturnValue:
    """One change: what it changes, what follows from it, and what one may do with it."""
    return _change(change_id, {})


@bp.post("/changes/<int:change_id>/confirm")
@requires(ADMIN)
def confirm(change_id: int) -> ResponseReturnValue:
    """Put a proposal in force, as the second person."""
    with transaction():
        changes.confirm(change_id, current_user)
    flash(_("It is in force."), "success")
    return _to(change_id)


@bp.post("/changes/<int:change_id>/refuse")
@requires(ADMIN)
def refuse(change_id: int) -> ResponseReturnValue:
    """Say no, with a reason."""
    try:
        with transaction():
            changes.refuse(change_id, current_user, request.form.get("answer", ""))
    except Invalid as wrong:
        return _change(change_id, wrong.fields), 422
    return _to(change_id)


@bp.post("/changes/<int:change_id>/withdraw")
@requires(ADMIN)
def withdraw(change_id: int) -> ResponseReturnValue:
    """Take an own proposal back."""
    with transaction():
        changes.withdraw(change_id, current_user)
    return _to(change_id)


@bp.post("/changes/<int:change_id>/undo")
@requires(ADMIN)
def undo(change_id: int) -> ResponseReturnValue:
    """Propose the reverse of a change."""
    try:
        with transaction():
            made = changes.undo(change_id, request.form.get("reason", ""), current_user)
            number = made.id
    except Invalid as wrong:
        return _change(change_id, wrong.fields), 422
    return _to(number)


@bp.get("/posts/")
@requires(ADMIN)
def posts() -> ResponseReturnValue:
    """Every post: how many hold it, and which steps of which processes ask for it."""
    return render_template("studio/settings/posts.html", posts=post_list.listed())


def _deadline(name: str, typed: dict[str, str], faults: dict[str, list[str]]) -> str:
    one = deadlines.rule(name)
    amount = typed.get("amount", "")
    asked = int(amount) if amount.isascii() and amount.isdecimal() and len(amount) < 6 else None
    moved = forecast.by_days(one, asked) if asked is not None and asked != one.amount else []
    return render_template(
        "studio/settings/deadline.html",
        rule=one,
        lawful=limits.is_lawful(name),
        typed={"amount": str(one.amount), "source": one.source, "reason": ""} | typed,
        asked=asked,
        moved=paging.of_list(moved, paging.number()),
        later=sum(m.later for m in moved),
        most=forecast.MOST if forecast.is_partial(one) else 0,
        faults=faults,
        history=db.session.scalars(changes.history(DEADLINE, name).limit(20)).all(),
    )


def _text(kind: str, typed: dict[str, str], faults: dict[str, list[str]]) -> str:
    return render_template(
        "studio/settings/text.html",
        kind=kind,
        most=notice_words.LONGEST.get(kind, notice_words.SUBJECT),
        typed=typed,
        faults=faults,
        history=db.session.scalars(changes.history(NOTICE, kind).limit(20)).all(),
    )


def _change(change_id: int, faults: dict[str, list[str]]) -> str:
    found = changes.change(change_id)
    moved = forecast.by_calendar(days.preview(found.after, found.key)) if _moves(found) else []
    return render_template(
        "studio/settings/change.html",
        change=found,
        mine=found.proposed_by_id == current_user.id,
        may_decide=changes.is_second(found, current_user),
        undoable=found.state == IN_FORCE,
        moved=paging.of_list(moved, paging.number()),
        shows_moved=_moves(found),
        most=forecast.MOST if _moves(found) and forecast.is_partial() else 0,
        settling=found.kind == CALENDAR and calendar.is_settling(),
        faults=faults,
    )


def _moves(found: SettingChange) -> bool:
    return found.kind == CALENDAR and found.waits


def _to(change_id: int) -> ResponseReturnValue:
    return redirect(url_for("studio_settings.change", change_id=change_id))
