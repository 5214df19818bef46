"""The lines of the desk: of each dispute of a page, who is in it, whose turn it is, its marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, joinedload

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing import desk
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.models.paper import PaperEntry
from app.domain.sharing.models.supervision import SupervisionOrder
from app.foundation import calendar, clock
from app.foundation.database import db
from app.foundation.identity.models import Unit
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance, Task


@dataclass
class Line:
    """A dispute in one line of the desk."""

    id: int
    case_id: int
    office_id: int
    number: str
    title: str
    demander: str
    provider: str
    cause: str
    urgency: str
    state: str
    entered_at: datetime
    ended_at: datetime | None
    late: bool
    office_late: bool
    supervised: bool
    on_paper: bool
    held: bool
    age: int
    # The open tasks, the nearest due date first, and the days that their clocks count.
    open: list[Task] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)

    @property
    def first(self) -> Task | None:
        """The task whose deadline matters now."""
        return self.open[0] if self.open else None

    def waits_for_others(self) -> bool:
        """Is there a unit, other than the office, that must act now?"""
        return any(task.unit_id != self.office_id for task in self.open)

    @property
    def turn(self) -> list[str]:
        """The units whose turn it is."""
        return list(dict.fromkeys(task.unit.label for task in self.open))


def lines(ids: Sequence[int]) -> list[Line]:
    """The lines of these disputes, in this order, in three statements."""
    demander, provider = aliased(Unit), aliased(Unit)
    found = (
        select(
            Dispute,
            SharingCase,
            Resource.title,
            demander,
            provider,
            ProcessInstance.case_state,
            exists().where(
                SupervisionOrder.case_id == Dispute.case_id, SupervisionOrder.closed_at.is_(None)
            ),
            exists().where(PaperEntry.case_id == Dispute.case_id),
            desk.stands_still(Dispute.case_id),
        )
        .join(SharingCase, SharingCase.id == Dispute.case_id)
        .join(Resource, Resource.id == SharingCase.resource_id)
        .join(demander, demander.id == Dispute.demander_id)
        .join(provider, provider.id == Dispute.provider_id)
        .join(ProcessInstance, ProcessInstance.id == Dispute.case_id)
        .where(Dispute.id.in_(ids))
    )
    made = {row[0].id: _line(*row) for row in db.session.execute(found)}
    _add_turns(made)
    return [made[one] for one in ids if one in made]


def age(since: datetime, until: datetime | None = None) -> int:
    """How many working days something has waited, or waited until it ended."""
    last: date = clock.local(until).date() if until else clock.today()
    return calendar.current().count(clock.local(since).date(), last)


def _line(
    dispute: Dispute,
    case: SharingCase,
    title: str,
    demander: Unit,
    provider: Unit,
    state: str,
    supervised: bool,
    on_paper: bool,
    held: bool,
) -> Line:
    return Line(
        dispute.id,
        dispute.case_id,
        dispute.office_id,
        case.number or str(case.id),
        title,
        demander.label,
        provider.label,
        dispute.cause,
        case.urgency,
        state,
        dispute.entered_at,
        dispute.ended_at,
        dispute.late,
        dispute.office_late,
        supervised,
        on_paper,
        held and dispute.ended_at is None,
        age(dispute.entered_at, dispute.ended_at),
    )


def _add_turns(made: dict[int, Line]) -> None:
    """To those that are open, what waits in them; a closed one is nobody's turn."""
    waiting = {line.case_id: line for line in made.values() if line.ended_at is None}
    if not waiting:
        return
    tasks = select(Task).where(Task.instance_id.in_(waiting), Task.closed_at.is_(None))
    in_order = tasks.options(joinedload(Task.unit)).order_by(Task.due_on.nulls_last(), Task.id)
    for task in db.session.scalars(in_order):
        waiting[task.instance_id].open.append(task)
    units = select(Clock.instance_id, Clock.name, Clock.unit)
    living = units.where(Clock.instance_id.in_(waiting), Clock.ended_at.is_(None))
    for case_id, name, unit in db.session.execute(living):
        waiting[case_id].units[name] = unit
