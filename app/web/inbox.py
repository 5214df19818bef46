"""The inbox: every user task of every process is listed, shown and answered here."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import workflow
from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed
from app.foundation.i18n import _
from app.foundation.identity import queries as people
from app.web import (
    back,
    consulting,
    drafts,
    failing,
    looking,
    paging,
    panels,
    recall,
    story,
    taskform,
    tasklist,
    term_editor,
    wording,
)
from app.workflow import drafts as kept
from app.workflow import forms, inbox, undo
from app.workflow.models import Task

bp = Blueprint("inbox", __name__, url_prefix="/tasks")


@bp.get("/")
def index() -> ResponseReturnValue:
    """The tasks that wait for the signed-in account."""
    asked = tasklist.Asked.of(request.args)
    page = inbox.waiting(current_user, asked.filters(), paging.number())
    counted = inbox.counts(current_user)
    values = {
        "page": paging.Page(page.tasks, page.total, page.number, page.size),
        "overdue": counted["overdue"],
        "filters": asked,
        "headings": panels.headings(task.instance_id for task in page.tasks),
        "may_apply": "sharing_officer" in current_user.effective_posts,
        "disputes": panels.disputes(
            (task.instance_id for task in page.tasks if task.lane == "office"), current_user
        ),
        "papers": panels.on_paper(task.instance_id for task in page.tasks),
    }
    if request.headers.get("HX-Request"):
        return render_template("inbox/_rows.html", **values), {"Vary": "HX-Request"}
    steps = tasklist.steps(inbox.steps(current_user))
    return render_template("inbox/index.html", steps=steps, **values), {"Vary": "HX-Request"}


@bp.get("/<int:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    """One task: its form, and what one must know to answer it."""
    task = inbox.task(task_id, current_user)
    if not task.is_open:
        return _closed(task)
    return _page(task, drafts.load(current_user, kept.key(task)))


@bp.post("/<int:task_id>")
def complete(task_id: int) -> ResponseReturnValue:
    """Answer a task, once; what was typed survives every refusal."""
    if taskform.is_kept_first(request):
        return _keep_first(task_id)
    return _answer(task_id, request.form)


@bp.post("/<int:task_id>/draft")
def draft(task_id: int) -> ResponseReturnValue:
    """Keep what was typed so far; called by the page itself every now and then."""
    task = inbox.task(task_id, current_user)
    if not task.is_open:
        raise Conflict(_("This task was already answered."))
    inbox.check_may_act(task, current_user)
    typed = forms.read(taskform.of(task), request.form)
    with transaction():
        saved = drafts.save(current_user, kept.key(task), typed, drafts.version_in(request))
    return jsonify(version=saved.version, message=drafts.saved_at(saved))


@bp.post("/<int:task_id>/claim")
def claim(task_id: int) -> ResponseReturnValue:
    """Take a task."""
    with transaction():
        inbox.claim(task_id, current_user)
    return redirect(url_for("inbox.show", task_id=task_id))


@bp.post("/<int:task_id>/release")
def release(task_id: int) -> ResponseReturnValue:
    """Give a task back."""
    with transaction():
        inbox.release(task_id, current_user)
    return redirect(url_for("inbox.show", task_id=task_id))


@bp.post("/<int:task_id>/reassign")
def reassign(task_id: int) -> ResponseReturnValue:
    """Give a task to a colleague."""
    with transaction():
        to = people.account(request.form.get("to", 0, int))
        inbox.reassign(task_id, current_user, to)
    flash(_("Reassigned to %(name)s.", name=to.label), "success")
    return redirect(url_for("inbox.show", task_id=task_id))


def beside(task: Task) -> dict[str, Any]:
    """The form of an open task, for a page that shows it beside what it is about."""
    draft = drafts.load(current_user, kept.key(task))
    return {"task": task, "draft": draft, **_form(task, draft.typed), **_hands(task)}


def _page(
    task: Task,
    draft: drafts.Kept,
    errors: Mapping[str, list[str]] | None = None,
    notice: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """The page of an open task, with what was typed so far."""
    if looking.look_at_task(task):
        task = inbox.task(task.id, current_user)
        if not task.is_open:
            return _closed(task)
    page = render_template(
        "inbox/show.html",
        task=task,
        heading=panels.heading(task.instance_id),
        story=story.tell(task.instance, current_user, request.args.get("diagram"), task),
        panels=panels.of(task.instance, current_user),
        paper=panels.paper_to_read(task),
        draft=draft,
        notice=notice,
        **_form(task, draft.typed, errors),
        **_hands(task),
    )
    return page, status


def _form(
    task: Task, typed: Mapping[str, Any], errors: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    """The form as far as it is filled in; or why the account cannot answer."""
    if why_not := _why_not(task):
        return {"form": None, "editor": None, "why_not": why_not}
    context, kept_so_far = workflow.context(task, current_user), dict(typed)
    context = consulting.advise(task, context)
    if editor := term_editor.of(task, current_user, kept_so_far, request.args, context):
        context, kept_so_far = editor.fit(context), editor.typed
    shown = taskform.shown(taskform.of(task), context, current_user, kept_so_far, errors)
    return {"form": shown, "editor": editor, "why_not": ""}


def _why_not(task: Task) -> str:
    """Why the account cannot answer this task; empty if it can."""
    try:
        inbox.check_may_act(task, current_user)
        inbox.check_runs(task.instance)
    except (NotAllowed, Conflict) as reason:
        return str(reason.message)
    return ""


def _hands(task: Task) -> dict[str, Any]:
    """What the account may do with the task but answer it: take, release, reassign."""
    mine = inbox.may_act(task, current_user)
    assigns = inbox.may_assign(task, current_user)
    able = people.holders(task.unit_id, task.posts) if assigns else []
    held = task.claimed_by_id is not None
    return {
        "holder": task.claimed_by.label if task.claimed_by else "",
        "may_claim": mine and not held,
        "may_release": held and (task.claimed_by_id == current_user.id or assigns),
        "colleagues": [one for one in able if one.id != task.claimed_by_id],
    }


def _answer(
    task_id: int, typed: taskform.Sent, refused: Mapping[str, list[str]] | None = None
) -> ResponseReturnValue:
    """Hand the answer over, in one transaction that locks the case before it reads anything.

    With `refused` files nothing is recorded, but every other fault is found and told too.
    """
    try:
        with failing.noted(task_id), transaction():
            task = workflow.complete(task_id, typed, current_user)
            if refused:
                raise Invalid(refused)
            told, case = _recorded(task), task.instance_id
    except Invalid as wrong:
        return _again(task_id, typed, {**wrong.fields, **(refused or {})})
    except Conflict as crossed:
        return _overtaken(task_id, typed, str(crossed.message))
    flash(told, "success")
    return redirect(back.wanted(url_for("instances.show", instance_id=case)))


def _recorded(task: Task) -> str:
    """What was recorded, and whether it can still be taken back."""
    title = wording.task_title(task)
    if undo.may_be_undone(task):
        return _(
            "Recorded: %(task)s. Until the other side has seen it, you can take it back.",
            task=title,
        )
    return _("Recorded: %(task)s.", task=title)


def _keep_first(task_id: int) -> ResponseReturnValue:
    """Files stay with the draft whatever follows; a draft or a changed row is only kept."""
    task = inbox.task(task_id, current_user)
    form = taskform.of(task)
    typed = taskform.typed_in(form, request)
    if not task.is_open:
        return _too_late(task, typed)
    inbox.check_may_act(task, current_user)
    with transaction():
        context = workflow.context(task, current_user)
        typed, refused = forms.keep(form, typed, request.files, context, current_user)
    if taskform.is_only_kept(request):
        return _again(task_id, typed, refused) if refused else _keep(task, typed)
    return _answer(task_id, typed, refused)


def _keep(task: Task, typed: taskform.Typed) -> ResponseReturnValue:
    """Save the draft because a button asked for it, and show the form as it now is."""
    version = drafts.version_in(request)
    try:
        with transaction():
            saved = drafts.save(current_user, kept.key(task), typed, version)
    except Conflict as stale:
        task = inbox.task(task.id, current_user)
        return _page(task, drafts.Kept(typed, version), notice=str(stale.message), status=409)
    if saved.is_cut:
        return _page(task, saved, notice=saved.warning, status=422)
    if "_draft" in request.form:
        flash(_("The draft is saved."), "success")
    where = "h-difference" if "_preview" in request.form else "h-form"
    page = back.wanted(url_for("inbox.show", task_id=task.id))
    return redirect(f"{page}#{where}")


def _again(
    task_id: int, sent: taskform.Sent, wrong: Mapping[str, list[str]]
) -> ResponseReturnValue:
    """The form once more, with its faults and everything that was typed."""
    task = inbox.task(task_id, current_user)  # the refusal emptied the session
    typed = forms.read(taskform.of(task), sent)
    with transaction():
        saved = drafts.save_sent(current_user, kept.key(task), typed)
    return _page(task, saved, wrong, saved.warning, status=422)


def _overtaken(task_id: int, sent: taskform.Sent, why: str) -> ResponseReturnValue:
    """Somebody else, or the clock, was faster; or a colleague holds the task."""
    task = inbox.task(task_id, current_user)
    typed = forms.read(taskform.of(task), sent)
    if not task.is_open:
        return _too_late(task, typed)
    if task.instance.is_suspended:  # what was typed waits until the case goes on
        return _again(task_id, sent, {})
    version = drafts.load(current_user, kept.key(task)).version
    return _page(task, drafts.Kept(typed, version), notice=why, status=409)


def _too_late(task: Task, typed: taskform.Typed) -> ResponseReturnValue:
    """An answer to a task that is answered: the same again is fine, another is not recorded."""
    form, mine = taskform.of(task), task.completed_by_id == current_user.id
    if mine and forms.same(form, typed, task.answers or {}, request.files):
        flash(_("Your answer was already recorded."), "info")
        return redirect(url_for("instances.show", instance_id=task.instance_id))
    return _closed(task, typed)


def _closed(task: Task, typed: taskform.Typed | None = None) -> ResponseReturnValue:
    """Who answered this task and when, or that a clock ended it."""
    title, explanation = story.ending(task)
    page = render_template(
        "inbox/answered.html",
        task=task,
        heading=panels.heading(task.instance_id),
        title=title,
        explanation=explanation,
        recall=recall.offered(task.instance, current_user) if undo.may_be_undone(task) else None,
        typed=taskform.readable(taskform.of(task), typed) if typed else [],
    )
    return page, 409 if request.method == "POST" else 200
