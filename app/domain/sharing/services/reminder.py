"""A clock ran out and nothing ends by it: write it down once, and urge who is late."""

from sqlalchemy import select

from app.domain.sharing import records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.services import telling
from app.foundation import audit
from app.foundation.database import db
from app.foundation.identity.models import Unit
from app.workflow import clocks, parties
from app.workflow.ledger import Clock
from app.workflow.models import Task

# Clock → the lane and posts that hear of it beside those whose task is open.
HEADS = {
    "mediate": ("office", ("unit_approver", "escalation_officer")),
    "major": ("leading_group", ("leading_group_secretary",)),
    "file_secrecy": ("secrecy_bureau", ("secrecy_officer",)),
}
REMINDED = ("mediate", "major", "sign", "sign_secrecy", "file_secrecy", "file_use", "feedback")
WAITING = {
    "sign": ("sign_demander", "sign_provider"),
    "sign_secrecy": ("sign_secrecy_demander", "sign_secrecy_provider"),
    "file_use": ("file_provision", "file_usage"),
    "feedback": ("give_feedback",),
}


def remind(case_id: int) -> None:
    """Record each clock that ran out and was not recorded yet; two tasks may share one."""
    case = records.case(case_id)
    for late in clocks.take_missed(case_id, REMINDED):
        audit.record("deadline missed", case=case_id, subject=late.name, due_on=str(late.due_on))
        _urge(case, late)


def _urge(case: SharingCase, late: Clock) -> None:
    said = {"clock": late.name, "due_on": late.due_on.isoformat() if late.due_on else None}
    if late.name in HEADS:
        lane, posts = HEADS[late.name]
        unit: Unit = parties.unit_of(case.id, lane)
        telling.unit(case, "deadline_missed", unit.id, posts, **said)
    waiting = select(Task).where(
        Task.instance_id == case.id,
        Task.closed_at.is_(None),
        Task.name.in_(WAITING.get(late.name, ())),
    )
    for task in db.session.scalars(waiting):
        telling.unit(case, "deadline_missed", task.unit_id, tuple(task.posts), **said)
