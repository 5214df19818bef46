"""Looking at a case: from then on what waits there for the reader's unit counts as seen.

Lists and notices do not count: they say that something waits, not what.  Neither do auditors, who
are on nobody's side, nor a browser that fetches a page before anybody asked for it.
"""

from flask import Response, abort, request
from flask_login import current_user

from app.foundation.database import transaction
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.workflow import looks, parties
from app.workflow.models import Task


def may_look(instance_id: int) -> bool:
    """May the account see the case?  If it may, it has now seen what waits for its unit."""
    allowed, new = looks.may_look(instance_id, current_user)
    if allowed and new and _counts():
        _mark(instance_id)
        # Whoever took the step back at this moment was first: look again at what is left.
        allowed = parties.may_see(instance_id, current_user)
    return allowed


def look(instance_id: int) -> None:
    """The same, for pages: a case that the account may not see does not exist."""
    if not may_look(instance_id):
        raise NotFound(_("There is no such case."))


def look_at_task(task: Task) -> bool:
    """A task's page was opened; True where it was news, and the task must be read again."""
    if task.unit_id != current_user.unit_id:
        look(task.instance_id)
        return False
    if task.seen_at is not None or not _counts():
        return False
    _mark(task.instance_id)
    return True


def _mark(instance_id: int) -> None:
    with transaction():
        looks.mark(instance_id, current_user.unit_id)


def _counts() -> bool:
    """Does a human being look, whose look counts?"""
    if request.method == "HEAD" or parties.AUDITOR in current_user.effective_posts:
        return False
    if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        # What a browser keeps it could show later without our knowing: it has to ask again.
        abort(Response("", 503, {"Cache-Control": "no-store"}))
    return True
