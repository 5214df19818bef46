"""The editor of a form in a draft: drawn, previewed and tried as officials will see it."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _, speaks_english
from app.web import form_preview, people_words, wording
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow import forms
from app.workflow.definitions import FORM, Source
from app.workflow.forms.shape import LARGEST
from app.workflow.studio import checking, form_use, new_form, revisions
from app.workflow.studio.models import Revision, RevisionItem
from app.workflow.studio.revisions import Overtaken

bp = Blueprint("studio_forms", __name__, url_prefix="/studio")

LARGEST_REQUEST = 4 * LARGEST  # in JSON a letter may take six
MOST_ANSWERS = 5_000
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Sent:
    """What the editor sends: the form, the version it had read, what was typed in the preview."""

    content: bytes
    seen: int = 0
    language: str = "zh"
    answers: MultiDict[str, str] | None = None


@bp.get("/drafts/<int:revision_id>/forms/<path:key>")
@requires(ADMIN)
def edit(revision_id: int, key: str) -> ResponseReturnValue:
    """The editor; for a form that is not there yet, how it shall begin."""
    revision = revisions.find(revision_id)
    files = revisions.files(revision)
    if (FORM, key) not in files:
        return _beginning(revision, key)
    content, version = revisions.content(revision, FORM, key)
    return _page(revision, key, content, version, None)


@bp.post("/drafts/<int:revision_id>/forms/<path:key>/begin")
@requires(ADMIN)
def begin(revision_id: int, key: str) -> ResponseReturnValue:
    """Put a new form into the draft, empty or like another one."""
    with transaction():
        revision = revisions.find(revision_id)
        new_form.begin(revision, key, request.form.get("copy_of", ""), current_user)
    return redirect(url_for("studio_forms.edit", revision_id=revision_id, key=key))


@bp.post("/drafts/<int:revision_id>/forms/<path:key>/save")
@requires(ADMIN)
def save(revision_id: int, key: str) -> ResponseReturnValue:
    """Keep the form in the draft; 409 with who and when where somebody else has saved since."""
    sent = _sent()
    try:
        with transaction():
            revision = revisions.find(revision_id)
            item = revisions.save(
                revision, FORM, key, sent.content, seen=sent.seen, account=current_user
            )
            version, told = item.version, _saved(item)
    except Overtaken:
        theirs = _theirs(revision_id, key)
        return jsonify(message=_overtaken(theirs), version=theirs.version), 409
    return jsonify(version=version, message=told, faults=_faults(sent.content))


@bp.post("/drafts/<int:revision_id>/forms/<path:key>/check")
@requires(ADMIN)
def check(revision_id: int, key: str) -> ResponseReturnValue:
    """What is wrong with the form as the editor holds it, and with the draft because of it."""
    revision, content = revisions.find(revision_id), _sent().content
    own = _faults(content)
    return jsonify(faults=own or _around(revision, new_form.source(key, content)))


@bp.post("/drafts/<int:revision_id>/forms/<path:key>/preview")
@requires(ADMIN)
def preview(revision_id: int, key: str) -> ResponseReturnValue:
    """The form as officials will see it, and what an answer would become; nothing is stored.

    The editor sends the form as it holds it; without a script, what the draft holds is tried.
    """
    revision = revisions.find(revision_id)
    if request.is_json:
        sent = _sent()
        shown = form_preview.preview(sent.content, sent.answers, sent.language, "")
        return Response(shown, mimetype="text/html")
    content, version = revisions.content(revision, FORM, key)
    return _page(revision, key, content, version, request.form)


def _page(
    revision: Revision,
    key: str,
    content: bytes,
    version: int,
    answers: MultiDict[str, str] | None,
) -> str:
    files = revisions.files(revision)
    here: dict[str, Any] = {"revision_id": revision.id, "key": key}
    action = url_for("studio_forms.preview", **here)
    unreadable = forms.unreadable(content)
    return render_template(
        "studio/form.html",
        revision=revision,
        key=key,
        title=form_use.titles(files).get(key, key),
        faults=_faults(content),
        unreadable=unreadable,
        preview=form_preview.preview(content, answers, _language(), action),
        uses=form_use.uses(files, key),
        open_tasks=form_use.open_tasks(key),
        post_list=people_words.post_list,
        editor={
            "schema": None if unreadable else json.loads(content),
            "version": version,
            "memory": f"{current_user.id}:{revision.id}:{key}",
            "open": revision.is_open,
            "saves": url_for("studio_forms.save", **here),
            "checks": url_for("studio_forms.check", **here),
            "previews": action,
        },
    )


def _beginning(revision: Revision, key: str) -> str:
    if not revision.is_open or not new_form.can_be_called(key):
        raise NotFound(_("The draft has no such diagram or form."))
    files = revisions.files(revision)
    return render_template(
        "studio/form_new.html",
        revision=revision,
        key=key,
        uses=form_use.uses(files, key),
        outcomes=new_form.outcomes(files, key),
        forms=sorted(revisions.texts(files, FORM)),
        titles=form_use.titles(files),
        post_list=people_words.post_list,
    )


def _language() -> str:
    return "en" if speaks_english() else "zh"


def _sent() -> Sent:
    """The body of a request of the editor; `Invalid` where it is not what the editor sends."""
    if (request.content_length or 0) > LARGEST_REQUEST:
        raise Invalid({"content": [_("the form is larger than %(most)s bytes", most=LARGEST)]})
    try:
        body: Any = request.get_json(silent=True)
        content = body["content"].encode()
        seen, language = body.get("seen", 0), body.get("language", "zh")
        answers = body.get("answers")
        typed = None if answers is None else _typed(answers)
    except (TypeError, KeyError, AttributeError, ValueError, RecursionError) as wrong:
        raise Invalid({"content": [_("This is not in the expected form.")]}) from wrong
    if type(seen) is not int or not 0 <= seen < 2**31 or language not in LANGUAGES:
        raise Invalid({"content": [_("This is not in the expected form.")]})
    return Sent(content, seen, language, typed)


def _typed(answers: list[list[str]]) -> MultiDict[str, str]:
    """What was typed in the preview, as an HTML form sends it."""
    pairs = [(name, value) for name, value in answers[:MOST_ANSWERS]]
    if not all(isinstance(part, str) for pair in pairs for part in pair):
        raise TypeError("names and values are texts")
    return MultiDict(pairs)


def _faults(content: bytes) -> list[dict[str, str]]:
    return [
        {"component": fault.component, "code": fault.code, "text": str(fault)}
        for fault in forms.faults_of(content)
    ]


def _around(revision: Revision, source: Source) -> list[dict[str, str]]:
    """What is wrong elsewhere in the draft, such as a gateway that waits for another outcome."""
    return [
        {
            "component": "",
            "code": fault.code,
            "text": f"{fault.file}: {fault.element}: {fault.reason}",
        }
        for fault in checking.check(revision, instead=source)
        if fault.file != source.key
    ]


def _saved(item: RevisionItem) -> str:
    return _("Saved at %(time)s", time=wording.local_time(item.saved_at))


def _theirs(revision_id: int, key: str) -> RevisionItem:
    revision = revisions.find(revision_id)
    return next(i for i in revision.items if (i.kind, i.key) == (FORM, key))


def _overtaken(item: RevisionItem) -> str:
    who = item.saved_by.login if item.saved_by else "?"
    return _(
        "%(who)s saved this form at %(time)s. Your changes are not saved.",
        who=who,
        time=wording.local_time(item.saved_at),
    )
