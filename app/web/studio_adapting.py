"""Scenarios that go another way in a draft: answered where they stand still, or by hand."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _, ngettext
from app.web import trial_words
from app.web.access import requires
from app.web.studio_tabs import ADMIN
from app.workflow.studio import revisions
from app.workflow.studio.models import DRAFT
from app.workflow.studio.trials import adapting, beginning
from app.workflow.studio.trials.adapting import Stop
from app.workflow.studio.trials.models import Trial

bp = Blueprint("studio_adapting", __name__, url_prefix="/studio/trials")


@bp.record_once
def _words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(trial_stops=stops)


def stops(trial: Trial) -> list[Stop]:
    """Where the failed scenarios of a trial stand still; nothing while it can change."""
    if trial.is_under_way or trial.revision.state != DRAFT:
        return []
    return adapting.stops(trial, revisions.files(trial.revision))


@bp.post("/<int:trial_id>/answer")
@requires(ADMIN)
def answer(trial_id: int) -> ResponseReturnValue:
    """Let every scenario that stands still at a step answer it in the same way."""
    typed = {name: request.form.get(name, "") for name in ("step", "by", "form")}
    trial = beginning.find(trial_id)
    try:
        with transaction():
            done = adapting.answer(
                trial, typed["step"], typed["form"], current_user, by=typed["by"].strip()
            )
    except Invalid as wrong:
        trial = beginning.find(trial_id)
        faults = {"form": [text for texts in wrong.fields.values() for text in texts]}
        shown = {"trial": trial, "is_current": True, "words": trial_words}
        return render_template("studio/trial.html", typed=typed, faults=faults, **shown), 422
    flash(
        ngettext(
            "%(num)s scenario was adapted in this draft. Play it again.",
            "%(num)s scenarios were adapted in this draft. Play them again.",
            done,
        ),
        "success",
    )
    return redirect(url_for("studio_trials.of_draft", revision_id=trial.revision_id))


@bp.get("/drafts/<int:revision_id>/scenarios/<key>")
@requires(ADMIN)
def edit(revision_id: int, key: str) -> ResponseReturnValue:
    """The text of one scenario in a draft, to be changed by hand."""
    revision = revisions.find(revision_id)
    text = adapting.sheet(revision, key).text
    return _form(revision_id, key, text, {}, adapting.seen(revision, key))


@bp.post("/drafts/<int:revision_id>/scenarios/<key>")
@requires(ADMIN)
def save(revision_id: int, key: str) -> ResponseReturnValue:
    """Keep the changed text with the draft."""
    text, seen = request.form.get("text", ""), request.form.get("seen", 0, int)
    revision = revisions.find(revision_id)
    try:
        with transaction():
            adapting.save(revision, key, text, seen=seen, account=current_user)
    except Invalid as wrong:
        return _form(revision_id, key, text, wrong.fields, seen), 422
    except revisions.Overtaken as overtaken:
        kept = _("Your text is still in the field below; saving again replaces theirs.")
        faults = {"text": [f"{overtaken.message} {kept}"]}
        return _form(revision_id, key, text, faults, overtaken.item.version), 409
    flash(_("The scenario was saved with this draft."), "success")
    return redirect(url_for("studio_trials.of_draft", revision_id=revision_id))


def _form(revision_id: int, key: str, text: str, faults: dict[str, list[str]], seen: int) -> str:
    revision = revisions.find(revision_id)
    title = adapting.sheet(revision, key).about.title
    return render_template(
        "studio/scenario_adapted.html",
        revision=revision,
        key=key,
        title=title,
        text=text,
        faults=faults,
        seen=seen,
    )
