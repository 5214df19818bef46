"""The office takes back what it sent, before anybody else has seen it."""

from typing import Any

from sqlalchemy import select

from app.domain.sharing import records
from app.domain.sharing.rules import privacy
from app.domain.sharing.services import papers, rounds
from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.workflow.models import Task, UndoPoint

ISSUED, WITHDRAWN = "document issued", "document withdrawn"


def settlement(task: Task, told: set[int]) -> None:
    """The proposal stays readable to the office; its terms come to nothing, its opinion is void."""
    proposed = records.settlement(task.instance_id)
    proposed.recalled_at = clock.now()
    if proposed.terms:
        rounds.void(proposed.terms)
    proposed.dispute.result = None  # a matter that was referred is before the office again
    papers.withdraw(f"settlement:{proposed.id}", privacy.UNSENT)
    audit.record("settlement recalled", case=task.instance_id, kind=proposed.kind)
    _tell(task, told)


def acceptance(task: Task, told: set[int]) -> None:
    """The dispute waits to be taken up again, and nobody has been asked for an opinion."""
    dispute = records.dispute(task.instance_id)
    dispute.responsibility, dispute.consult, dispute.note = None, [], ""
    dispute.accepted_by_id = dispute.accepted_at = None
    _tell(task, told)


def is_nothing_to(task: Task, unit_id: int) -> bool:
    """Was the task taken back, or did it come of what was, by another unit than this?"""
    own = task.completed_by_id is not None and task.unit_id == unit_id
    return task.closed_by == "recalled" and not own


def heard(entries: list[dict[str, Any]], case_id: int, unit_id: int) -> list[dict[str, Any]]:
    """The log as a unit may read it: without the steps that another took back unseen."""
    points = (
        select(UndoPoint.kept)
        .join(Task, Task.id == UndoPoint.task_id)
        .where(UndoPoint.instance_id == case_id, UndoPoint.undone_at.is_not(None))
        .where(Task.unit_id != unit_id)
    )
    unsaid = {number for kept in db.session.scalars(points) for number in kept["entries"]}
    if not unsaid:
        return entries
    of_case = db.session.scalars(select(Task).where(Task.instance_id == case_id))
    tasks = {task.id for task in of_case if is_nothing_to(task, unit_id)}
    papers = {e["subject"] for e in entries if e["id"] in unsaid and e["action"] == ISSUED}
    return [
        entry
        for entry in entries
        if entry["id"] not in unsaid
        and entry["task_id"] not in tasks
        and entry["action"] != "settlement recalled"
        and not (entry["action"] == WITHDRAWN and entry["subject"] in papers)
    ]


def _tell(task: Task, told: set[int]) -> None:
    """Whoever has had a mail, or put the notice aside, would look for it in vain."""
    if told:
        notices.queue("settlement_recalled", instance_id=task.instance_id, accounts=told)
