"""The minutes of a meeting: drafted, read, signed, issued."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.domain.documents.rules.paper import Paper
from app.domain.documents.services import issue
from app.domain.meetings import lists, queries
from app.domain.meetings.models import Meeting, Minutes
from app.domain.meetings.services import minutes, sittings
from app.foundation.errors import Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.web import meetings_shown
from app.web.meeting_forms import (
    Faults,
    chair,
    command,
    is_secretary,
    me,
    page,
    request_form,
    secretary,
    text,
)

bp = Blueprint("minutes", __name__, url_prefix="/meetings/<int:meeting_id>/minutes")

REMARK = "remark_"


@bp.get("/")
def show(meeting_id: int) -> ResponseReturnValue:
    """The minutes as they would be issued, or were."""
    return _show(meeting_id)


@bp.post("/")
def save(meeting_id: int) -> ResponseReturnValue:
    """Keep the draft."""
    account = secretary()
    try:
        with command():
            minutes.save(
                _own(meeting_id),
                account,
                opening=text("opening"),
                remarks=_remarks(),
                version=text("version"),
            )
    except Invalid as wrong:
        return _show(meeting_id, wrong.fields)
    return _back(meeting_id, _("The draft is saved."))


@bp.post("/submit")
def submit(meeting_id: int) -> ResponseReturnValue:
    """Hand the minutes to the chairs."""
    account = secretary()
    with command():
        minutes.submit(_own(meeting_id), account)
    return _back(meeting_id, _("The chairs have been asked to sign."))


@bp.post("/return")
def send_back(meeting_id: int) -> ResponseReturnValue:
    """A chair does not sign yet."""
    account = chair()
    try:
        with command():
            meeting = sittings.locked(meeting_id, account.unit_id)
            minutes.send_back(meeting, account, text("reason"))
    except Invalid as wrong:
        return _show(meeting_id, wrong.fields)
    return _back(meeting_id, _("The minutes have been returned to the secretary."))


@bp.post("/sign")
def sign(meeting_id: int) -> ResponseReturnValue:
    """A chair signs what it has read; the minutes are issued."""
    account = chair()
    with command():
        meeting = sittings.locked(meeting_id, account.unit_id)
        number = minutes.sign(meeting, account, text("sha256")).number
    return _back(meeting_id, _("Signed and issued: %(number)s.", number=number))


def _own(meeting_id: int) -> Meeting:
    return sittings.locked(meeting_id, secretary().unit_id)


def _remarks() -> dict[str, str]:
    names = [name for name in request_form() if name.startswith(REMARK)]
    return {name.removeprefix(REMARK): text(name) for name in names}


def _back(meeting_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("meetings.minutes.show", meeting_id=meeting_id))


def _show(meeting_id: int, faults: Faults | None = None) -> ResponseReturnValue:
    meeting = queries.meeting(meeting_id, me())
    found = minutes.of(meeting)
    if not may_read(found):
        raise NotFound(_("There are no minutes of this meeting yet."))
    paper = _paper(meeting, found)
    return page(
        "meetings/minutes.html",
        faults,
        meeting=meeting,
        minutes=found,
        matters=lists.matters(meeting.id),
        paper=paper,
        sha256=_hash(found, paper),
        states=meetings_shown.MINUTES_STATES,
        may_sign=bool(found and found.status == "submitted" and _signs(found)),
    )


def may_read(found: Minutes | None) -> bool:
    """Drafts are read by the secretary, what was submitted by the chairs and auditors too."""
    if is_secretary():
        return True
    if found is None or found.status == "issued":
        return found is not None
    posts = me().effective_posts
    return "auditor" in posts or (found.status == "submitted" and queries.CHAIR in posts)


def _paper(meeting: Meeting, found: Minutes | None) -> Paper:
    if found and found.document:
        return Paper.from_dict(found.document.content)
    return minutes.paper(meeting, found or Minutes(meeting_id=meeting.id, opening="", remarks={}))


def _hash(found: Minutes | None, paper: Paper) -> str:
    if found and found.document:
        return found.document.sha256
    return issue.fingerprint(paper.as_dict())


def _signs(found: Minutes) -> bool:
    try:
        return minutes.may_sign(found, chair())
    except NotAllowed:
        return False
