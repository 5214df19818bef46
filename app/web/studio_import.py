"""Diagrams of other tools, brought into a draft, and what of them does not run here."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge

from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _, ngettext
from app.web import errors, paging
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.web.visitor import visitor
from app.workflow.engine.diagram import LARGEST_FILE
from app.workflow.studio import revisions
from app.workflow.studio.foreign import bringing
from app.workflow.studio.models import DRAFT, Revision

bp = Blueprint("studio_import", __name__, url_prefix="/studio/import")

# A form with a file that is a little too large is read, so that it can be said; more is not.
LARGEST_FORM = 3 * LARGEST_FILE
MOST_DRAFTS = 50


@bp.url_value_preprocessor
def limit(endpoint: str | None, values: dict | None) -> None:
    """Nothing larger than a diagram is read at all."""
    request.max_content_length = LARGEST_FORM


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Tell the administrator at the field; others get the usual page."""
    who = visitor()
    if who is None or ADMIN not in who.post_names:
        return errors.of_http(error)
    reason = _("The file is larger than %(most)s bytes.", most=LARGEST_FILE)
    return _page({"file": [reason]}), 413


@bp.get("/")
@requires(ADMIN)
def index() -> ResponseReturnValue:
    """The form: a file, and the draft into which it is brought."""
    return _page({})


@bp.post("/")
@requires(ADMIN)
def take() -> ResponseReturnValue:
    """Bring a file into a draft that is there, or into a new one."""
    upload = request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise Invalid({"file": [_("Please choose a file.")]})
        received = bringing.take(upload.read(LARGEST_FORM), upload.filename)
        with transaction():
            revision = _draft(upload.filename)
            number = revision.id
            bringing.bring(
                revision,
                received,
                current_user,
                filename=upload.filename,
                instead=bool(request.form.get("instead")),
            )
    except Invalid as wrong:
        return _page(wrong.fields), 422
    for change in received.changes:
        flash(change, "info")
    return redirect(url_for("studio_import.show", revision_id=number, key=received.key))


@bp.get("/drafts/<int:revision_id>/<key>")
@requires(ADMIN)
def show(revision_id: int, key: str) -> ResponseReturnValue:
    """What of a diagram does not run here, element by element, and what its file suggests."""
    revision = revisions.find(revision_id)
    tool, found = bringing.look(revision, key)
    return render_template(
        "studio/foreign.html",
        revision=revision,
        key=key,
        tool=tool,
        page=paging.of_list(found, paging.number()),
    )


@bp.post("/drafts/<int:revision_id>/<key>/tidy")
@requires(ADMIN)
def tidy(revision_id: int, key: str) -> ResponseReturnValue:
    """Take out what the editor does not show and nothing runs."""
    with transaction():
        number = bringing.tidy_up(revisions.find(revision_id), key, current_user)
    flash(
        ngettext(
            "%(num)s element that is drawn nowhere was taken out.",
            "%(num)s elements that are drawn nowhere were taken out.",
            number,
        ),
        "success",
    )
    return redirect(url_for("studio_import.show", revision_id=revision_id, key=key))


def _draft(filename: str) -> Revision:
    """The draft that was chosen, or a new one."""
    chosen = request.form.get("draft", "", str)
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        return revisions.find(int(chosen))
    title = request.form.get("title", "").strip() or filename.rsplit(".", 1)[0]
    return revisions.begin(title[: revisions.LONGEST_TITLE], current_user, origin="import")


def _page(faults: dict[str, list[str]]) -> str:
    open_drafts = (
        select(Revision).where(Revision.state == DRAFT).order_by(Revision.id.desc())
    ).limit(MOST_DRAFTS)
    asked = request.form if request.method == "POST" and "file" not in faults else request.args
    return render_template(
        "studio/import.html",
        faults=faults,
        drafts=db.session.scalars(open_drafts).all(),
        draft=asked.get("draft", ""),
        title=asked.get("title", ""),
        most=f"{LARGEST_FILE:,}",
    )
