"""The editor of synonyms: which words mean the same item in the catalogues."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue import synonym_history, synonym_list
from app.domain.catalogue.rules.synonyms import LONGEST, Pair
from app.domain.catalogue.services import synonyms
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _, lazy
from app.web import asking, paging, portal_words, synonym_files, viewing
from app.web.access import requires

bp = Blueprint("synonyms", __name__, url_prefix="/catalogue/synonyms")

EDITOR = synonyms.EDITOR
SORTS = {"term": lazy("by term"), "canonical": lazy("by name in the catalogues")}
TURNS = {
    synonym_history.ADDED: lazy("added"),
    synonym_history.CHANGED: lazy("changed"),
    synonym_history.REMOVED: lazy("removed"),
}
# So many faults of a file are shown: who has more knows enough.
MOST_FAULTS = 200


@dataclass(frozen=True)
class Asked(asking.Asked):
    """What is asked of the list, as the page shows it again."""

    text: str = asking.text(LONGEST)
    sort: str = asking.one_of(SORTS, "term")


@bp.get("/")
@requires(EDITOR)
def index() -> ResponseReturnValue:
    """The list, with the form of a new pair; after a removal also the way back."""
    return _page({}, {})


@bp.post("/")
@requires(EDITOR)
def add() -> ResponseReturnValue:
    """Add a pair, or bring a removed one back."""
    typed = {name: request.form.get(name, "") for name in Pair._fields}
    try:
        with transaction():
            made = synonyms.add(current_user, **typed)
    except Invalid as wrong:
        return _page(typed, wrong.fields), 422
    return _done(made)


@bp.get("/change")
@requires(EDITOR)
def edit() -> ResponseReturnValue:
    """The form of one pair, with the entries that carry its names."""
    old = synonym_list.pair(_line(request.args.get("term", "")))
    return _form(old, old._asdict(), {})


@bp.post("/change")
@requires(EDITOR)
def change() -> ResponseReturnValue:
    """Put another pair in the place of one; refused where somebody was faster."""
    old = Pair(
        _line(request.form.get("old_term", "")), _line(request.form.get("old_canonical", ""))
    )
    typed = {name: request.form.get(name, "") for name in Pair._fields}
    try:
        with transaction():
            made = synonyms.change(current_user, old, **typed)
    except Invalid as wrong:
        return _form(old, typed, wrong.fields), 422
    except Conflict as crossed:
        now = synonym_list.pair(old.term)
        return _form(now, typed, {}, str(crossed.message)), 409
    return _done(made)


@bp.post("/remove")
@requires(EDITOR)
def remove() -> ResponseReturnValue:
    """Take a pair out; the list then offers to put it back."""
    old = Pair(_line(request.form.get("term", "")), _line(request.form.get("canonical", "")))
    with transaction():
        synonyms.remove(current_user, old)
    return redirect(url_for("synonyms.index", gone=old.term, was=old.canonical))


@bp.get("/history")
@requires(EDITOR)
def history() -> ResponseReturnValue:
    """Every change of the table, each with the way back where there is one."""
    page = paging.cut_rows(synonym_history.listed(), paging.number())
    turns = synonym_history.turns(list(page.items))
    return render_template("synonyms/history.html", page=page, turns=turns, words=TURNS)


@bp.get("/import")
@requires(EDITOR)
def choose_file() -> ResponseReturnValue:
    """The form for a file."""
    return render_template("synonyms/import.html", faults=[], more=0)


@bp.post("/import")
@requires(EDITOR)
def bring_in() -> ResponseReturnValue:
    """Bring in a file of pairs: all of it, or nothing and what is wrong, line by line."""
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid({"file": [_("Please choose a file.")]})
        pairs = synonym_files.read(sent.stream.read(synonym_files.LARGEST + 1))
        with transaction():
            new, same = synonyms.bring_in(current_user, pairs)
    except Invalid as wrong:
        faults = wrong.fields["file"]
        more = max(len(faults) - MOST_FAULTS, 0)
        return render_template("synonyms/import.html", faults=faults[:MOST_FAULTS], more=more), 422
    flash(_("Brought in: %(new)d new, %(same)d were there already.", new=new, same=same), "success")
    return redirect(url_for("synonyms.index"))


@bp.get("/export.csv")
@requires(EDITOR)
def export() -> ResponseReturnValue:
    """The whole table as a file."""
    rows = db.session.execute(synonym_list.listed_pairs())
    headers = {"Content-Disposition": 'attachment; filename="synonyms.csv"'}
    content = synonym_files.written(Pair(*row) for row in rows)
    return Response(content, mimetype="text/csv", headers=headers)


def _page(typed: Mapping[str, str], faults: Mapping[str, list[str]]) -> str:
    asked = Asked.of(request.args)
    page = paging.cut_rows(synonym_list.listed_pairs(asked.text, asked.sort), paging.number())
    names = {name for row in page.items for name in row}
    values = {
        "page": page,
        "filters": asked,
        "carried": synonym_list.counts(names, viewing.viewer()),
    }
    if request.headers.get("HX-Request"):
        return render_template("synonyms/_rows.html", **values)
    return render_template(
        "synonyms/index.html",
        sort_choices=SORTS.items(),
        typed=typed,
        faults=faults,
        longest=LONGEST,
        gone=_gone(),
        **values,
    )


def _form(
    old: Pair, typed: Mapping[str, str], faults: Mapping[str, list[str]], notice: str = ""
) -> str:
    carriers = [
        (one, portal_words.address(one.kind, one.id))
        for one in synonym_list.carriers(old, viewing.viewer())
    ]
    return render_template(
        "synonyms/change.html",
        old=old,
        typed=typed,
        faults=faults,
        notice=notice,
        carriers=carriers,
        carried=synonym_list.counts(old, viewing.viewer()),
        longest=LONGEST,
    )


def _gone() -> Pair | None:
    """The pair that was just removed, as the address tells."""
    gone = Pair(_line(request.args.get("gone", "")), _line(request.args.get("was", "")))
    return gone if all(gone) else None


def _line(text: str) -> str:
    """A name in an address or a hidden field."""
    return text.replace("\x00", "")[:LONGEST]


def _done(made: Pair) -> ResponseReturnValue:
    """The list with the pair that was written."""
    flash(
        _("“%(term)s” now stands for “%(name)s”.", term=made.term, name=made.canonical), "success"
    )
    return redirect(url_for("synonyms.index", text=made.term))
