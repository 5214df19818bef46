"""The numbers on a diagram: how many cases, how long, how many late; and where it narrows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB

from app.foundation.database import db
from app.workflow.models import ProcessInstance
from app.workflow.studio.heat import days
from app.workflow.studio.heat.scope import Scope

ENOUGH, LATE_SHARE, DAYS_SHARE = 5, 0.2, 0.25
LATE, LONG = "late", "long"


@dataclass(frozen=True)
class Step:
    """A step in figures; `marks` says by which rules it is a bottleneck."""

    name: str
    cases: int
    visits: int
    waiting: int
    done: int
    median: float | None
    slowest_tenth: float | None
    all_days: int
    dated: int
    late: int
    marks: tuple[str, ...] = ()

    @property
    def late_share(self) -> float | None:
        """Which part of its deadlines ran out; None where it has none."""
        return self.late / self.dated if self.dated else None


def steps(scope: Scope) -> dict[str, Step]:
    """Every step that was opened, by its name in the diagram."""
    visit = days.measured(scope.visits())
    done = visit.c.done
    rows = select(
        visit.c.name,
        func.count(visit.c.case_id.distinct()),
        func.count(),
        func.count().filter(visit.c.closed_at.is_(None)),
        func.count().filter(done),
        func.percentile_cont(0.5).within_group(visit.c.days).filter(done),
        func.percentile_cont(0.9).within_group(visit.c.days).filter(done),
        func.coalesce(func.sum(visit.c.days).filter(done), 0),
        func.count(visit.c.clock_name),
        func.count().filter(visit.c.late),
    ).group_by(visit.c.name)
    found = [Step(*row) for row in db.session.execute(rows, days.working_days(scope.since))]
    whole = sum(one.all_days for one in found)
    return {one.name: _marked(one, whole) for one in found}


def elements(scope: Scope) -> dict[str, int]:
    """In how many of these cases each box and arrow was passed, as far as the cases know it.

    A case knows what it went through, not how often.
    """
    visit = scope.visits()
    cases = select(visit.c.case_id).distinct()
    passed = (
        func.jsonb_array_elements_text(ProcessInstance.passed, type_=Text)
        .table_valued("element", name="passed")
        .render_derived()
    )
    prefix = f"{scope.process_id}/"
    rows = (
        select(passed.c.element, func.count())
        .select_from(ProcessInstance)
        .join(passed, passed.c.element.startswith(prefix, autoescape=True))
        .where(ProcessInstance.id.in_(cases))
        .group_by(passed.c.element)
    )
    return {element.removeprefix(prefix): number for element, number in db.session.execute(rows)}


def behind_step(scope: Scope, name: str, what: str) -> Select[Any]:
    """The visits behind a number: of a step, `all`, or those `late`, `waiting` or `slow`.

    Rows (case, process, unit, opened, closed, days, late); `slow` are the slowest tenth.
    """
    visit = days.measured(scope.visits())
    rows = (
        select(
            visit.c.case_id,
            visit.c.unit_id,
            visit.c.opened_at,
            visit.c.closed_at,
            visit.c.days,
            visit.c.late,
        )
        .where(visit.c.name == name)
        .order_by(visit.c.days.desc(), visit.c.id)
    )
    if what == "late":
        rows = rows.where(visit.c.late)
    elif what == "waiting":
        rows = rows.where(visit.c.closed_at.is_(None))
    elif what == "slow":
        rows = rows.where(visit.c.done, visit.c.days >= _edge(scope, name))
    return rows.params(**days.working_days(scope.since))


def behind_element(scope: Scope, element: str) -> Select[Any]:
    """The cases that passed a box or an arrow: rows (case,)."""
    visit = scope.visits()
    cases = select(visit.c.case_id).distinct()
    whole = func.jsonb_build_array(f"{scope.process_id}/{element}", type_=JSONB)
    return (
        select(ProcessInstance.id.label("case_id"))
        .where(ProcessInstance.id.in_(cases), ProcessInstance.passed.op("@>")(whole))
        .order_by(ProcessInstance.id.desc())
    )


def _edge(scope: Scope, name: str) -> Any:
    visit = days.measured(scope.visits())
    return (
        select(func.percentile_cont(0.9).within_group(visit.c.days))
        .where(visit.c.name == name, visit.c.done)
        .scalar_subquery()
    )


def _marked(one: Step, whole: int) -> Step:
    """A step of which enough was seen is a bottleneck where it is often late, or takes the days."""
    if one.done < ENOUGH:
        return one
    marks = []
    if one.late_share is not None and one.late_share >= LATE_SHARE:
        marks.append(LATE)
    if whole and one.all_days / whole >= DAYS_SHARE:
        marks.append(LONG)
    return Step(**(one.__dict__ | {"marks": tuple(marks)}))
