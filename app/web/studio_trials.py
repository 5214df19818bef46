"""Scenarios played against a draft: choose, have them played, watch each step in the diagram."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.foundation.database import db, transaction
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.web import paging, trial_steps, trial_words
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow.definitions import PROCESS
from app.workflow.studio import revisions
from app.workflow.studio.models import DRAFT, SUBMITTED, Revision
from app.workflow.studio.trials import beginning, contents, coverage, gate, touching
from app.workflow.studio.trials.models import Trial, TrialResult

bp = Blueprint("studio_trials", __name__, url_prefix="/studio/trials")


def for_templates() -> dict[str, Any]:
    """What the page of a draft shows of its trials."""
    return {
        "trial_standing": gate.standing,
        "latest_trial": beginning.latest,
        "trial_words": trial_words,
        "in_language": trial_steps.in_language,
    }


@bp.get("/drafts/<int:revision_id>")
@requires(ADMIN)
def of_draft(revision_id: int) -> ResponseReturnValue:
    """The scenarios that would show what the draft changes, and its trials so far."""
    revision = revisions.find(revision_id)
    trials = select(Trial).filter_by(revision_id=revision.id).order_by(Trial.id.desc())
    return render_template(
        "studio/trials.html",
        revision=revision,
        now=gate.standing(revision),
        trials=paging.cut(trials, paging.number()),
        may_begin=revision.state in (DRAFT, SUBMITTED),
    )


@bp.post("/drafts/<int:revision_id>")
@requires(ADMIN)
def begin(revision_id: int) -> ResponseReturnValue:
    """Have the scenarios played, all or those ticked."""
    chosen = set(request.form.getlist("key")) if "chosen" in request.form else None
    with transaction():
        made = beginning.begin(revisions.find(revision_id), current_user, chosen)
        number = made.id
    return redirect(url_for("studio_trials.show", trial_id=number))


@bp.get("/<int:trial_id>")
@requires(ADMIN)
def show(trial_id: int) -> ResponseReturnValue:
    """A trial: how far it is, and how each scenario went."""
    trial = beginning.find(trial_id)
    part = "_trial" if request.headers.get("HX-Request") else "trial"
    return render_template(
        f"studio/{part}.html", trial=trial, is_current=_is_current(trial), words=trial_words
    )


@bp.post("/<int:trial_id>/stop")
@requires(ADMIN)
def stop(trial_id: int) -> ResponseReturnValue:
    """Play no further."""
    with transaction():
        beginning.stop(trial_id)
    flash(_("The trial stops in a moment; what was played stays."), "success")
    return redirect(url_for("studio_trials.show", trial_id=trial_id))


@bp.get("/<int:trial_id>/<int:number>")
@requires(ADMIN)
def play(trial_id: int, number: int) -> ResponseReturnValue:
    """One scenario of a trial, step by step, in the diagram and as a list."""
    trial = beginning.find(trial_id)
    result = _result(trial, number)
    drawn = touching.diagrams(contents.files(trial))
    names = trial_steps.Names(drawn)
    steps = trial_steps.of(result, names)
    at = _within(request.args.get("step", type=int), len(steps))
    elements = [name for step in steps for name in (*step.open, *step.taken)]
    processes = list(dict.fromkeys([result.process, *(e.partition("/")[0] for e in elements)]))
    return render_template(
        "studio/play.html",
        trial=trial,
        result=result,
        steps=steps,
        marks=[{"open": step.open, "taken": step.taken} for step in steps],
        at=at,
        names=names,
        processes=[one for one in processes if one in drawn],
        shown=_shown_process(steps[: at + 1], processes),
        words=trial_words,
    )


@bp.get("/<int:trial_id>/coverage")
@requires(ADMIN)
def covered(trial_id: int) -> ResponseReturnValue:
    """Which arrows of the draft's diagrams the scenarios take, and which none does."""
    trial = beginning.find(trial_id)
    drawn = touching.diagrams(contents.files(trial))
    found = coverage.of(trial, drawn)
    wanted = request.args.get("diagram")
    chosen = next((one for one in found if one.diagram.id == wanted), found[0] if found else None)
    return render_template(
        "studio/coverage.html",
        trial=trial,
        found=found,
        chosen=chosen,
        names=trial_steps.Names(drawn),
        is_current=_is_current(trial),
    )


@bp.get("/<int:trial_id>/diagrams/<key>.bpmn")
@requires(ADMIN)
def diagram(trial_id: int, key: str) -> ResponseReturnValue:
    """A diagram as the trial plays it."""
    source = contents.files(beginning.find(trial_id)).get((PROCESS, key))
    if source is None:
        raise NotFound(_("There is no such diagram."))
    return Response(source.content, mimetype="application/xml")


def _result(trial: Trial, number: int) -> TrialResult:
    whole = [undefer(TrialResult.steps), undefer(TrialResult.text)]
    found = db.session.get(TrialResult, (trial.id, number), options=whole)
    if found is None:
        raise NotFound(_("There is no such scenario in this trial."))
    return found


def _within(wanted: int | None, count: int) -> int:
    """The step asked for; the last where none was, because there it went wrong or ended."""
    last = max(count - 1, 0)
    return last if wanted is None else min(max(wanted, 0), last)


def _shown_process(steps: list[trial_steps.Shown], processes: list[str]) -> str:
    """The diagram in which something is open, or happened last."""
    wanted = request.args.get("diagram")
    if wanted in processes:
        return str(wanted)
    for step in reversed(steps):
        for element in (*step.open, *step.taken[-1:]):
            return element.partition("/")[0]
    return processes[0]


def _is_current(trial: Trial) -> bool:
    """Is the draft still as it was when the trial was begun?"""
    revision: Revision = trial.revision
    if revision.state not in (DRAFT, SUBMITTED):
        return True
    return contents.fingerprint(revisions.files(revision)) == trial.sha256
