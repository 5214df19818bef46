"""What the leading group resolved: the list, and what becomes of each."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.meetings import lists, queries
from app.domain.meetings.models import Resolution
from app.domain.meetings.services import resolutions
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity import queries as people
from app.foundation.identity.models import Account
from app.web import meetings_shown, paging
from app.web.meeting_forms import Faults, command, me, page, secretary, text

bp = Blueprint("resolutions", __name__, url_prefix="/resolutions")

STATES = meetings_shown.RESOLUTION_STATES
LONGEST_SEARCH = 100


@bp.get("/")
def index() -> ResponseReturnValue:
    """The resolutions: a unit's own, or all of them."""
    return _index()


@bp.post("/<int:resolution_id>/report")
def report(resolution_id: int) -> ResponseReturnValue:
    """The head of the responsible unit reports it done."""
    if queries.HEAD not in me().effective_posts:
        raise NotFound(_("There is no such resolution."))
    return _take(
        resolution_id, resolutions.report, me(), text("evidence"), _("Reported to the secretary.")
    )


@bp.post("/<int:resolution_id>/confirm")
def confirm(resolution_id: int) -> ResponseReturnValue:
    """The secretary marks it done."""
    account = secretary()
    return _take(
        resolution_id, resolutions.confirm, account, text("evidence"), _("Marked as done.")
    )


@bp.post("/<int:resolution_id>/return")
def send_back(resolution_id: int) -> ResponseReturnValue:
    """The secretary sends a report back."""
    account = secretary()
    return _take(
        resolution_id, resolutions.send_back, account, text("reason"), _("The unit has been told.")
    )


@bp.post("/<int:resolution_id>/drop")
def drop(resolution_id: int) -> ResponseReturnValue:
    """The secretary gives a resolution up."""
    account = secretary()
    return _take(resolution_id, resolutions.drop, account, text("reason"), _("Dropped."))


def _take(
    resolution_id: int,
    step: Callable[[int, Account, str], Resolution],
    account: Account,
    words: str,
    said: str,
) -> ResponseReturnValue:
    try:
        with command():
            step(resolution_id, account, words)
    except Invalid as wrong:
        return _index(wrong.fields, resolution_id)
    flash(said, "success")
    return redirect(url_for("meetings.resolutions.index"))


def _index(faults: Faults | None = None, at: int = 0) -> ResponseReturnValue:
    asked = {
        "state": request.args.get("state", "") if request.args.get("state") in STATES else "",
        "unit": request.args.get("unit", "")[:20].replace("\x00", ""),
        "text": request.args.get("text", "").strip()[:LONGEST_SEARCH].replace("\x00", ""),
    }
    reads_all = queries.reads_all_resolutions(me())
    return page(
        "meetings/resolutions.html",
        faults,
        page=paging.cut(lists.resolutions(me(), **asked), paging.number()),
        asked=asked,
        at=at,
        states=STATES,
        units=people.units() if reads_all else [],
        is_overdue=lists.is_overdue,
        may_report=queries.HEAD in me().effective_posts,
        reads_meeting=_meetings_read(),
    )


def _meetings_read() -> bool:
    """May the reader follow the links to matters?  A unit's head that is no member may not."""
    return queries.reads_all_resolutions(me()) or bool(lists.coming(me()))
