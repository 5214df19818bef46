"""The editor of a diagram in a draft: drawn in the browser, checked as it is drawn."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.web import studio_editor_facts as facts
from app.web import wording
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow.checks.wires import PARTIES
from app.workflow.definitions import PROCESS
from app.workflow.engine import expressions
from app.workflow.studio import checking, listing, revisions, skeleton
from app.workflow.studio.models import Revision, RevisionItem
from app.workflow.studio.revisions import Overtaken

bp = Blueprint("studio_editor", __name__, url_prefix="/studio")

# A diagram of the largest size with all that JSON adds to it.
LARGEST_BODY = 2_500_000
FIELDS = ("id", "name", "name_en")
XML = "application/xml"


@bp.get("/drafts/<int:revision_id>/processes/<key>")
@requires(ADMIN)
def edit(revision_id: int, key: str) -> ResponseReturnValue:
    """Draw a diagram of a draft; `look` shows it only, as does a draft that is not open."""
    revision = revisions.find(revision_id)
    content, version = revisions.content(revision, PROCESS, key)
    editable = revision.is_open and "look" not in request.args
    return render_template(
        "studio/editor.html",
        revision=revision,
        key=key,
        title=listing.title(checking.drawn(content)),
        editable=editable,
        config_json=_config(revision, key, version, editable=editable),
        facts=facts.of(revision, key),
    )


@bp.get("/drafts/<int:revision_id>/processes/<key>/diagram")
@requires(ADMIN)
def diagram(revision_id: int, key: str) -> ResponseReturnValue:
    """The diagram itself, with the number of its last save."""
    content, version = revisions.content(revisions.find(revision_id), PROCESS, key)
    return Response(content, mimetype=XML, headers={"X-Draft-Version": str(version)})


@bp.post("/drafts/<int:revision_id>/processes/<key>/save")
@requires(ADMIN)
def save(revision_id: int, key: str) -> ResponseReturnValue:
    """Keep a diagram; 409 says who has saved another one meanwhile."""
    xml, seen = _sent()
    try:
        with transaction():
            revision = revisions.find(revision_id)
            revisions.content(revision, PROCESS, key)  # only what is there is drawn anew
            item = revisions.save(revision, PROCESS, key, xml, seen=seen, account=current_user)
            said = _saved(item)
    except Overtaken as theirs:
        return {"message": str(theirs.message), **_saved(theirs.item)}, 409
    return said


@bp.get("/drafts/<int:revision_id>/processes/<key>/check")
@requires(ADMIN)
def check(revision_id: int, key: str) -> ResponseReturnValue:
    """Every fault of the draft as it is saved; and a fresh token, where the session began anew."""
    revision = revisions.find(revision_id)
    _content, version = revisions.content(revision, PROCESS, key)
    return {
        "version": version,
        "faults": facts.faults(checking.check(revision), revision),
        "facts": facts.of(revision, key),
        "token": generate_csrf(),
    }


@bp.post("/drafts/<int:revision_id>/condition")
@requires(ADMIN)
def condition(revision_id: int) -> ResponseReturnValue:
    """Whether an expression may stand on an arrow, and which values it reads."""
    revisions.find(revision_id)
    text = _body().get("expression")
    if not isinstance(text, str):
        raise Invalid({"expression": [_("Write a condition.")]})
    try:
        expressions.check(text)
    except expressions.UnsafeExpression as wrong:
        return {"reason": str(wrong), "names": []}
    return {"reason": "", "names": sorted(expressions.names(text))}


@bp.get("/drafts/<int:revision_id>/processes/new")
@requires(ADMIN)
def new(revision_id: int) -> ResponseReturnValue:
    """The form of a new process."""
    return _form(revisions.find(revision_id), dict.fromkeys((*FIELDS, "party"), ""), {})


@bp.post("/drafts/<int:revision_id>/processes/new")
@requires(ADMIN)
def begin(revision_id: int) -> ResponseReturnValue:
    """Put a new process into the draft, and open it."""
    typed = {name: request.form.get(name, "").strip() for name in (*FIELDS, "party")}
    party = typed["party"]
    names = facts.names_of(party) if party in PARTIES else ("", "")
    try:
        with transaction():
            revision = revisions.find(revision_id)
            skeleton.begin(revision, typed, party, names, current_user)
    except Invalid as wrong:
        return _form(revisions.find(revision_id), typed, wrong.fields), 422
    return redirect(url_for("studio_editor.edit", revision_id=revision_id, key=typed["id"]))


def _form(revision: Revision, typed: dict[str, str], faults: dict[str, list[str]]) -> str:
    return render_template(
        "studio/new_process.html",
        revision=revision,
        typed=typed,
        faults=faults,
        parties=[facts.party(lane) for lane in PARTIES],
    )


def _config(revision: Revision, key: str, version: int, *, editable: bool) -> dict[str, Any]:
    """The addresses and numbers that the script of the page needs."""

    def address(endpoint: str, **query: Any) -> str:
        return url_for(f"studio_editor.{endpoint}", revision_id=revision.id, key=key, **query)

    whole = url_for("studio.draft", revision_id=revision.id)
    return {
        "process": key,
        "room": key.partition("_")[0],
        "version": version,
        "editable": editable,
        "account": current_user.login,
        "draft": revision.id,
        "diagram": address("diagram"),
        "save": address("save"),
        "check": address("check"),
        "look": address("edit", look=1),
        "condition": url_for("studio_editor.condition", revision_id=revision.id),
        # The browser adds the key of a form, or the id of a process.
        "forms": f"{whole}/forms/",
        "processes": f"{whole}/processes/",
    }


def _sent() -> tuple[bytes, int]:
    """The diagram and the version that the browser sends; everything in them may be wrong."""
    body = _body()
    xml, seen = body.get("xml"), body.get("version")
    if not isinstance(xml, str) or type(seen) is not int or not 0 <= seen < 2**31:
        raise Invalid({"content": [_("This is not a diagram with the number of its version.")]})
    try:
        return xml.encode(), seen
    except UnicodeEncodeError as wrong:
        reason = _("The text contains characters that cannot be stored.")
        raise Invalid({"content": [reason]}) from wrong


def _body() -> dict[str, Any]:
    request.max_content_length = LARGEST_BODY
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None  # brackets in brackets, a thousand deep
    return body if isinstance(body, dict) else {}


def _saved(item: RevisionItem) -> dict[str, Any]:
    """Who has saved when, and which version that was."""
    by = f"{item.saved_by.label} ({item.saved_by.login})" if item.saved_by else ""
    return {
        "version": item.version,
        "by": by,
        "at": wording.local_time(item.saved_at),
        "is_mine": item.saved_by_id == current_user.id,
    }
