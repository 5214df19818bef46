"""Urge the units whose turn it is (催办): at most once a task and day, however many officers do."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.foundation import audit, clock, notices
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Unit
from app.workflow import telling
from app.workflow.models import ProcessInstance, Task

ACTION = "unit urged"


@dataclass(frozen=True)
class Urged:
    """How many tasks were urged, and how many had been today already."""

    told: int
    before: int


def urge(office: Unit, dispute_ids: Collection[int]) -> Urged:
    """Tell the holders of the tasks that other units have open in these disputes."""
    disputes = _locked(office, dispute_ids)
    waiting = _waiting(office, [one.case_id for one in disputes if one.ended_at is None])
    urged = _urged_today({task.instance_id for task in waiting})
    now = [task for task in waiting if task.id not in urged]
    numbers = _numbers({task.instance_id for task in now})
    for task in now:
        _tell(task, office, numbers[task.instance_id])
    notices.deliver()
    return Urged(len(now), len(waiting) - len(now))


def _locked(office: Unit, dispute_ids: Collection[int]) -> list[Dispute]:
    """The office's disputes, so that two officers who urge at once do so one after the other."""
    wanted = set(dispute_ids)
    statement = (
        select(Dispute)
        .where(Dispute.id.in_(wanted), Dispute.office_id == office.id)
        .order_by(Dispute.id)
        .with_for_update(key_share=True)
    )
    found = list(db.session.scalars(statement))
    if len(found) < len(wanted):
        raise NotFound(_("There is no such dispute."))
    return found


def _waiting(office: Unit, cases: Collection[int]) -> list[Task]:
    statement = (
        select(Task)
        .join(Task.instance)
        .where(Task.instance_id.in_(cases), Task.closed_at.is_(None), Task.unit_id != office.id)
        .where(ProcessInstance.suspended_for.is_(None))  # nobody can act in the others
        .options(contains_eager(Task.instance), joinedload(Task.unit))
        .order_by(Task.id)
    )
    return list(db.session.scalars(statement))


def _urged_today(cases: Collection[int]) -> set[int | None]:
    since = clock.at_hour(clock.today(), 0)
    statement = select(AuditEntry.task_id).where(
        AuditEntry.instance_id.in_(cases), AuditEntry.action == ACTION, AuditEntry.at >= since
    )
    return set(db.session.scalars(statement))


def _numbers(cases: Iterable[int]) -> dict[int, str]:
    statement = select(SharingCase.id, SharingCase.number).where(SharingCase.id.in_(cases))
    return {case_id: number or str(case_id) for case_id, number in db.session.execute(statement)}


def _tell(task: Task, office: Unit, number: str) -> None:
    telling.holders(
        "urged",
        task,
        case=number,
        step=task.title,
        step_en=task.title_en,
        office=office.short_name,
        office_en=office.name_en,
        due_on=task.due_on.isoformat() if task.due_on else None,
    )
    with audit.on(task.instance.release_id):
        audit.record(
            ACTION, case=task.instance_id, task=task.id, subject=task.name, unit=task.unit.code
        )
