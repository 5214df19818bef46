"""What one must know to decide a dispute: answers, opinions, the ledger of the clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.dispute import Dispute, Opinion
from app.foundation.database import db
from app.foundation.identity.models import Unit
from app.workflow.ledger import Clock
from app.workflow.models import Task


@dataclass(frozen=True)
class Consulted:
    """A unit that was asked: what it thinks, or until when it may still say so."""

    unit: Unit
    opinion: Opinion | None
    asked: Task | None

    @property
    def due_on(self) -> date | None:
        """Until when its opinion is awaited."""
        return self.asked.due_on if self.asked else None


def refusals(case_id: int) -> list[Answer]:
    """The refusals that were delivered, the first first."""
    statement = select(Answer).where(
        Answer.case_id == case_id, Answer.kind == "refuse", Answer.delivered_at.is_not(None)
    )
    return list(db.session.scalars(statement.order_by(Answer.id)))


def consulted(dispute: Dispute, waiting: Iterable[Task]) -> list[Consulted]:
    """The units consulted in a dispute, whose open tasks are `waiting`."""
    if not dispute.consult:
        return []
    given = select(Opinion).where(Opinion.dispute_id == dispute.id)
    opinions = {one.unit_id: one for one in db.session.scalars(given)}
    asked = {task.unit_id: task for task in waiting if task.name == "give_opinion"}
    units = select(Unit).where(Unit.code.in_(dispute.consult)).order_by(Unit.sort_key)
    return [
        Consulted(unit, opinions.get(unit.id), asked.get(unit.id))
        for unit in db.session.scalars(units)
    ]


def ledger(case_id: int) -> list[Clock]:
    """The clocks of a case with their entries, those that have not ended first."""
    found = (
        select(Clock)
        .where(Clock.instance_id == case_id)
        .options(joinedload(Clock.entries))
        .order_by(Clock.ended_at.is_not(None), Clock.id.desc())
    )
    return list(db.session.scalars(found).unique())
