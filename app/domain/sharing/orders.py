"""Reading supervision orders: those of a case, those one may list, what could be supervised."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, cast, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.rules import supervision as rules
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit
from app.workflow import parties
from app.workflow.models import Task

# Whose office issued it, and whose unit it was sent to.
OFFICE = frozenset({"escalation_officer", "unit_approver"})
UNIT = frozenset({"sharing_officer", "unit_approver", "secrecy_officer", "legal_advisor"})
SORTS: dict[str, tuple[Any, ...]] = {
    "newest": (SupervisionOrder.issued_at.desc(), SupervisionOrder.id.desc()),
    "due": (SupervisionOrder.due_on.asc(), SupervisionOrder.id.asc()),
    "unit": (Unit.sort_key.asc(), SupervisionOrder.id.desc()),
}
_closed_on = cast(func.timezone(str(clock.LOCAL), SupervisionOrder.closed_at), Date)


def of_case(case_id: int) -> list[SupervisionOrder]:
    """The orders of a case, the latest first."""
    statement = _whole().where(SupervisionOrder.case_id == case_id)
    return list(db.session.scalars(statement.order_by(SupervisionOrder.id.desc())))


def may_read(case: SharingCase, account: Account, orders: Iterable[SupervisionOrder]) -> bool:
    """May the account read a case's orders: both sides, the offices, who was ordered, auditors."""
    units = {case.demander_id, case.provider_id}
    units |= {unit for order in orders for unit in (order.office_id, order.unit_id)}
    return parties.AUDITOR in account.effective_posts or account.unit_id in units


def listed(
    account: Account, *, state: str = "", unit_id: int | None = None, order: str = "newest"
) -> Select[SupervisionOrder]:
    """The orders that an account may list, filtered and sorted; for the caller to page."""
    statement = _whole().join(Unit, Unit.id == SupervisionOrder.unit_id).where(_mine(account))
    if state:
        statement = statement.where(_in_state(state))
    if unit_id:
        statement = statement.where(SupervisionOrder.unit_id == unit_id)
    return statement.order_by(*SORTS.get(order, SORTS["newest"]))


def order(order_id: int, account: Account) -> SupervisionOrder | None:
    """An order that the account may list."""
    statement = _whole().where(SupervisionOrder.id == order_id, _mine(account))
    return db.session.scalars(statement).one_or_none()


def duties(case_id: int, office_id: int) -> list[Task]:
    """The open tasks of a case that its office may supervise and has no open order for."""
    ordered = (
        select(SupervisionOrder.id)
        .where(
            SupervisionOrder.case_id == Task.instance_id,
            SupervisionOrder.unit_id == Task.unit_id,
            SupervisionOrder.step == Task.name,
            SupervisionOrder.closed_at.is_(None),
        )
        .exists()
    )
    statement = select(Task).where(Task.instance_id == case_id, Task.closed_at.is_(None), ~ordered)
    found = db.session.scalars(statement.options(joinedload(Task.unit)).order_by(Task.id))
    today = clock.today()
    return [task for task in found if rules.may_be_supervised(task, office_id, today)]


def steps(orders: Iterable[SupervisionOrder]) -> dict[tuple[int, str], Task]:
    """(case, step) → a task of that step, for its title; one query for all orders."""
    wanted = {(one.case_id, one.step) for one in orders}
    if not wanted:
        return {}
    statement = select(Task).where(
        Task.instance_id.in_({case for case, _step in wanted}),
        Task.name.in_({step for _case, step in wanted}),
    )
    return {(task.instance_id, task.name): task for task in db.session.scalars(statement)}


def visible_cases(orders: Iterable[SupervisionOrder], account: Account) -> set[int]:
    """Those of the orders' cases that the account may see."""
    wanted = {one.case_id for one in orders}
    seen = parties.visible_to(account).subquery()
    statement = select(seen.c.instance_id).where(seen.c.instance_id.in_(wanted))
    return set(db.session.scalars(statement)) if wanted else set()


def is_late(one: SupervisionOrder) -> bool:
    """Did its day pass before the duty was done?  That stays so."""
    if one.closed_as == "withdrawn":
        return False
    until = clock.local(one.closed_at).date() if one.closed_at else clock.today()
    return until > one.due_on


def _whole() -> Select[SupervisionOrder]:
    return select(SupervisionOrder).options(
        joinedload(SupervisionOrder.unit, innerjoin=True),
        joinedload(SupervisionOrder.office, innerjoin=True),
        joinedload(SupervisionOrder.document),
    )


def _mine(account: Account) -> ColumnElement[bool]:
    posts = account.effective_posts
    if parties.AUDITOR in posts:
        return true()
    of_office = SupervisionOrder.office_id == account.unit_id if posts & OFFICE else false()
    of_unit = SupervisionOrder.unit_id == account.unit_id if posts & UNIT else false()
    return or_(of_office, of_unit)


def _in_state(state: str) -> ColumnElement[bool]:
    is_open = SupervisionOrder.closed_at.is_(None)
    if state == "open":
        return is_open
    if state == "closed":
        return ~is_open
    late = and_(_closed_on > SupervisionOrder.due_on, SupervisionOrder.closed_as != "withdrawn")
    return or_(and_(is_open, SupervisionOrder.due_on < clock.today()), late)
