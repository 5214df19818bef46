"""Cases that stand still: why, and what an administrator may do about it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.sharing import headings
from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.web import asking, mended, paging, repair_words, unit_fields
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow import definitions
from app.workflow.models import ProcessInstance, Task
from app.workflow.studio import listing
from app.workflow.studio.repairs import (
    acts,
    correcting,
    retrying,
    sending_back,
    skipping,
    suspending,
    sweeps,
    troubles,
)
from app.workflow.studio.repairs.models import SkipRequest

bp = Blueprint("studio_repair", __name__, url_prefix="/studio/repair")

LONGEST = 100


@bp.get("/")
@requires(ADMIN)
def index() -> ResponseReturnValue:
    """What stands still, and what waits for a second administrator."""
    asked, args = _asked()
    page = paging.cut_rows(troubles.listed(asked), paging.number())
    values = {"page": page, "numbers": headings.numbers({row.case_id for row in page.items})}
    values |= {"args": args, "words": repair_words, "titles": _titles()}
    fields = unit_fields.fields(args, {"unit": _("Unit")}, url_for("studio_repair.index"))
    if request.headers.get("HX-Request"):
        rows = render_template("studio/repair/_rows.html", **values)
        return unit_fields.with_rows(rows, fields), {"Vary": "HX-Request"}
    requests = paging.cut(skipping.listed(waiting=True), 1)
    page_text = render_template(
        "studio/repair/index.html",
        requests=requests,
        processes=troubles.processes(),
        unit_fields=fields,
        sweeps=sweeps.last(),
        **values,
    )
    return page_text, {"Vary": "HX-Request"}


@bp.get("/<int:instance_id>")
@requires(ADMIN)
def case(instance_id: int) -> ResponseReturnValue:
    """One case: where it stands, what is wrong, and every act with its form; not its contents."""
    return _case(instance_id)


@bp.post("/<int:instance_id>/suspend")
@requires(ADMIN)
def suspend(instance_id: int) -> ResponseReturnValue:
    """Hold the case up."""
    return _do(
        instance_id,
        lambda why, seen: suspending.suspend(instance_id, why, current_user, seen=seen),
        _("The case is suspended: nobody can act in it, and its deadlines stand still."),
    )


@bp.post("/<int:instance_id>/resume")
@requires(ADMIN)
def resume(instance_id: int) -> ResponseReturnValue:
    """Let the case go on."""
    return _do(
        instance_id,
        lambda why, seen: suspending.resume(instance_id, why, current_user, seen=seen),
        _("The case goes on, and so do its deadlines."),
    )


@bp.post("/<int:instance_id>/retry")
@requires(ADMIN)
def retry(instance_id: int) -> ResponseReturnValue:
    """Try once more what failed."""
    return _do(
        instance_id,
        lambda why, seen: retrying.retry(instance_id, why, seen=seen),
        _("It was tried again and went through."),
    )


@bp.post("/<int:instance_id>/send-back")
@requires(ADMIN)
def send_back(instance_id: int) -> ResponseReturnValue:
    """Put the case back to a step that it has passed."""
    to = request.form.get("to", "")
    return _do(
        instance_id,
        lambda why, seen: sending_back.send_back(instance_id, to, why, seen=seen),
        _("The case is back at the step; its parties read why."),
    )


@bp.post("/<int:instance_id>/correct")
@requires(ADMIN)
def correct(instance_id: int) -> ResponseReturnValue:
    """Put a value right that a gateway ahead reads."""
    key, _equals, value = request.form.get("value", "").partition("=")
    return _do(
        instance_id,
        lambda why, seen: correcting.correct(instance_id, key, value, why, seen=seen),
        _("The value is corrected; the gateway ahead will read it."),
    )


@bp.post("/<int:instance_id>/skip")
@requires(ADMIN)
def skip(instance_id: int) -> ResponseReturnValue:
    """Ask that a step be passed over."""
    number, _colon, outcome = request.form.get("step", "").partition(":")
    task_id = int(number) if number.isdecimal() and len(number) < LONGEST_NUMBER else 0
    return _do(
        instance_id,
        lambda why, seen: skipping.ask(task_id, outcome, why, current_user, seen=seen),
        _("Asked. It happens when another administrator confirms it."),
    )


@bp.get("/requests")
@requires(ADMIN)
def requests() -> ResponseReturnValue:
    """The requests to pass over a step: those that wait, and what became of the others."""
    over = request.args.get("over", "") == "1"
    page = paging.cut(skipping.listed(waiting=not over), paging.number())
    return render_template("studio/repair/requests.html", over=over, **_requests(page))


@bp.post("/requests/<int:request_id>/confirm")
@requires(ADMIN)
def confirm(request_id: int) -> ResponseReturnValue:
    """The second administrator agrees."""
    with transaction():
        skipping.confirm(request_id, current_user)
    flash(_("The step is passed over, and the case goes on."), "success")
    return redirect(url_for("studio_repair.requests"))


@bp.post("/requests/<int:request_id>/refuse")
@requires(ADMIN)
def refuse(request_id: int) -> ResponseReturnValue:
    """The second administrator does not, or the first takes it back."""
    try:
        with transaction():
            skipping.refuse(request_id, request.form.get("reason", ""), current_user)
    except Invalid as wrong:
        flash(" ".join(text for texts in wrong.fields.values() for text in texts), "danger")
    else:
        flash(_("The request is closed; the step stays open."), "success")
    return redirect(url_for("studio_repair.requests"))


@bp.post("/sweep")
@requires(ADMIN)
def sweep() -> ResponseReturnValue:
    """Hold up all cases of a process, or let them all go on."""
    process, act = request.form.get("process", ""), request.form.get("act", "")
    process = process[:LONGEST].replace("\x00", "")
    try:
        with transaction():
            sweeps.begin(process, act, request.form.get("reason", ""), current_user)
    except Invalid as wrong:
        flash(" ".join(text for texts in wrong.fields.values() for text in texts), "danger")
    else:
        flash(_("It has begun; the list below shows how far it is."), "success")
    return redirect(url_for("studio_repair.index", _anchor="h-all"))


LONGEST_NUMBER = 19


def _asked() -> tuple[troubles.Asked, dict[str, Any]]:
    """What the address asks for; nonsense is not asked."""
    args = request.args
    text = asking.said(args)
    unit = unit_fields.asked(args, "unit", "id")
    asked = troubles.Asked(
        kind=asking.chosen(args, "kind", troubles.KINDS),
        process=asking.said(args, "process"),
        unit_id=unit_fields.row(unit),
        cases=headings.of_number(text) if text else None,
        order=asking.chosen(args, "sort", repair_words.SORTS, "longest"),
    )
    shown = {
        "text": text,
        "kind": asked.kind,
        "process": asked.process,
        "unit": unit,
        "sort": asked.order,
    }
    return asked, {name: value for name, value in shown.items() if value}


def _do(instance_id: int, deed: Callable[[str, int | None], Any], done: str) -> ResponseReturnValue:
    """One act in one transaction; what is wrong with its form is said on the case's page."""
    try:
        with transaction():
            deed(request.form.get("reason", ""), request.form.get("seen", None, int))
    except Invalid as wrong:
        return _case(instance_id, wrong.fields), 422
    flash(done, "success")
    return redirect(url_for("studio_repair.case", instance_id=instance_id))


