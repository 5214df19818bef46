"""The office takes back what it sent, before anybody else has seen it."""

from sqlalchemy import select

from app.domain.documents.models import IssuedDocument
from app.domain.documents.services import issue
from app.domain.sharing import records
from app.domain.sharing.services import rounds
from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.workflow.models import Task

REASON = "送达前撤回"


def settlement(task: Task, told: set[int]) -> None:
    """The proposal stays readable to the office; its terms come to nothing, its opinion is void."""
    proposed = records.settlement(task.instance_id)
    proposed.recalled_at = clock.now()
    if proposed.terms:
        rounds.void(proposed.terms)
    proposed.dispute.result = None  # a matter that was referred is before the office again
    for paper in db.session.scalars(
        select(IssuedDocument).where(
            IssuedDocument.source == f"settlement:{proposed.id}",
            IssuedDocument.withdrawn_at.is_(None),
        )
    ):
        issue.withdraw(paper, REASON)
    audit.record("settlement recalled", case=task.instance_id, kind=proposed.kind)
    _tell(task, told)


def acceptance(task: Task, told: set[int]) -> None:
    """The dispute waits to be taken up again, and nobody has been asked for an opinion."""
    dispute = records.dispute(task.instance_id)
    dispute.responsibility, dispute.consult, dispute.note = None, [], ""
    dispute.accepted_by_id = dispute.accepted_at = None
    _tell(task, told)


def _tell(task: Task, told: set[int]) -> None:
    """Whoever has had a mail, or put the notice aside, would look for it in vain."""
    if told:
        notices.queue("settlement_recalled", instance_id=task.instance_id, accounts=told)
