"""Work of the queue that was given up: why, and what an operator does about it."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.foundation import queue
from app.foundation.database import transaction
from app.foundation.i18n import _, ngettext
from app.foundation.queue.kinds import KINDS
from app.operating import given_up
from app.web import asking, paging
from app.web import given_up_words as words
from app.web.access import requires
from app.web.watching import OPERATOR

bp = Blueprint("given_up", __name__, url_prefix="/operating/given-up")


@dataclass(frozen=True)
class Asked(asking.Asked):
    """What is asked of the list, as the page shows it again."""

    kind: str = asking.one_of(KINDS)
    sort: str = asking.one_of(words.SORTS)
    discarded: str = asking.one_of({"1"})


@bp.get("/")
@requires(OPERATOR)
def index() -> ResponseReturnValue:
    """What was given up, or discarded since; and what operators did."""
    asked = Asked.of(request.args)
    found = queue.listed(asked.kind, asked.sort, discarded=bool(asked.discarded))
    page = paging.cut_rows(found, paging.number())
    values = {"page": page, "asked": asked, "args": asked.args(), "words": words}
    values["about"] = given_up.concerned(page.items)
    if request.headers.get("HX-Request"):
        return render_template("operating/_given_up.html", **values), {"Vary": "HX-Request"}
    shown = render_template(
        "operating/given_up.html",
        kinds=given_up.kinds(),
        at_once=queue.AT_ONCE,
        acts=given_up.acts(),
        **values,
    )
    return shown, {"Vary": "HX-Request"}


@bp.post("/<int:failed_id>/again")
@requires(OPERATOR)
def again(failed_id: int) -> ResponseReturnValue:
    """Have one job done again."""
    with transaction():
        given_up.again(failed_id)
    return _back(_("It is tried again; what fails again comes back to this list."))


@bp.post("/<int:failed_id>/discard")
@requires(OPERATOR)
def discard(failed_id: int) -> ResponseReturnValue:
    """Let one job be."""
    with transaction():
        given_up.discard(failed_id)
    return _back(_("Discarded. It stands under “discarded” and can still be tried again."))


@bp.post("/again")
@requires(OPERATOR)
def all_again() -> ResponseReturnValue:
    """Have all of a kind done again."""
    with transaction():
        done = given_up.all_again(*_kind())
    said = ngettext("%(num)s job is tried again.", "%(num)s jobs are tried again.", done)
    return _back(said)


@bp.post("/discard")
@requires(OPERATOR)
def discard_all() -> ResponseReturnValue:
    """Let all of a kind be."""
    with transaction():
        done = given_up.discard_all(*_kind())
    return _back(ngettext("%(num)s job is discarded.", "%(num)s jobs are discarded.", done))


def _kind() -> tuple[str, int]:
    """Which kind, and how many of it were seen."""
    return asking.said(request.form, "work"), request.form.get("known", -1, int)


def _back(said: str) -> ResponseReturnValue:
    """To the list as it was asked for."""
    flash(said, "success")
    return redirect(url_for("given_up.index", **Asked.of(request.form).args()))
