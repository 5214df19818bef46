"""The desk of an office: its disputes, filtered, sorted, counted and paged by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from app.domain.sharing import register
from app.domain.sharing.models.desk_row import DeskRow
from app.foundation import calendar, clock, counting
from app.foundation.calendar import Calendar
from app.foundation.database import db
from app.workflow.ledger import Clock
from app.workflow.models import Task

SIZE = 20
NEAR = 3
# How long a dispute has waited: up to so many working days; the last has no end.
AGES: dict[str, int | None] = {"to5": 5, "to10": 10, "to20": 20, "longer": None}
CAUSES = ("refusal", "overdue", "non_delivery")
REFERRED = "referred"


@dataclass(frozen=True)
class Filters:
    """What to show of the disputes.

    `status` is open, closed, group (open, before the leading group) or all; `due` one of overdue,
    today, near, later, held; `turn` is office or others, `acting` the id of the unit that must act.
    """

    status: str = "open"
    cause: str = ""
    urgency: str = ""
    due: str = ""
    demander: int = 0
    provider: int = 0
    turn: str = ""
    acting: int = 0
    age: str = ""
    text: str = ""
    order: str = "due"


class Found(NamedTuple):
    """One page of disputes, by their ids, and how many there are in all, as far as is counted."""

    ids: Sequence[int]
    total: counting.Total
    number: int


@dataclass(frozen=True)
class Glance:
    """The counts at the top of the desk, all of what is open."""

    open: int
    overdue: int
    near: int
    office: int
    others: int
    group: int
    causes: Mapping[str, int]
    ages: Mapping[str, int]


def page(office_id: int | None, filters: Filters, wanted: int) -> Found:
    """The disputes of one page of an office's list; of every office for None."""
    found = _asked(select(DeskRow.dispute_id), office_id, filters)
    total = counting.total(found)
    number = min(wanted, max(1, -(-total // SIZE)))  # past the last page, the last
    rows = found.order_by(*_order(filters)).limit(SIZE).offset((number - 1) * SIZE)
    return Found(db.session.scalars(rows).all(), total, number)


def glance(office_id: int | None) -> Glance:
    """How much is open, how urgent it is, whose turn it is: exact, in one look at one index."""
    kinds = _kinds(clock.today(), calendar.current())
    counted = _asked(select(*kinds, func.count().label("many")), office_id, Filters())
    found = db.session.execute(counted.group_by(*(kind.name for kind in kinds))).mappings().all()

    def many(kind: str, value: object) -> int:
        return sum(row["many"] for row in found if row[kind] == value)

    return Glance(
        open=sum(row["many"] for row in found),
        overdue=many("due", "overdue"),
        near=many("due", "near"),
        office=many("at_office", True),
        others=many("at_office", False),
        group=many("referred", True),
        causes={cause: many("cause", cause) for cause in CAUSES},
        ages={age: many("age", age) for age in AGES},
    )


def stands_still(case_id: Any) -> ColumnElement[bool]:
    """Does a deadline of the case stand still?"""
    return exists().where(
        Clock.instance_id == case_id, Clock.ended_at.is_(None), Clock.running_since.is_(None)
    )


def _kinds(today: date, days: Calendar) -> tuple[Any, ...]:
    """What the open disputes are counted by; of each, whatever their number, some values."""
    due = case(
        (DeskRow.due_on < today, "overdue"),
        (DeskRow.due_on <= days.add(today, NEAR), "near"),
    )
    ages = [(_aged(age, today, days), age) for age in AGES]
    return (
        DeskRow.cause,
        DeskRow.at_office,
        (func.coalesce(DeskRow.result, "") == REFERRED).label("referred"),
        due.label("due"),
        case(*ages).label("age"),
    )


def _asked(found: Select[Any], office_id: int | None, filters: Filters) -> Select[Any]:
    """What is asked for, of the office's disputes or of every office's."""
    if office_id is not None:
        found = found.where(DeskRow.office_id == office_id)
    today, days = clock.today(), calendar.current()
    found = found.where(*_conditions(filters), *_dated(filters, today, days))
    if not filters.text:
        return found
    # Looked for among these alone, not in all cases.
    theirs = found.with_only_columns(DeskRow.case_id)
    return found.where(DeskRow.case_id.in_(register.matching(filters.text, theirs)))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What is asked of the dispute and of whose turn it is."""
    status = {
        "open": DeskRow.ended_at.is_(None),
        # Nothing is due in them: so the index of all begins with the last that ended.
        "closed": and_(DeskRow.ended_at.is_not(None), DeskRow.due_on.is_(None)),
        "group": and_(DeskRow.ended_at.is_(None), DeskRow.result == REFERRED),
    }
    asked = [status[filters.status]] if filters.status in status else []
    same = {
        DeskRow.cause: filters.cause,
        DeskRow.urgency: filters.urgency,
        DeskRow.demander_id: filters.demander,
        DeskRow.provider_id: filters.provider,
    }
    asked += [column == value for column, value in same.items() if value]
    if filters.turn in ("office", "others"):
        asked.append(DeskRow.at_office.is_(filters.turn == "office"))
    if filters.acting:
        waits = exists().where(
            Task.instance_id == DeskRow.case_id,
            Task.closed_at.is_(None),
            Task.unit_id == filters.acting,
        )
        asked.append(and_(waits, DeskRow.ended_at.is_(None)))
    return asked


def _dated(filters: Filters, today: date, days: Calendar) -> list[ColumnElement[bool]]:
    """What is asked of its age and of its deadline; only what is open has either."""
    near = days.add(today, NEAR)
    due = {
        "overdue": DeskRow.due_on < today,
        "today": DeskRow.due_on == today,
        "near": DeskRow.due_on.between(today, near),
        "later": or_(DeskRow.due_on > near, DeskRow.due_on.is_(None)),
        "held": stands_still(DeskRow.case_id),
    }
    asked = [_aged(filters.age, today, days)] if filters.age else []
    asked += [due[filters.due]] if filters.due in due else []
    return [*asked, DeskRow.ended_at.is_(None)] if asked else []


def _order(filters: Filters) -> tuple[Any, ...]:
    due, last = DeskRow.due_on.asc(), (DeskRow.ended_at.desc(), DeskRow.dispute_id)
    if filters.order == "age":
        return DeskRow.entered_at, DeskRow.dispute_id
    if filters.order == "number":
        return DeskRow.number, DeskRow.dispute_id
    if filters.order == "urgency":
        urgency = case(
            (DeskRow.urgency == "critical", 0), (DeskRow.urgency == "urgent", 1), else_=2
        )
        return urgency, due, *last
    return due, *last


def _aged(age: str, today: date, days: Calendar) -> ColumnElement[bool]:
    """Is it so many working days since it came?"""
    names = list(AGES)
    place = names.index(age)
    most = AGES[age]
    younger = AGES[names[place - 1]] if place else None
    asked = []
    if most is not None:
        asked.append(DeskRow.entered_at >= clock.at_hour(_first_day(most, today, days), 0))
    if younger is not None:
        asked.append(DeskRow.entered_at < clock.at_hour(_first_day(younger, today, days), 0))
    return and_(*asked)


def _first_day(most: int, today: date, days: Calendar) -> date:
    """The earliest day since which at most so many working days have passed."""
    day, passed = today, 0
    while passed + days.is_workday(day) <= most:
        passed += days.is_workday(day)
        day -= timedelta(days=1)
    return day
