"""The file of a matter before the leading group, and what is done on its page."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.domain.meetings import lists, queries
from app.domain.meetings.models import Matter, Meeting
from app.domain.meetings.services import agenda, closing, proxies, resolutions, sittings
from app.domain.sharing import ballots
from app.domain.sharing.ballots import Ballot
from app.domain.sharing.services import entrusted
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Unit
from app.web import meeting_papers, meetings_shown, panels, unit_fields
from app.web.meeting_forms import Faults, command, day, me, page, secretary, text
from app.workflow.models import ProcessInstance, Task

bp = Blueprint("matters", __name__, url_prefix="/matters")

# What the file shows of the case; filings and agreements belong to its two sides.
FILE = ("h-dispute", "h-terms", "h-facts")


@bp.get("/<int:matter_id>")
def show(matter_id: int) -> ResponseReturnValue:
    """The whole file of a matter."""
    return _show(matter_id)


@bp.get("/<int:matter_id>/tally")
def tally(matter_id: int) -> ResponseReturnValue:
    """The votes alone, as they stand this moment; asked for by the page itself."""
    matter = queries.matter(matter_id, me())
    return page("meetings/_tally.html", matter=matter, **_votes(matter))


@bp.post("/<int:matter_id>/vote")
def vote(matter_id: int) -> ResponseReturnValue:
    """Vote for the member whose proxy one holds."""
    try:
        with command():
            entrusted.vote_by_proxy(matter_id, request.form, me())
    except Invalid as wrong:
        return _show(matter_id, wrong.fields)
    return _back(matter_id, _("The vote has been recorded."))


@bp.post("/<int:matter_id>/recuse")
def recuse(matter_id: int) -> ResponseReturnValue:
    """The head of a member declares that it does not take part."""
    try:
        with command():
            entrusted.recuse(matter_id, text("recusal_reason"), me())
    except Invalid as wrong:
        return _show(matter_id, wrong.fields)
    return _back(matter_id, _("Your unit does not take part in this matter."))


@bp.post("/<int:matter_id>/resolutions")
def resolve(matter_id: int) -> ResponseReturnValue:
    """Write down something else that was resolved."""
    account = secretary()
    try:
        with command():
            resolutions.add(
                _own(matter_id),
                text=text("text"),
                unit=unit_fields.code("unit"),
                due_on=day("due_on"),
                account=account,
            )
    except Invalid as wrong:
        return _show(matter_id, unit_fields.told(wrong.fields, "unit"))
    return _back(matter_id, _("The resolution has been recorded."))


@bp.post("/<int:matter_id>/conclude")
def conclude(matter_id: int) -> ResponseReturnValue:
    """Write down what came of a matter that is no dispute."""
    try:
        with command():
            agenda.conclude(_own(matter_id), text("decided"))
    except Invalid as wrong:
        return _show(matter_id, wrong.fields)
    return _back(matter_id, _("The result has been recorded."))


@bp.post("/<int:matter_id>/remove")
def remove(matter_id: int) -> ResponseReturnValue:
    """Take a matter off the agenda that the secretary had added."""
    with command():
        matter = _own(matter_id)
        meeting_id = matter.meeting_id
        agenda.remove(matter)
    flash(_("The matter is no longer on the agenda."), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


def _own(matter_id: int) -> Matter:
    """A matter of the secretary's group, its meeting locked."""
    account = secretary()
    matter = queries.matter(matter_id, account)
    sittings.locked(matter.meeting_id, account.unit_id)
    db.session.refresh(matter)
    return matter


def _back(matter_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("meetings.matters.show", matter_id=matter_id))


def _show(matter_id: int, faults: Faults | None = None) -> ResponseReturnValue:
    matter = queries.matter(matter_id, me())
    meeting = db.session.get_one(Meeting, matter.meeting_id)
    instance = db.session.get(ProcessInstance, matter.instance_id) if matter.instance_id else None
    told = []
    if instance and matter.kind == "dispute":
        told = [one for one in panels.of(instance, me()) if one.id in FILE]
    return page(
        "meetings/matter.html",
        faults,
        matter=matter,
        meeting=meeting,
        heading=panels.heading(instance.id) if instance else None,
        kind=meetings_shown.KINDS[matter.kind],
        panels=told,
        papers=meeting_papers.named(matter.papers),
        papers_named=[one for one in matter.papers if len(one) != 36],
        resolutions=lists.of_matter(matter.id),
        held=clock.today() >= meeting.held_on,
        closed=closing.is_closed(meeting),
        **_votes(matter),
    )


def _votes(matter: Matter) -> dict[str, Any]:
    """The ballot for this reader, and how the reader may take part in it."""
    ballot = ballots.of(matter)
    return {
        "ballot": ballot,
        "votes": ballots.readable(ballot, me()) if ballot else [],
        "reads_all": bool(me().effective_posts & ballots.READERS),
        "waiting": ballots.names(ballot.waiting) if ballot else [],
        "words": meetings_shown.VOTES,
        **(_hands(matter, ballot) if ballot and ballot.open else {"own": None, "proxy_for": None}),
    }


def _hands(matter: Matter, ballot: Ballot) -> dict[str, Any]:
    """The reader's own open vote, and the member that the reader may vote for."""
    account, proxy_for = me(), None
    letter = proxies.held(matter.meeting_id, account.id)
    recused = {one.unit_id for one in matter.recusals}
    if letter and letter.member.unit and account.unit_id not in recused:
        unit: Unit = letter.member.unit
        proxy_for = unit if unit.code in ballot.waiting else None
    own = None
    if account.unit.code in ballot.waiting and queries.HEAD in account.effective_posts:
        own = db.session.scalar(
            select(Task.id).where(
                Task.instance_id == matter.instance_id,
                Task.name == entrusted.STEP,
                Task.unit_id == account.unit_id,
                Task.closed_at.is_(None),
            )
        )
    return {"own": own, "proxy_for": proxy_for}
