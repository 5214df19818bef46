"""Take an answer back until the other side has seen it: the offer, the question, the deed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from app import workflow
from app.domain.sharing.models.dispute import Dispute
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, NotAllowed
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import panels, wording
from app.web.cards import Panel
from app.workflow import inbox, undo
from app.workflow.models import ProcessInstance, Task

bp = Blueprint("recall", __name__, url_prefix="/tasks")


@bp.get("/<int:task_id>/recall")
def ask(task_id: int) -> ResponseReturnValue:
    """Ask once more, and say what taking it back means."""
    task = inbox.task(task_id, current_user)
    if not inbox.may_act(task, current_user):
        raise NotAllowed(_("This step belongs to another unit or post."))
    if (found := offered(task.instance, current_user)) is None or found.id != task.id:
        raise Conflict(_("This answer cannot be taken back (any more)."))
    heading = panels.heading(task.instance_id)
    return render_template("recall/ask.html", task=task, heading=heading)


@bp.post("/<int:task_id>/recall")
def take_back(task_id: int) -> ResponseReturnValue:
    """Take it back, and go to the task, which waits again."""
    with transaction():
        again = workflow.take_back(task_id, current_user)
        title, task_id = wording.task_title(again), again.id
    flash(_("Taken back, unseen: %(task)s. You can answer anew.", task=title), "success")
    return redirect(url_for("inbox.show", task_id=task_id))


def offered(instance: ProcessInstance, account: Account) -> Task | None:
    """The answer of a case that the account may still take back."""
    tasks = select(Task).where(Task.instance_id == instance.id).order_by(Task.id)
    return undo.offered(instance, list(db.session.scalars(tasks)), account)


def card(dispute: Dispute, account: Account) -> Panel | None:
    """On the page of a dispute: what the office may still take back."""
    found = offered(dispute.case.instance, account)
    if found is None:
        return None
    title = _("Not yet seen by the other side")
    return Panel("h-recall", title, "recall/_offer.html", {"recall": found})
