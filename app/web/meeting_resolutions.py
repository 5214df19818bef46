"""What the leading group resolved: the list, and what becomes of each."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.meetings import lists, queries
from app.domain.meetings.models import Resolution
from app.domain.meetings.services import resolutions
from app.foundation.database import db
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import asking, meetings_shown, paging, unit_fields
from app.web.meeting_forms import Faults, command, me, page, secretary, text
from app.workflow import parties
from app.workflow.models import InstanceParty

bp = Blueprint("resolutions", __name__, url_prefix="/resolutions")

STATES = meetings_shown.RESOLUTION_STATES


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
        "state": asking.chosen(request.args, "state", STATES),
        "unit": unit_fields.asked(request.args, "unit", "code"),
        "text": asking.said(request.args),
    }
    reads_all = queries.reads_all_resolutions(me())
    found = paging.cut(lists.resolutions(me(), **asked), paging.number())
    address = url_for("meetings.resolutions.index")
    fields = unit_fields.fields(asked, {"unit": _("Responsible unit")}, address, "code")
    return page(
        "meetings/resolutions.html",
        faults,
        page=found,
        asked=asked,
        at=at,
        states=STATES,
        unit_fields=fields if reads_all else {},
        is_overdue=lists.is_overdue,
        may_report=queries.HEAD in me().effective_posts,
        links=_links(found.items),
    )


def _links(found: Sequence[Resolution]) -> dict[int, str]:
    """Where the matter of each resolution leads: its file, a side of the dispute to its case."""
    files = queries.readable({one.matter_id for one in found}, me())
    told = {one.instance_id for one in found if one.instance_id and one.matter_id not in files}
    cases = set(
        db.session.scalars(parties.visible_to(me()).where(InstanceParty.instance_id.in_(told)))
    )
    links = {
        one.matter_id: url_for("instances.show", instance_id=one.instance_id)
        for one in found
        if one.instance_id in cases
    }
    return links | {number: url_for("meetings.matters.show", matter_id=number) for number in files}
