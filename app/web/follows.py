"""What an account follows in the catalogues: follow, follow no more, the list."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from app.domain.catalogue import viewing
from app.domain.catalogue.models.following import AREA, CLASS, ENTRIES, UNIT, Follow
from app.domain.catalogue.rules import values
from app.domain.catalogue.services import following
from app.domain.catalogue.viewing import MODELS
from app.foundation.database import db, transaction
from app.foundation.i18n import _, lazy
from app.foundation.identity.models import Unit
from app.web import back, portal_words
from app.web.viewing import viewer

bp = Blueprint("follows", __name__, url_prefix="/account/follows")

LONGEST = 100
SUBJECTS = {
    UNIT: lazy("All entries of a unit"),
    CLASS: lazy("A class of basic information"),
    AREA: lazy("An application area"),
    **portal_words.KIND_NAMES,
}


@bp.get("/")
def index() -> ResponseReturnValue:
    """Everything that the account follows."""
    return render_template(
        "account/follows.html", lines=_lines(following.of(current_user)), ended=_ended()
    )


@bp.post("/")
def follow() -> ResponseReturnValue:
    """Follow something; pressed twice it is followed once."""
    subject, key = _sent()
    with transaction():
        following.follow(current_user, viewer(), subject, key)
    flash(_("You will hear when it changes."), "success")
    return redirect(back.wanted(url_for("follows.index")))


@bp.post("/end")
def end() -> ResponseReturnValue:
    """Follow it no more; the page offers to follow it again."""
    subject, key = _sent()
    with transaction():
        following.end(current_user, subject, key)
    flash(_("You will not hear of it any more."), "success")
    undo: dict[str, Any] = (
        {"subject": subject, "key": key} if following.is_there(viewer(), subject, key) else {}
    )
    return redirect(back.wanted(url_for("follows.index", **undo)))


def _ended() -> dict[str, Any] | None:
    """What was just ended, to be followed again, if it is still there."""
    subject, key = request.args.get("subject", ""), request.args.get("key", "")
    key = key[:LONGEST].replace("\x00", "")
    if subject not in SUBJECTS or not following.is_there(viewer(), subject, key):
        return None
    if following.follows(current_user, subject, key):
        return None
    one = Follow(subject=subject, key=key)
    return _lines([one])[0]


def _sent() -> tuple[str, str]:
    return (
        request.form.get("subject", "")[:LONGEST],
        request.form.get("key", "")[:LONGEST].replace("\x00", ""),
    )


def _lines(follows: list[Follow]) -> list[dict[str, Any]]:
    """The list in words; of an entry that may not be seen any more only that it was followed."""
    titles = _titles(follows)
    units = _units(follows)
    return [
        {
            "subject": one.subject,
            "key": one.key,
            "what": SUBJECTS[one.subject],
            "at": one.at,
            **_named(one, titles, units),
        }
        for one in follows
    ]


def _named(
    one: Follow, titles: dict[tuple[str, str], str], units: dict[str, Unit]
) -> dict[str, str]:
    if one.subject in ENTRIES:
        title = titles.get((one.subject, one.key))
        if title is None:
            return {"name": _("no longer there"), "url": ""}
        return {"name": f"{title} ({one.key})", "url": portal_words.address(one.subject, one.key)}
    if one.subject == UNIT:
        unit = units.get(one.key)
        url = url_for("portal_entries.unit", code=one.key) if unit else ""
        return {"name": unit.label if unit else one.key, "url": url}
    if one.subject == CLASS:
        url = url_for("portal_entries.catalogue", name="basic", base_class=one.key)
        return {"name": values.said(one.key, values.BASE_CLASSES), "url": url}
    url = url_for("portal_entries.catalogue", name="application", application_area=one.key)
    return {"name": values.said(one.key, values.AREAS), "url": url}


def _titles(follows: list[Follow]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for kind in ENTRIES:
        ids = [one.key for one in follows if one.subject == kind]
        if not ids:
            continue
        model: type[Any] = MODELS[kind]
        seen = select(model.id, model.title).where(
            model.id.in_(ids), viewing.entries(kind, viewer())
        )
        found |= {(kind, one): title for one, title in db.session.execute(seen)}
    return found


def _units(follows: list[Follow]) -> dict[str, Unit]:
    codes = [one.key for one in follows if one.subject == UNIT]
    wanted = select(Unit).where(Unit.code.in_(codes))
    return {unit.code: unit for unit in db.session.scalars(wanted)} if codes else {}
