"""What every act of a repair has: a case that nobody moves meanwhile, and a reason."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.foundation import audit, notices
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.workflow.models import ProcessInstance, Task

LONGEST_REASON = 500


def reason(said: str) -> str:
    """The reason of an act: the parties read it, so there must be one."""
    said = " ".join(said.replace("\x00", "").split())
    if not said:
        raise Invalid({"reason": [_("Say why: the parties and the auditors read it.")]})
    if len(said) > LONGEST_REASON:
        raise Invalid({"reason": [_("At most %(most)s characters.", most=LONGEST_REASON)]})
    return said


@contextmanager
def on(instance_id: int, seen: int | None = None) -> Iterator[ProcessInstance]:
    """A running case, its row locked first; `seen` is its version on the page that was sent.

    What is done inside is recorded on the case's release, and told when all is done.
    """
    instance = _locked(instance_id)
    if instance.finished_at is not None:
        raise Conflict(_("The case has ended meanwhile."))
    if seen is not None and seen != instance.version:
        raise Conflict(_("The case has moved meanwhile. Look at where it stands now."))
    with audit.on(instance.release_id):
        yield instance
        notices.deliver()


def find(instance_id: int) -> ProcessInstance:
    """A case, for administrators."""
    found = db.session.get(ProcessInstance, instance_id)
    if found is None:
        raise NotFound(_("There is no such case."))
    return found


def open_tasks(instance_id: int) -> list[Task]:
    """The tasks that wait in a case."""
    waiting = select(Task).where(Task.instance_id == instance_id, Task.closed_at.is_(None))
    return list(db.session.scalars(waiting.order_by(Task.id)))


def _locked(instance_id: int) -> ProcessInstance:
    statement = (
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .options(undefer(ProcessInstance.state))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no such case."))
    return found
