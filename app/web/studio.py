"""The process studio: which processes there are, and the drafts that change them."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _, lazy
from app.web import paging
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow import definitions
from app.workflow.definitions import Source
from app.workflow.studio import checking, form_use, listing, revisions
from app.workflow.studio.models import DISCARDED, DRAFT, RELEASED, STATES, SUBMITTED
from app.workflow.studio.revisions import Name
from app.workflow.wiring import Fault

bp = Blueprint("studio", __name__, url_prefix="/studio")

STATE_WORDS = {
    DRAFT: lazy("being drawn"),
    SUBMITTED: lazy("submitted for release"),
    RELEASED: lazy("released"),
    DISCARDED: lazy("put away"),
}
ORIGIN_WORDS = {
    "studio": lazy("drawn here"),
    "shipped": lazy("shipped with the program"),
    "import": lazy("brought in from a file"),
    "again": lazy("an earlier version"),
}


@bp.get("/")
@requires(ADMIN)
def index() -> ResponseReturnValue:
    """The processes in force, each with its version, its steps and its running cases."""
    return render_template("studio/index.html", processes=listing.processes())


@bp.get("/drafts/")
@requires(ADMIN)
def drafts() -> ResponseReturnValue:
    """The drafts, the newest first, with the form of a new one."""
    return _drafts("", {})


@bp.post("/drafts/")
@requires(ADMIN)
def begin() -> ResponseReturnValue:
    """Begin a draft; from a process's line on, its editor opens at once."""
    title = request.form.get("title", "")
    process = request.form.get("process", "")
    try:
        with transaction():
            made = revisions.begin(title or _proposed(process), current_user)
            number = made.id
    except Invalid as wrong:
        return _drafts(title, wrong.fields), 422
    return redirect(url_for("studio.draft", revision_id=number, process=process or None))


def _told(files: Mapping[Name, Source]) -> list[Fault]:
    """What keeps a draft from being released, then what it makes easier than it is."""
    return [*checking.check_files(files), *checking.loosened(revisions.released(), files)]


@bp.get("/drafts/<int:revision_id>")
@requires(ADMIN)
def draft(revision_id: int) -> ResponseReturnValue:
    """One draft: what it changes, what is wrong with it, what to do next."""
    revision = revisions.find(revision_id)
    files = revisions.files(revision)
    return render_template(
        "studio/draft.html",
        revision=revision,
        changed={(item.kind, item.key) for item in revision.items},
        processes=sorted(revisions.texts(files, definitions.PROCESS)),
        forms=sorted(revisions.texts(files, definitions.FORM)),
        scenarios=sorted(revisions.texts(files, definitions.SCENARIO)),
        titles=form_use.titles(files) | _titles(files),
        faults=_told(files) if revision.state in (DRAFT, SUBMITTED) else [],
        state_words=STATE_WORDS,
        origin_words=ORIGIN_WORDS,
        process=request.args.get("process", ""),
    )


@bp.post("/drafts/<int:revision_id>/restore")
@requires(ADMIN)
def restore(revision_id: int) -> ResponseReturnValue:
    """Take one change out of a draft again."""
    kind, key = request.form.get("kind", ""), request.form.get("key", "")
    with transaction():
        revisions.restore(revisions.find(revision_id), kind, key)
    flash(_("“%(key)s” is again as it was released.", key=key), "success")
    return _to(revision_id)


@bp.post("/drafts/<int:revision_id>/discard")
@requires(ADMIN)
def discard(revision_id: int) -> ResponseReturnValue:
    """Put a draft away."""
    with transaction():
        revisions.discard(revisions.find(revision_id))
    flash(_("The draft was put away; it can be brought back."), "success")
    return _to(revision_id)


@bp.post("/drafts/<int:revision_id>/bring-back")
@requires(ADMIN)
def bring_back(revision_id: int) -> ResponseReturnValue:
    """Go on with a draft that was put away."""
    with transaction():
        revisions.bring_back(revisions.find(revision_id))
    return _to(revision_id)


def _drafts(title: str, faults: dict[str, list[str]]) -> str:
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    return render_template(
        "studio/drafts.html",
        page=paging.cut(listing.drafts(state), paging.number()),
        state=state,
        state_words=STATE_WORDS,
        origin_words=ORIGIN_WORDS,
        title=title,
        faults=faults,
    )


def _proposed(process: str) -> str:
    """What a draft is called that was begun at a process's line."""
    drawn = definitions.current().specs.diagrams.get(process)
    return _("Change of “%(process)s”", process=listing.title(drawn)) if drawn else ""


def _titles(files: dict[revisions.Name, definitions.Source]) -> dict[str, str]:
    return {
        key: listing.title(checking.drawn(content))
        for key, content in revisions.texts(files, definitions.PROCESS).items()
    }


def _to(revision_id: int) -> ResponseReturnValue:
    return redirect(url_for("studio.draft", revision_id=revision_id))
