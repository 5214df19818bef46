"""Archived cases in the pages: laid out again to be read, listed, and brought back by auditors."""

from typing import Any

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.keeping import queries
from app.domain.keeping.rules import term
from app.domain.keeping.services import lending, restoring
from app.foundation import database
from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.kept import KeptCase
from app.web.access import requires
from app.web.visitor import visitor
from app.workflow import parties

bp = Blueprint("archived", __name__, url_prefix="/cases")

# What an address may name → by which name the archive knows it.
NAMED = {
    "instance_id": queries.CASE,
    "case_id": queries.CASE,
    "task_id": "task",
    "document_id": "document",
    "attachment_id": "attachment",
    "dispute_id": "dispute",
}


def install(app: Flask) -> None:
    """Whatever was laid out for a request goes back when it ends."""
    app.teardown_request(_take_back)
    app.jinja_env.globals["archived_case"] = shown


def again() -> ResponseReturnValue | None:
    """A page that was not found once more, with the archived case that its address names.

    The page's own rules then say who may see it, as they did before it was archived.  Only to be
    read: whoever sends something finds no case.
    """
    endpoint, values = request.endpoint, request.view_args or {}
    if request.method not in ("GET", "HEAD") or "lent" in g or visitor() is None or not endpoint:
        return None
    g.lent = _lent(values)
    if g.lent is None:
        return None
    try:
        return current_app.ensure_sync(current_app.view_functions[endpoint])(**values)
    except NotFound:
        g.lent = None
        database.take_back()
        return None


def shown() -> KeptCase | None:
    """The archived case of which the page tells, where it tells of one."""
    found: KeptCase | None = g.get("lent")
    return found


@bp.get("/<int:case_id>/restore")
@requires(parties.AUDITOR)
def ask(case_id: int) -> ResponseReturnValue:
    """Ask why the case is needed among the living, and say what follows."""
    return _page(case_id)


@bp.post("/<int:case_id>/restore")
@requires(parties.AUDITOR)
def restore(case_id: int) -> ResponseReturnValue:
    """Bring it back; who did it and why is on record."""
    typed = request.form.get("reason", "")
    try:
        with transaction():
            gone = restoring.restore(case_id, typed, current_user)
            until = gone.until_on
    except Invalid as wrong:
        return _page(case_id, typed, wrong.fields), 422
    flash(_("Restored: it stays here until %(day)s at least.", day=until), "success")
    return redirect(url_for("instances.show", instance_id=case_id))


def _page(case_id: int, typed: str = "", faults: dict[str, list[str]] | None = None) -> str:
    g.lent = None  # the page speaks of the archive itself
    found = queries.kept(case_id)
    if found is None:
        raise NotFound(_("There is no such case."))
    return render_template(
        "archived/restore.html",
        found=found,
        typed=typed,
        faults=faults or {},
        days=term.RESTORED_DAYS,
        longest=restoring.LONGEST_REASON,
    )


def _lent(values: dict[str, Any]) -> KeptCase | None:
    for name, value in values.items():
        if (kind := NAMED.get(name)) and (found := lending.lend(kind, str(value))):
            return found
    return None


def _take_back(error: BaseException | None = None) -> None:
    if g.pop("lent", None) is not None:
        database.take_back()
