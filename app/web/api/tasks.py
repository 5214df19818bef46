"""The tasks that wait for the account, as its own page lists them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, url_for
from flask_login import current_user
from marshmallow import Schema, fields

from app.foundation import clock
from app.foundation.i18n import lazy
from app.web import paging, panels, tasklist, wording
from app.web.api.described import Paged, asked_text, described, page_of, pages
from app.workflow import inbox
from app.workflow.models import Task

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


class TasksQuery(Paged):
    """By what the tasks can be narrowed."""

    text = asked_text()
    step = asked_text()
    due = asked_text("", *wording.DUE)
    claimed = asked_text("", *tasklist.HELD)
    sort = asked_text("", *wording.TASK_SORTS)


class CaseOfTaskSchema(Schema):
    """The case in which a task waits."""

    id = fields.Integer(required=True)
    number = fields.String(required=True)
    title = fields.String(required=True)
    between = fields.String(required=True)


class TaskSchema(Schema):
    """A task: what is to be done, by when, where."""

    id = fields.Integer(required=True)
    step = fields.String(required=True)
    title = fields.String(required=True)
    case = fields.Nested(CaseOfTaskSchema, required=True)
    opened_at = fields.AwareDateTime(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)
    overdue = fields.Boolean(required=True)
    held_by_me = fields.Boolean(required=True)
    suspended = fields.Boolean(required=True)
    url = fields.String(required=True)


TasksSchema = pages(TaskSchema, "TasksSchema")


@bp.get("")
@described(
    lazy("The tasks that wait for the account, the most urgent first"),
    TasksSchema,
    query=TasksQuery,
    scope="tasks:read",
)
def index(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What waits, page by page."""
    filters = tasklist.Asked.of(asked).filters()
    found = inbox.waiting(current_user, filters, asked["page"])
    headings = panels.headings(task.instance_id for task in found.tasks)
    page = paging.Page(found.tasks, found.total, found.number, found.size)
    return page_of(page, [_told(one, headings[one.instance_id]) for one in found.tasks], asked)


def _told(task: Task, heading: panels.Heading) -> dict[str, Any]:
    return {
        "id": task.id,
        "step": task.name,
        "title": wording.task_title(task),
        "case": heading,
        "opened_at": task.opened_at,
        "due_on": task.due_on,
        "provisional": task.provisional,
        "overdue": task.due_at is not None and task.due_at <= clock.now(),
        "held_by_me": task.claimed_by_id == current_user.id,
        "suspended": task.instance.is_suspended,
        "url": url_for("inbox.show", task_id=task.id, _external=True),
    }
