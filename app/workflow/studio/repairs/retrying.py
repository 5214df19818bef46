"""Try once more what failed: the clocks of a case that ran out ring again."""

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict, Refused
from app.foundation.i18n import _
from app.workflow import faults, inbox, runtime, telling
from app.workflow.models import ProcessInstance
from app.workflow.studio.repairs import acts


def can_ring(instance: ProcessInstance) -> bool:
    """Did a clock run out that has not rung?"""
    return instance.wake_at is not None and instance.wake_at <= clock.now()


def retry(instance_id: int, said: str, *, seen: int | None = None) -> None:
    """Let what ran out ring; where a person's step failed, tell who holds it to try again."""
    why = acts.reason(said)
    with acts.on(instance_id, seen) as instance:
        inbox.check_runs(instance)
        if not can_ring(instance) and instance.error is None:
            raise Conflict(_("Nothing in this case has failed, and no deadline is overdue."))
        audit.record("case retried", case=instance.id, reason=why, failed=instance.error or "")
        if can_ring(instance):
            _ring(instance)
        else:
            for task in acts.open_tasks(instance.id):
                telling.holders("case_mended", task, reason=why)
        instance.error = None


def _ring(instance: ProcessInstance) -> None:
    try:
        runtime.ring(instance)
        db.session.flush()  # what the database refuses is said here, not at the commit
    except Refused as refusal:
        raise Conflict(_("It failed again: %(why)s", why=refusal.message)) from refusal
    except Exception as error:  # whatever it is, the administrator reads it
        raise Conflict(_("It failed again: %(why)s", why=faults.in_words(error))) from error
