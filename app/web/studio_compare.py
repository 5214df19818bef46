"""Two versions beside each other: the diagrams with marks, and every difference in words."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.web import paging, studio_words
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow import definitions
from app.workflow.definitions import FORM, PROCESS, Source
from app.workflow.studio import anew, changes, difference, history, releasing, revisions
from app.workflow.studio.revisions import Name

bp = Blueprint("studio_compare", __name__, url_prefix="/studio/compare")

NAME = re.compile(r"(d?)([0-9]{1,9})", re.ASCII)
LONGEST = 120


@dataclass(frozen=True)
class Side:
    """One of the two: a release by its number (`12`), or a draft (`d7`)."""

    name: str
    title: str
    files: dict[Name, Source]

    def xml(self, process: str) -> str | None:
        """Where its diagram is to be had; None where it has none."""
        if (PROCESS, process) not in self.files:
            return None
        return url_for("studio_compare.diagram", name=self.name, key=process)


@bp.get("/")
@requires(ADMIN)
def show() -> ResponseReturnValue:
    """Any two versions; of one process with both diagrams."""
    old, new = _sides()
    process = request.args.get("process", "")[:LONGEST]
    found = difference.between(old.files, new.files, studio_words.CODES)
    if process:
        wanted = _concerned(process, old, new)
        found = [one for one in found if (one.kind, one.key) in wanted]
    return render_template(
        "studio/compare.html",
        old=old,
        new=new,
        process=process,
        processes=_processes(old, new),
        changes=found,
        marks=_marks(found, process),
        choices=_choices(old, new),
        words=studio_words,
    )


@bp.get("/differences.json")
@requires(ADMIN)
def as_json() -> ResponseReturnValue:
    """The same for programs, in both languages."""
    old, new = _sides()
    told = difference.as_json(old.files, new.files, studio_words.CODES)
    return jsonify(old=old.name, new=new.name, files=told)


@bp.get("/<name>/<key>.bpmn")
@requires(ADMIN)
def diagram(name: str, key: str) -> ResponseReturnValue:
    """A diagram of a release or of a draft, to be drawn."""
    files = _side(name).files
    if (PROCESS, key) not in files:
        raise NotFound(_("There is no such diagram."))
    answer = Response(files[PROCESS, key].content, mimetype="application/xml")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sides() -> tuple[Side, Side]:
    """As the address names them; without names the newest release and the one before it."""
    newest = definitions.newest() or 0
    new = request.args.get("new", "") or str(newest)
    old = request.args.get("old", "")
    if not old:
        number = int(new) if new.isascii() and new.isdecimal() and len(new) < 10 else None
        old = str((history.before(number) if number else newest) or newest)
    return _side(old), _side(new)


def _side(name: str) -> Side:
    found = NAME.fullmatch(name)
    if found is None:
        raise NotFound(_("There is no such version."))
    number = int(found[2])
    if found[1]:
        draft = revisions.find(number)
        title = _("Draft %(number)s: %(title)s", number=number, title=draft.title)
        return Side(name, title, revisions.files(draft))
    number = releasing.find(number).id
    return Side(name, _("Release %(number)s", number=number), anew.sources(number))


def _concerned(process: str, old: Side, new: Side) -> set[Name]:
    """The process and every form that it uses on either side."""
    drawn = [
        side.files[PROCESS, process] for side in (old, new) if (PROCESS, process) in side.files
    ]
    if not drawn:
        raise NotFound(_("There is no such diagram."))
    used = {(FORM, key) for source in drawn for key in anew.forms_of(source.content)}
    return {(PROCESS, process)} | used


def _marks(found: list[changes.FileChange], process: str) -> dict[str, Any]:
    """For the script: which elements of the diagram carry which mark, and what is said of them."""
    own = next((one for one in found if (one.kind, one.key) == (PROCESS, process)), None)
    told: dict[str, list[str]] = {}
    for change in own.changes if own else []:
        told.setdefault(change.element, []).append(change.text)
    marked = {kind: own.marked(kind) if own else [] for kind in changes.KINDS}
    return {"marks": marked, "texts": told}


def _processes(old: Side, new: Side) -> list[tuple[str, str]]:
    """Every process of the two, by its name."""
    known = difference.titles({**old.files, **new.files})
    return sorted((key, title) for (kind, key), title in known.items() if kind == PROCESS)


def _choices(old: Side, new: Side) -> list[tuple[str, str]]:
    """What can be chosen: both sides, and the latest releases."""
    latest = history.lines(paging.cut_rows(history.releases(), 1).items)
    names = {
        str(one.id): _(
            "Release %(number)s (%(state)s) %(title)s",
            number=one.id,
            state=studio_words.RELEASE_STATES[one.state],
            title=one.title,
        ).strip()
        for one in latest
    }
    return list(({side.name: side.title for side in (new, old)} | names).items())
