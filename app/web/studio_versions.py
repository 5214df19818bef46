"""Versions: the releases, what each holds, any two beside each other, files to take away."""

from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.files import attachment_header
from app.foundation.i18n import _, speaks_english
from app.web import paging, studio_words
from app.web.access import requires
from app.web.studio import ORIGIN_WORDS
from app.web.studio_tabs import ADMIN
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS, Source
from app.workflow.engine.diagram import Diagram, Node, read
from app.workflow.engine.steps import steps
from app.workflow.studio import (
    anew,
    bundle,
    difference,
    form_difference,
    history,
    listing,
    releasing,
)
from app.workflow.studio.revisions import Name

bp = Blueprint("studio_versions", __name__, url_prefix="/studio/versions")

LONGEST = 120


@bp.get("/")
@requires(ADMIN)
def index() -> ResponseReturnValue:
    """The releases, the newest first; of one process those that changed it."""
    process, state = request.args.get("process", "")[:LONGEST], request.args.get("state", "")
    known = history.drawn_ever()
    asked = {
        "process": process if process in known else "",
        "state": state if state in history.STATES else "",
    }
    cut = paging.cut_rows(history.releases(**asked), paging.number())
    lines = history.lines(cut.items)
    return render_template(
        "studio/versions.html",
        page=paging.Page(lines, cut.total, cut.number),
        changed=history.changed_in(line.id for line in lines),
        asked=asked,
        processes=[(key, _named(key)) for key in known],
        words=studio_words,
        origin_words=ORIGIN_WORDS,
    )


@bp.get("/<int:release_id>")
@requires(ADMIN)
def show(release_id: int) -> ResponseReturnValue:
    """One release: who answers for it, what it changed, what it holds."""
    return _release(release_id, {})


@bp.get("/<int:release_id>/processes/<key>")
@requires(ADMIN)
def process(release_id: int, key: str) -> ResponseReturnValue:
    """A diagram as a release has it, with its steps and forms."""
    files = _files(release_id)
    titles = difference.titles(files)
    drawn = read(_one(files, PROCESS, key).content)
    return render_template(
        "studio/version_process.html",
        line=_line(release_id),
        key=key,
        title=listing.title(drawn),
        documentation=drawn.documentation,
        steps=[_step(drawn, node) for node in steps(drawn)],
        forms=[
            (one, titles.get((FORM, one), one))
            for one in anew.forms_of(files[PROCESS, key].content)
            if (FORM, one) in files
        ],
        versions=history.lines(paging.cut_rows(history.releases(key), 1).items),
        words=studio_words,
    )


@bp.get("/<int:release_id>/forms/<path:key>")
@requires(ADMIN)
def form(release_id: int, key: str) -> ResponseReturnValue:
    """The fields of a form as a release has it."""
    files = _files(release_id)
    content = _one(files, FORM, key).content
    return render_template(
        "studio/version_form.html",
        line=_line(release_id),
        key=key,
        title=difference.titles(files).get((FORM, key), ""),
        fields=form_difference.listed(content),
        words=studio_words,
    )


@bp.get("/<int:release_id>/files/processes/<key>.bpmn")
@requires(ADMIN)
def diagram(release_id: int, key: str) -> ResponseReturnValue:
    """A diagram as a file."""
    return _sent(_one(_files(release_id), PROCESS, key), "application/xml")


@bp.get("/<int:release_id>/files/forms/<path:key>.json")
@requires(ADMIN)
def form_file(release_id: int, key: str) -> ResponseReturnValue:
    """A form as a file."""
    return _sent(_one(_files(release_id), FORM, key), "application/json")


@bp.get("/<int:release_id>/release.zip")
@requires(ADMIN)
def archive(release_id: int) -> ResponseReturnValue:
    """All diagrams and forms of a release, in their folders."""
    found = releasing.find(release_id)
    content = bundle.zipped(found, anew.sources(release_id).values())
    name = f"release-{release_id}-{found.sha256[:8]}.zip"
    return send_file(BytesIO(content), "application/zip", as_attachment=True, download_name=name)


@bp.post("/<int:release_id>/withdraw")
@requires(ADMIN)
def withdraw(release_id: int) -> ResponseReturnValue:
    """Take back a release that is not in force yet."""
    try:
        with transaction():
            releasing.withdraw(release_id, current_user, request.form.get("reason", ""))
    except Invalid as wrong:
        return _release(release_id, wrong.fields), 422
    flash(_("Release %(number)s was withdrawn.", number=release_id), "success")
    return redirect(url_for("studio_versions.show", release_id=release_id))


@bp.post("/<int:release_id>/again")
@requires(ADMIN)
def again(release_id: int) -> ResponseReturnValue:
    """Make a draft that brings a release back, or one process as it had it."""
    with transaction():
        made = anew.again(release_id, current_user, request.form.get("process", "")[:LONGEST])
        number = made.id
    flash(_("This draft brings the earlier version back. Submit it for release."), "success")
    return redirect(url_for("studio.draft", revision_id=number))


def _release(release_id: int, faults: dict[str, list[str]]) -> str:
    line, files, previous = _line(release_id), _files(release_id), history.before(release_id)
    earlier = anew.sources(previous) if previous else {}
    return render_template(
        "studio/version.html",
        line=line,
        previous=previous,
        changes=difference.between(earlier, files, studio_words.CODES) if previous else [],
        numbers=history.numbers(release_id),
        titles={key: title for (_kind, key), title in difference.titles(files).items()},
        words=studio_words,
        origin_words=ORIGIN_WORDS,
        reason=request.form.get("reason", ""),
        faults=faults,
        newest=definitions.newest(),
    )


def _line(release_id: int) -> history.Line:
    line = history.one(release_id)
    if line is None:
        raise NotFound(_("There is no such release."))
    return line


def _files(release_id: int) -> dict[Name, Source]:
    return anew.sources(releasing.find(release_id).id)


def _one(files: dict[Name, Source], kind: str, key: str) -> Source:
    if (kind, key) not in files:
        raise NotFound(_("There is no such diagram or form in this release."))
    return files[kind, key]


def _step(drawn: Diagram, node: Node) -> tuple[str, str]:
    """A step's name and its party's, in the reader's language."""
    english, lane = speaks_english(), drawn.lanes.get(node.lane)
    party = ((english and lane.name_en) or lane.name) if lane else ""
    return (english and node.name_en) or node.name or node.id, party


def _named(process: str) -> str:
    """A process by its name, as long as it is in force."""
    drawn = definitions.current().specs.diagrams.get(process)
    return listing.title(drawn) if drawn else process


def _sent(source: Source, media_type: str) -> Response:
    answer = Response(source.content, mimetype=media_type)
    name = source.filename.rpartition("/")[2]
    answer.headers["Content-Disposition"] = attachment_header(name)
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer
