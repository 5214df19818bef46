"""Supervision 督办: a silent or late unit is ordered to act; the order closes when it has."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.documents.services import issue as documents
from app.domain.sharing import orders, records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.supervision import SupervisionOrder
from app.domain.sharing.rules import supervision as rules
from app.domain.sharing.services import papers, telling
from app.domain.sharing.services.checks import Faults
from app.foundation import audit, calendar, clock, notices
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.workflow import parties
from app.workflow.ledger import DeadlineRule
from app.workflow.models import ProcessInstance, Task

RULE = "supervise"
OFFICER = "escalation_officer"
HEAD = ("unit_approver",)
OFFICE = ("escalation_officer", "unit_approver")


def issue(case_id: int) -> None:
    """Order a provider that was late by its own doing to explain; not where the office was."""
    case, dispute = records.case(case_id), records.dispute(case_id)
    if not dispute.late or _open(case_id, {rules.DUTY}):
        return
    was_due = dispute.facts.get("due_on")
    _issue(
        case,
        SupervisionOrder(
            dispute_id=dispute.id,
            office_id=dispute.office_id,
            unit_id=case.provider_id,
            step=rules.DUTY,
            overdue_days=_overdue(date.fromisoformat(was_due) if was_due else None),
            days=usual_days(),
            expected=rules.EXPECTED[dispute.cause],
        ),
        telling.OFFICERS_AND_HEADS,
    )


def issue_by_hand(
    account: Account, case_id: int, *, step: str, unit_code: str, days: int, expected: str
) -> SupervisionOrder:
    """Order a unit of one's own case to do an open task whose day has passed."""
    check_may_issue(account, case_id)
    with audit.on(_locked(case_id).release_id):
        task = _task(case_id, step, unit_code, account.unit_id)
        faults = Faults()
        if not 1 <= days <= rules.MOST_DAYS:
            faults.add("days", _("Choose 1 to %(most)s working days.", most=rules.MOST_DAYS))
        if not expected.strip():
            faults.add("expected", _("Say what is expected of the unit."))
        if len(expected) > rules.LONGEST:
            faults.add("expected", _("At most %(most)s characters.", most=rules.LONGEST))
        faults.stop()
        if any(one.unit_id == task.unit_id for one in _open(case_id, {task.name})):
            raise Conflict(_("There is an open supervision order for this task already."))
        order = SupervisionOrder(
            dispute_id=_running_dispute(case_id),
            office_id=account.unit_id,
            unit_id=task.unit_id,
            step=task.name,
            overdue_days=_overdue(task.due_on),
            days=days,
            expected=expected.strip(),
            issued_by_id=account.id,
        )
        _issue(records.case(case_id), order, (*task.posts, *HEAD))
    notices.deliver()
    return order


def check_may_issue(account: Account, case_id: int) -> None:
    """Raise unless the account is a dispute officer of the office that acts in this case."""
    parties.check_may_see(case_id, account)
    if OFFICER not in account.effective_posts or not is_office(account, case_id):
        raise NotAllowed(_("Only a dispute officer of the office of this case may do that."))


def is_office(account: Account, case_id: int) -> bool:
    """Is the account's unit the office that acts in this case?"""
    return parties.unit_of(case_id, "office").id == account.unit_id


def check_may_withdraw(account: Account, order_id: int) -> SupervisionOrder:
    """The order, where the account is a dispute officer of the office that issued it."""
    order = db.session.get(SupervisionOrder, order_id)
    if order is None or not (
        parties.may_see(order.case_id, account) and orders.may_read(order.case, account, [order])
    ):
        raise NotFound(_("There is no such supervision order."))
    if order.office_id != account.unit_id or OFFICER not in account.effective_posts:
        raise NotAllowed(_("Only a dispute officer of the office that issued it may do that."))
    return order


def withdraw(account: Account, order_id: int, reason: str) -> SupervisionOrder:
    """The office takes an order back, and says why; it stays on the record."""
    order = check_may_withdraw(account, order_id)
    with audit.on(_locked(order.case_id).release_id):
        db.session.refresh(order)
        if order.closed_at is not None:
            raise Conflict(_("This supervision order is closed already."))
        faults = Faults()
        if not reason.strip():
            faults.add("reason", _("Say why it is withdrawn."))
        if len(reason) > rules.LONGEST:
            faults.add("reason", _("At most %(most)s characters.", most=rules.LONGEST))
        faults.stop()
        take_back(order, reason.strip())
    notices.deliver()
    return order


def withdraw_default(case_id: int, reason: str) -> None:
    """The provider was not in default after all: its order is withdrawn."""
    for order in _open(case_id, {rules.DUTY}):
        take_back(order, reason)


def take_back(order: SupervisionOrder, reason: str) -> None:
    """Withdraw an order with its document, and tell the unit."""
    order.close_reason = reason
    _close(order, "withdrawn")
    if order.document:
        documents.withdraw(order.document, reason)
    said = {"task": order.step, "order": order.id, "closed_as": "withdrawn"}
    posts = telling.OFFICERS_AND_HEADS
    telling.unit(order.case, "supervision_closed", order.unit_id, posts, **said)


def close_over(tasks: Collection[Task]) -> None:
    """Tasks were answered or left behind: orders for them close by themselves.

    Called for every task; only what may have an order is looked for.
    """
    steps = rules.may_have_order(tasks, clock.today())
    if not steps:
        return
    over = {(task.unit_id, task.name): task for task in tasks}
    for order in _open(next(iter(tasks)).instance_id, steps):
        if task := over.get((order.unit_id, order.step)):
            _close(order, "done" if task.closed_by == "answered" else "ended")


def end_with_case(case: SharingCase) -> None:
    """A closed case leaves no order open; only one that came before the office may have one."""
    if case.cause:
        for order in _open(case.id):
            _close(order, "ended")


def _issue(case: SharingCase, order: SupervisionOrder, posts: Iterable[str]) -> None:
    order.case_id = case.id
    order.due_on = due(clock.today(), order.days)
    db.session.add(order)
    db.session.flush()  # its document is named by its number
    order.document = papers.supervision_order(order)
    audit.record(
        "supervision issued",
        case=case.id,
        subject=order.step,
        unit=order.unit_id,
        due_on=str(order.due_on),
    )
    said = {"task": order.step, "order": order.id, "due_on": str(order.due_on)}
    telling.unit(case, "supervision_issued", order.unit_id, tuple(posts), **said)
    telling.unit(case, "supervision_issued", order.office_id, HEAD, **said)


def usual_days() -> int:
    """How many working days an order has that the system issues."""
    rule = db.session.get(DeadlineRule, RULE)
    return rule.amount if rule else rules.USUAL_DAYS


def due(issued_on: date, days: int) -> date:
    """The last of so many working days after an order was issued."""
    return calendar.current().add(issued_on, days)


def _close(order: SupervisionOrder, how: str) -> None:
    order.closed_at, order.closed_as = clock.now(), how
    audit.record(
        "supervision closed", case=order.case_id, subject=order.step, unit=order.unit_id, how=how
    )
    said: dict[str, Any] = {"task": order.step, "order": order.id, "closed_as": how}
    telling.unit(order.case, "supervision_closed", order.office_id, OFFICE, **said)


def _open(case_id: int, steps: Collection[str] = ()) -> list[SupervisionOrder]:
    statement = select(SupervisionOrder).where(
        SupervisionOrder.case_id == case_id, SupervisionOrder.closed_at.is_(None)
    )
    if steps:
        statement = statement.where(SupervisionOrder.step.in_(steps))
    return list(db.session.scalars(statement.order_by(SupervisionOrder.id)))


def _overdue(due_on: date | None) -> int:
    """For how many working days the unit has been late today."""
    return calendar.current().count(due_on, clock.today()) if due_on else 0


def _running_dispute(case_id: int) -> int | None:
    found = records.last_dispute(case_id)
    return found.id if found and found.ended_at is None else None


def _locked(case_id: int) -> ProcessInstance:
    """The case's row, locked first by whatever moves the case: no answer comes in between."""
    statement = select(ProcessInstance).where(ProcessInstance.id == case_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _task(case_id: int, step: str, unit_code: str, office_id: int) -> Task:
    """The open task of that step and unit, if it may be supervised."""
    wanted = (
        select(Task)
        .join(Unit, Unit.id == Task.unit_id)
        .where(Task.instance_id == case_id, Task.name == step, Unit.code == unit_code)
        .order_by(Task.closed_at.desc().nulls_first())
        .limit(1)
    )
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if found is not None and not found.is_open:
        raise Conflict(_("This task was already answered, or is no longer needed."))
    if found is None or not rules.may_be_supervised(found, office_id, clock.today()):
        raise Invalid({"duty": [_("Choose an open task of another unit whose day has passed.")]})
    return found