def _case(instance_id: int, faults: dict[str, list[str]] | None = None) -> str:
    instance = acts.find(instance_id)
    return render_template(
        "studio/repair/case.html",
        instance=instance,
        number=headings.numbers({instance_id}).get(instance_id, str(instance_id)),
        title=listing.title(definitions.release(instance.release_id).diagram(instance.process_id)),
        troubles=troubles.of_case(instance_id),
        tasks=[_step(task) for task in acts.open_tasks(instance_id)],
        history=mended.lines(instance),
        faults=faults or {},
        typed=request.form,
        words=repair_words,
        **_possible(instance),
    )


def _possible(instance: ProcessInstance) -> dict[str, Any]:
    """What can be done with a case now."""
    if instance.finished_at is not None:
        return {"targets": [], "values": [], "may_retry": False}
    return {
        "targets": sending_back.targets(instance),
        "values": correcting.values(instance),
        "written": correcting.written,
        "may_retry": bool(instance.error) or retrying.can_ring(instance),
    }


def _step(task: Task) -> dict[str, Any]:
    return {
        "task": task,
        "why_not": skipping.why_not(task),
        "outcomes": skipping.outcomes(task),
        "asked": skipping.waiting_for(task.id),
    }


def _requests(page: paging.Page) -> dict[str, Any]:
    found: list[SkipRequest] = list(page.items)
    return {
        "page": page,
        "numbers": headings.numbers({one.task.instance_id for one in found}),
        "outcomes": {one.id: _outcome(one) for one in found},
        "words": repair_words,
    }


def _outcome(asked: SkipRequest) -> str:
    """By which outcome the case is to go on, in words."""
    for option in skipping.outcomes(asked.task):
        if option.value == asked.outcome:
            return repair_words.option(option)
    return asked.outcome


def _titles() -> dict[str, str]:
    drawn = definitions.current().specs.diagrams
    return {name: listing.title(diagram) for name, diagram in drawn.items()}
