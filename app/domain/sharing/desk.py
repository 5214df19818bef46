"""The desk of an office: its disputes, filtered, sorted, counted and paged by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.sharing import register
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.foundation import calendar, clock
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
OF_THE_CASE = ("urgency", "number")  # orders by what only the case knows


@dataclass(frozen=True)
class Filters:
    """What to show of the disputes.

    `status` is open, closed, group (open, before the leading group) or all; `due` one of overdue,
    today, near, later, held; `turn` is office, others, or the id of the unit that must act.
    """

    status: str = "open"
    cause: str = ""
    urgency: str = ""
    due: str = ""
    demander: int = 0
    provider: int = 0
    turn: str = ""
    age: str = ""
    text: str = ""
    order: str = "due"


class Found(NamedTuple):
    """One page of disputes, by their ids, and how many there are in all."""

    ids: Sequence[int]
    total: int
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
    rows = _rows(office_id, filters)
    found = _asked(select(rows.c.id, func.count().over()), rows, filters)
    found = found.order_by(*_order(rows, filters.order)).limit(SIZE)
    got = db.session.execute(found.offset((wanted - 1) * SIZE)).all()
    if got or wanted == 1:
        return Found([row[0] for row in got], got[0][1] if got else 0, wanted)
    total = db.session.scalar(_asked(select(func.count()), rows, filters)) or 0
    return page(office_id, filters, max(1, -(-total // SIZE)))  # past the last page, the last


def glance(office_id: int | None) -> Glance:
    """How much is open, how urgent it is, whose turn it is: one statement for all of it."""
    rows = _rows(office_id, Filters())
    today, days = clock.today(), calendar.current()
    counted = {
        "open": rows.c.id.is_not(None),
        "overdue": rows.c.due_on < today,
        "near": rows.c.due_on.between(today, days.add(today, NEAR)),
        "office": rows.c.at_office,
        "others": rows.c.at_office.is_(False),
        "group": rows.c.result == REFERRED,
    }
    counted |= {f"cause_{cause}": rows.c.cause == cause for cause in CAUSES}
    counted |= {f"age_{age}": _aged(rows.c.entered_at, age, today, days) for age in AGES}
    columns = [func.count().filter(condition).label(name) for name, condition in counted.items()]
    got = db.session.execute(select(*columns).select_from(rows)).mappings().one()
    return Glance(
        **{name: got[name] for name in ("open", "overdue", "near", "office", "others", "group")},
        causes={cause: got[f"cause_{cause}"] for cause in CAUSES},
        ages={age: got[f"age_{age}"] for age in AGES},
    )


def _rows(office_id: int | None, filters: Filters) -> Subquery:
    """The disputes with what waits in each: the nearest due date, and whether for the office."""
    waits = and_(
        Task.instance_id == Dispute.case_id, Task.closed_at.is_(None), Dispute.ended_at.is_(None)
    )
    found = (
        select(
            Dispute.id,
            Dispute.cause,
            Dispute.result,
            Dispute.entered_at,
            Dispute.ended_at,
            func.min(Task.due_on).label("due_on"),
            func.bool_or(Task.unit_id == Dispute.office_id).label("at_office"),
        )
        .outerjoin(Task, waits)
        .group_by(Dispute.id)
    )
    if filters.urgency or filters.order in OF_THE_CASE:  # a row the less for each dispute
        found = found.join(SharingCase, SharingCase.id == Dispute.case_id)
        found = found.add_columns(SharingCase.urgency, SharingCase.number)
        found = found.group_by(SharingCase.id)
    if office_id is not None:
        found = found.where(Dispute.office_id == office_id)
    return found.where(*_conditions(filters)).subquery()


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What is asked of the dispute itself."""
    status = {
        "open": Dispute.ended_at.is_(None),
        "closed": Dispute.ended_at.is_not(None),
        "group": and_(Dispute.ended_at.is_(None), Dispute.result == REFERRED),
    }
    asked = [status[filters.status]] if filters.status in status else []
    if filters.cause:
        asked.append(Dispute.cause == filters.cause)
    if filters.urgency:
        asked.append(SharingCase.urgency == filters.urgency)
    if filters.demander:
        asked.append(Dispute.demander_id == filters.demander)
    if filters.provider:
        asked.append(Dispute.provider_id == filters.provider)
    if filters.age:
        aged = _aged(Dispute.entered_at, filters.age, clock.today(), calendar.current())
        asked.append(and_(aged, Dispute.ended_at.is_(None)))
    if filters.due == "held":
        asked.append(and_(stands_still(Dispute.case_id), Dispute.ended_at.is_(None)))
    if filters.turn.isdigit():
        # Another name than that of the tasks which are looked at for every dispute.
        theirs = aliased(Task)
        waits = exists().where(
            theirs.instance_id == Dispute.case_id,
            theirs.closed_at.is_(None),
            theirs.unit_id == int(filters.turn),
        )
        asked.append(and_(waits, Dispute.ended_at.is_(None)))
    if filters.text:
        asked.append(Dispute.case_id.in_(register.matching(filters.text)))
    return asked


def stands_still(case_id: Any) -> ColumnElement[bool]:
    """Does a deadline of the case stand still?"""
    return exists().where(
        Clock.instance_id == case_id, Clock.ended_at.is_(None), Clock.running_since.is_(None)
    )


def _asked(found: Select[Any], rows: Subquery, filters: Filters) -> Select[Any]:
    """What is asked of that which waits in the dispute."""
    found = found.select_from(rows)
    if filters.turn in ("office", "others"):
        found = found.where(rows.c.at_office.is_(filters.turn == "office"))
    if filters.due in ("", "held"):
        return found
    today = clock.today()
    near = calendar.current().add(today, NEAR)
    due = {
        "overdue": rows.c.due_on < today,
        "today": rows.c.due_on == today,
        "near": rows.c.due_on.between(today, near),
        "later": or_(rows.c.due_on > near, rows.c.due_on.is_(None)),
    }
    return found.where(due[filters.due], rows.c.ended_at.is_(None))


def _order(rows: Subquery, order: str) -> tuple[Any, ...]:
    due = rows.c.due_on.asc().nulls_last()
    if order == "age":
        return rows.c.entered_at, rows.c.id
    if order == "number":
        return rows.c.number, rows.c.id
    if order == "urgency":
        urgency = case((rows.c.urgency == "critical", 0), (rows.c.urgency == "urgent", 1), else_=2)
        return urgency, due, rows.c.id
    return due, rows.c.ended_at.desc().nulls_first(), rows.c.id


def _aged(at: Any, age: str, today: date, days: Calendar) -> ColumnElement[bool]:
    """Is it so many working days since that moment?"""
    names = list(AGES)
    place = names.index(age)
    most = AGES[age]
    younger = AGES[names[place - 1]] if place else None
    asked = []
    if most is not None:
        asked.append(at >= clock.at_hour(_first_day(most, today, days), 0))
    if younger is not None:
        asked.append(at < clock.at_hour(_first_day(younger, today, days), 0))
    return and_(*asked)


def _first_day(most: int, today: date, days: Calendar) -> date:
    """The earliest day since which at most so many working days have passed."""
    day, passed = today, 0
    while passed + days.is_workday(day) <= most:
        passed += days.is_workday(day)
        day -= timedelta(days=1)
    return day
