"""Working a dispute: the difference that new terms make, and the notes of the office's meetings."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.sharing import notebook, seats
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.services import notes
from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.web import mediation_notes, panels, taskform, term_editor
from app.workflow import forms, inbox

bp = Blueprint("mediation", __name__)


@bp.post("/tasks/<int:task_id>/difference")
def difference(task_id: int) -> ResponseReturnValue:
    """What the terms typed so far would change; nothing is recorded, nothing kept."""
    task = inbox.task(task_id, current_user)
    if not task.is_open or task.name not in term_editor.OUTCOMES:
        raise NotFound(_("There is no such task."))
    inbox.check_may_act(task, current_user)
    typed = forms.read(taskform.of(task), request.form)
    shown = term_editor.difference(task, current_user, typed)
    return render_template("mediation/_difference.html", difference=shown)


@bp.get("/disputes/<int:dispute_id>/notes")
def notes_of(dispute_id: int) -> ResponseReturnValue:
    """The notes of the meetings about a dispute, and for the office a form to add one."""
    return _page(notebook.dispute(dispute_id, current_user))


@bp.post("/disputes/<int:dispute_id>/notes")
def add_note(dispute_id: int) -> ResponseReturnValue:
    """Add a note; what was typed, and what was uploaded, survives a refusal."""
    about = notebook.dispute(dispute_id, current_user)
    typed = taskform.typed_in(mediation_notes.FORM, request)
    refused: Mapping[str, list[str]] = {}
    if notebook.may_write(about, current_user):
        with transaction():
            typed, refused = forms.keep(
                mediation_notes.FORM, typed, request.files, forms.FormContext(), current_user
            )
    try:
        with transaction():
            about = notebook.dispute(dispute_id, current_user)
            answers = mediation_notes.checked(typed, current_user, refused)
            notes.add(about, answers, current_user)
    except Invalid as wrong:
        about = notebook.dispute(dispute_id, current_user)
        return _page(about, typed, {**wrong.fields, **refused}, 422)
    flash(_("The note is kept."), "success")
    return _back(dispute_id)


@bp.post("/disputes/<int:dispute_id>/notes/<int:note_id>/share")
def share_note(dispute_id: int, note_id: int) -> ResponseReturnValue:
    """Let both sides read a note."""
    with transaction():
        notes.share(notebook.dispute(dispute_id, current_user), note_id, current_user)
    flash(_("Both sides can read the note now."), "success")
    return _back(dispute_id)


@bp.post("/disputes/<int:dispute_id>/notes/<int:note_id>/withdraw")
def withdraw_note(dispute_id: int, note_id: int) -> ResponseReturnValue:
    """Withdraw a note; it stays on the record as withdrawn."""
    with transaction():
        notes.withdraw(notebook.dispute(dispute_id, current_user), note_id, current_user)
    flash(_("The note is withdrawn; it stays on the record as such."), "success")
    return _back(dispute_id)


def _page(
    about: Dispute,
    typed: taskform.Typed | None = None,
    errors: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    writes = notebook.may_write(about, current_user) and about.case.closed_at is None
    form = None
    if writes:
        context = forms.FormContext()
        form = taskform.shown(mediation_notes.FORM, context, current_user, typed or {}, errors)
    page = render_template(
        "mediation/notes.html",
        dispute=about,
        heading=panels.heading(about.case_id),
        notes=mediation_notes.listed(notebook.written(about, current_user), current_user),
        form=form,
        at_the_desk=seats.may_open(about, current_user),
    )
    return page, status


def _back(dispute_id: int) -> ResponseReturnValue:
    return redirect(url_for("mediation.notes_of", dispute_id=dispute_id))
