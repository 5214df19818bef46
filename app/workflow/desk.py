"""Lay the open tasks of a case on the desks of the units that must act."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, select

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import definitions, engine, parties, registry, telling
from app.workflow.engine.diagram import Diagram
from app.workflow.ledger import Clock
from app.workflow.models import InstanceParty, ProcessInstance, Task

_STILL_OPEN = select(Task).where(Task.instance_id == bindparam("case"), Task.closed_at.is_(None))


def seat(instance: ProcessInstance, diagram: Diagram, units: Mapping[str, int], first: int) -> None:
    """Give each lane its unit; only the one that starts the case sees it yet."""
    begins = next(diagram.of_kind("startEvent")).lane
    seats = [
        InstanceParty(
            instance_id=instance.id,
            lane=lane,
            unit_id=unit_id,
            acts=True,
            visible_at=clock.now() if lane == begins and unit_id == first else None,
        )
        for lane, unit_id in units.items()
    ]
    db.session.add_all(seats)


def record_start(
    instance: ProcessInstance,
    diagram: Diagram,
    account: Account,
    answers: dict[str, Any],
    *,
    unit_id: int,
    via: str = "",
) -> None:
    """Keep the start form, which a unit sent, as the first answered task of the case."""
    drawn = next(diagram.of_kind("startEvent"))
    absent = account.on_behalf_of({drawn.properties.get("post", "")})
    db.session.add(
        Task(
            instance_id=instance.id,
            engine_id=str(uuid4()),
            process_id=diagram.id,
            name=drawn.id,
            title=drawn.name,
            title_en=drawn.name_en,
            lane=drawn.lane,
            unit_id=unit_id,
            via=via,
            posts=[drawn.properties.get("post", "")],
            form_key=drawn.properties.get("formKey", ""),
            closed_at=clock.now(),
            closed_by="answered",
            completed_by_id=account.id,
            on_behalf_of_id=absent.id if absent else None,
            answers=answers,
        )
    )


def lay_out(
    instance: ProcessInstance,
    snapshot: engine.Snapshot,
    living: Mapping[str, Clock],
    rung: Collection[str] = (),
    *,
    was_alone: bool = False,
) -> list[Task]:
    """Close the tasks that the diagram left, open the new ones, show each its due date.

    `rung` names the clocks that ran out in this step; `was_alone` says that the
    task just answered was the only open one, so that none need be looked for.
    Returns the new tasks.
    """
    waiting = {t.id: t for t in snapshot.open_tasks}
    due = {t.id: _clock(t, living) for t in snapshot.open_tasks}
    left = []
    for task in () if was_alone else _still_open(instance.id):
        if waiting.pop(task.engine_id, None) is None:
            _leave(task, rung)
            left.append(task)
        else:
            _date(task, due[task.engine_id])
    registry.tell_over(left)
    opened = _opened(instance, list(waiting.values()))
    for task in opened:
        _date(task, due[task.engine_id])
    db.session.add_all(opened)
    return opened


def announce(opened: Iterable[Task]) -> None:
    """Tell those who may act of the tasks that were opened."""
    for task in opened:
        telling.holders("task_assigned", task)


def redate(instance_id: int, living: Mapping[str, Clock]) -> list[Task]:
    """Show the open tasks of a case their due dates anew; returns those whose date moved."""
    moved = []
    for task in _still_open(instance_id):
        before = task.due_on
        _date(task, living.get(task.clock_name or ""))
        if task.due_on != before:
            moved.append(task)
    return moved


def _still_open(instance_id: int) -> list[Task]:
    return list(db.session.scalars(_STILL_OPEN, {"case": instance_id}))


def date(task: Task, described: engine.OpenTask, living: Mapping[str, Clock]) -> None:
    """Show an open task its due date, by the clocks that the drawing puts it under."""
    _date(task, _clock(described, living))


def _clock(open_task: engine.OpenTask, living: Mapping[str, Clock]) -> Clock | None:
    """The clock of a task: its own that ends it, else its own that reminds, else its call's."""
    names = (*open_task.clocks, *open_task.outer_clocks)
    return next((living[n] for n in names if n in living and living[n].due_on), None)


def _date(task: Task, clock_of: Clock | None) -> None:
    task.clock_name = clock_of.name if clock_of else None
    task.due_on = clock_of.due_on if clock_of else None
    task.due_at = clock_of.due_at if clock_of else None
    task.provisional = bool(clock_of and clock_of.provisional)


def _leave(task: Task, rung: Collection[str]) -> None:
    """The diagram went on without an answer: a clock ran out, or another path cancelled it."""
    task.closed_at = clock.now()
    task.closed_by = "clock" if rung else "cancelled"
    if task.clock_name in rung:
        telling.holders("deadline_missed", task, clock=task.clock_name, due_on=str(task.due_on))
    audit.record("task ended", case=task.instance_id, task=task.id, subject=task.name)


def _opened(instance: ProcessInstance, new: list[engine.OpenTask]) -> list[Task]:
    if not new:
        return []
    seats = parties.parties(instance.id)
    items = parties.units_by_code(t.item for t in new if t.item) if any(t.item for t in new) else {}
    diagrams = definitions.release(instance.release_id).specs.diagrams
    opened = []
    for described in new:
        registry.check_opening(described.form_key.replace("/", "."), instance.id)
        unit_id = items[described.item].id if described.item else seat_of(seats, described.lane)
        show_to(instance, seats, described.lane, unit_id)
        drawn = diagrams[described.process_id].nodes[described.name]
        opened.append(
            Task(
                instance_id=instance.id,
                engine_id=described.id,
                process_id=described.process_id,
                name=described.name,
                title=described.title,
                title_en=drawn.name_en,
                lane=described.lane,
                unit_id=unit_id,
                posts=list(described.posts),
                form_key=described.form_key,
                item=described.item,
                separate_from=list(described.separate_from),
            )
        )
    return opened


def seat_of(seats: Iterable[InstanceParty], lane: str) -> int:
    """The unit that acts in a lane; raises where none does."""
    for seat in seats:
        if seat.lane == lane and seat.acts:
            return seat.unit_id
    raise Conflict(_("No unit acts as %(lane)s in this case.", lane=lane))


def show_to(instance: ProcessInstance, seats: list[InstanceParty], lane: str, unit_id: int) -> None:
    """Whoever must act may see the case."""
    known = [s for s in seats if s.unit_id == unit_id and (s.lane == lane or s.visible_at)]
    if not known:
        made = InstanceParty(instance_id=instance.id, lane=lane, unit_id=unit_id, acts=False)
        db.session.add(made)
        seats.append(made)
        known = [made]
    for one in known:
        one.visible_at = one.visible_at or clock.now()
