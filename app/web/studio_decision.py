"""What is decided about a draft: submitted, taken back, sent back, released, settled."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.web import studio, studio_words, wording
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow import definitions
from app.workflow.definitions import Source
from app.workflow.studio import (
    anew,
    changes,
    difference,
    hands,
    history,
    rebasing,
    releasing,
    revisions,
)
from app.workflow.studio.models import DRAFT, RELEASED, SUBMITTED, Revision

bp = Blueprint("studio_decision", __name__, url_prefix="/studio/drafts")


@dataclass(frozen=True)
class Twice:
    """A file that was changed here and released anew: what each side changed, in words."""

    kind: str
    key: str
    mine: changes.FileChange | None
    released: changes.FileChange | None


@dataclass(frozen=True)
class Decision:
    """What the page of a draft says about its release."""

    changes: list[changes.FileChange]
    old: str  # what it is compared with, and itself, as the page of comparison names them
    new: str
    reasons: list[str] = field(default_factory=list)
    twice: list[Twice] = field(default_factory=list)
    seal: str = ""
    is_mine: bool = False  # submitted by the visitor
    may_release: bool = False
    note: str = ""
    effective: str = ""
    reason: str = ""
    faults: dict[str, list[str]] = field(default_factory=dict)


def for_templates() -> dict[str, Any]:
    """What `studio/_draft_decision.html` asks for."""
    return {"draft_decision": decision, "studio_words": studio_words}


def decision(revision: Revision) -> Decision:
    """What a draft changes and what may be done with it now, by this visitor."""
    if revision.state == RELEASED and revision.release_id:
        number = revision.release_id
        previous = history.before(number)
        before = anew.sources(previous) if previous else {}
        told = difference.between(before, anew.sources(number), studio_words.CODES)
        return Decision(told, str(previous or ""), str(number))
    now, files = revisions.released(), revisions.files(revision)
    told = difference.between(now, files, studio_words.CODES)
    waits = revision.state == SUBMITTED
    moment = revision.effective_at if waits else None
    moment = moment if moment and moment > clock.now() else None
    open_still = revision.state in (DRAFT, SUBMITTED)
    typed = g.get("typed_decision", {})
    return Decision(
        told,
        str(definitions.newest()),
        f"d{revision.id}",
        reasons=releasing.reasons_against(revision, moment) if open_still else [],
        twice=[_twice(one) for one in rebasing.clashes(revision)] if open_still else [],
        seal=releasing.seal(revision) if waits else "",
        is_mine=waits and revision.submitted_by_id in hands.persons(current_user),
        may_release=waits and hands.may_release(revision, current_user),
        note=typed.get("note", revision.note),
        effective=typed.get("effective_at", _as_typed(revision.effective_at)),
        reason=typed.get("reason", ""),
        faults=g.get("faults_of_decision", {}),
    )


@bp.post("/<int:revision_id>/submit")
@requires(ADMIN)
def submit(revision_id: int) -> ResponseReturnValue:
    """Hand a draft over to a second administrator."""
    try:
        with transaction():
            releasing.submit(
                revisions.find(revision_id),
                current_user,
                note=request.form.get("note", ""),
                effective_at=_moment(request.form.get("effective_at", "")),
            )
    except Invalid as wrong:
        return _again(revision_id, wrong.fields, 422)
    except releasing.Blocked as blocked:
        return _again(revision_id, {"draft": blocked.reasons}, 409)
    flash(_("Submitted. A second administrator has been told."), "success")
    return _to(revision_id)


@bp.post("/<int:revision_id>/take-back")
@requires(ADMIN)
def take_back(revision_id: int) -> ResponseReturnValue:
    """Work on one's draft again."""
    with transaction():
        releasing.take_back(revisions.find(revision_id), current_user)
    flash(_("The draft can be changed again."), "success")
    return _to(revision_id)


@bp.post("/<int:revision_id>/send-back")
@requires(ADMIN)
def send_back(revision_id: int) -> ResponseReturnValue:
    """Give a draft back to whoever drew it, with the reason."""
    try:
        with transaction():
            reason = request.form.get("reason", "")
            releasing.send_back(revisions.find(revision_id), current_user, reason)
    except Invalid as wrong:
        return _again(revision_id, wrong.fields, 422)
    flash(_("The draft was sent back."), "success")
    return _to(revision_id)


@bp.post("/<int:revision_id>/release")
@requires(ADMIN)
def release(revision_id: int) -> ResponseReturnValue:
    """Make a draft law."""
    try:
        with transaction():
            seen = request.form.get("seal", "")
            made = releasing.release(revisions.find(revision_id), current_user, seen=seen)
            number, begins = made.id, made.effective_at
    except releasing.Blocked as blocked:
        return _again(revision_id, {"draft": blocked.reasons}, 409)
    if begins:
        day = wording.local_time(begins)
        flash(
            _("Release %(number)s comes into force on %(day)s.", number=number, day=day), "success"
        )
    else:
        flash(_("Release %(number)s is in force.", number=number), "success")
    return redirect(url_for("studio_versions.show", release_id=number))


@bp.post("/<int:revision_id>/settle")
@requires(ADMIN)
def settle(revision_id: int) -> ResponseReturnValue:
    """Decide between one's own change and what was released meanwhile."""
    named = (request.form.get("kind", ""), request.form.get("key", ""))
    with transaction():
        take = request.form.get("take", "")
        rebasing.settle(revisions.find(revision_id), *named, take, current_user)
    flash(_("Settled: “%(key)s”.", key=named[1]), "success")
    return _to(revision_id)


def _again(revision_id: int, faults: dict[str, list[str]], status: int) -> ResponseReturnValue:
    """The page of the draft once more, with what was typed and what is wrong."""
    g.typed_decision, g.faults_of_decision = request.form, faults
    return make_response(studio.draft(revision_id), status)


def _to(revision_id: int) -> ResponseReturnValue:
    return redirect(url_for("studio.draft", revision_id=revision_id))


def _moment(typed: str) -> datetime | None:
    """A moment on the city's clocks; nothing typed is at once."""
    if not typed.strip():
        return None
    try:
        written = datetime.fromisoformat(typed.strip())
        if written.tzinfo is None:
            return written.replace(tzinfo=clock.LOCAL, second=0, microsecond=0)
    except (ValueError, OverflowError):
        pass
    raise Invalid({"effective_at": [_("This is no date with a time of day.")]})


def _as_typed(moment: datetime | None) -> str:
    return f"{clock.local(moment):%Y-%m-%dT%H:%M}" if moment else ""


def _twice(clash: rebasing.Clash) -> Twice:
    def told(other: Source | None) -> changes.FileChange | None:
        return difference.one_file(clash.base, other, words=studio_words.CODES)

    return Twice(clash.kind, clash.key, told(clash.mine), told(clash.released))
