"""Which visits to steps are counted: of one diagram, a time, a unit, a version, a viewer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Subquery, and_, func, literal, or_, select

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Unit
from app.foundation.months import day_of, holds
from app.workflow.definitions import PROCESS
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance, ReleaseItem, Task

# A step that others ended, or that was taken back unseen, says nothing of how long it takes.
UNFINISHED = ("cancelled", "recalled")


@dataclass(frozen=True)
class Scope:
    """What is asked: steps opened from `since` up to and with `until`.

    `visible` is a select of the cases that the viewer may see; all of them where it is empty.
    """

    process_id: str
    since: date
    until: date
    unit_id: int = 0
    number: int = 0
    visible: Select[Any] | None = None

    def visits(self) -> Subquery:
        """One row for each time a step was opened.

        `late` says, of a step with a deadline, whether the ledger has that it ran out first;
        `done` whether the step came to its own end.
        """
        found = (
            select(
                Task.id.label("id"),
                Task.instance_id.label("case_id"),
                Task.name.label("name"),
                Task.unit_id.label("unit_id"),
                Task.clock_name.label("clock_name"),
                Task.opened_at.label("opened_at"),
                Task.closed_at.label("closed_at"),
                day_of(Task.opened_at).label("from_on"),
                day_of(func.coalesce(Task.closed_at, clock.now())).label("until_on"),
                _is_done().label("done"),
                _is_late().label("late"),
            )
            .where(Task.process_id == self.process_id, holds(self, Task.opened_at))
            .where(or_(Task.closed_by.is_(None), Task.closed_by != "recalled"))
        )
        if self.unit_id:
            found = found.where(Task.unit_id == self.unit_id)
        if self.number:
            found = found.join(ProcessInstance).where(
                ProcessInstance.release_id.in_(self._releases())
            )
        if self.visible is not None:
            found = found.where(Task.instance_id.in_(self.visible))
        return found.subquery("visit")

    def _releases(self) -> Select[int]:
        return select(ReleaseItem.release_id).where(
            ReleaseItem.kind == PROCESS,
            ReleaseItem.key == self.process_id,
            ReleaseItem.number == self.number,
        )


def versions(process_id: str) -> list[int]:
    """The versions that a diagram has had, the newest first."""
    found = (
        select(ReleaseItem.number)
        .where(ReleaseItem.kind == PROCESS, ReleaseItem.key == process_id)
        .distinct()
        .order_by(ReleaseItem.number.desc())
    )
    return list(db.session.scalars(found))


def named(unit_ids: Collection[int]) -> dict[int, Unit]:
    """Units by their ids."""
    found = select(Unit).where(Unit.id.in_(unit_ids))
    return {unit.id: unit for unit in db.session.scalars(found)}


def _is_done() -> Any:
    return and_(Task.closed_at.is_not(None), Task.closed_by.not_in(UNFINISHED))


def _is_late() -> Any:
    """Did the clock that the step is under run out before the step was over?"""
    over = func.coalesce(Task.closed_at, clock.now())
    ran_out = (
        select(literal(1))
        .where(
            Clock.instance_id == Task.instance_id,
            Clock.name == Task.clock_name,
            Clock.fired_at.is_not(None),
            Clock.due_at <= over,
            or_(Clock.ended_at.is_(None), Clock.ended_at > Task.opened_at),
        )
        .correlate(Task)
        .exists()
    )
    return and_(Task.clock_name.is_not(None), ran_out)
