"""Tasks for a person: what waits, who may act, who holds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload
from sqlalchemy.types import Text

from app.foundation import audit, clock, counting
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import parties
from app.workflow.models import ProcessInstance, Task

PAGE_SIZE = 20
SOON = timedelta(days=3)
ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (Task.due_on.asc().nulls_last(), Task.id.asc()),
    "-due": (Task.due_on.desc().nulls_last(), Task.id.desc()),
    "opened": (Task.opened_at.asc(), Task.id.asc()),
    "-opened": (Task.opened_at.desc(), Task.id.desc()),
    "case": (Task.instance_id.asc(), Task.id.asc()),
    "-case": (Task.instance_id.desc(), Task.id.desc()),
}


@dataclass(frozen=True)
class Filters:
    """What to show of the waiting tasks.

    `cases` selects, among the case ids that it is given, those that a text search finds;
    `due` is one of overdue, today, soon, later, none, `held_by` one of me, nobody.
    """

    cases: Callable[[Select[Any]], Select[Any]] | None = None
    name: str = ""
    due: str = ""
    held_by: str = ""
    order: str = "due"


@dataclass(frozen=True)
class Page:
    """One page of tasks and the counts around it."""

    tasks: list[Task]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))


def waiting(account: Account, filters: Filters, page: int = 1) -> Page:
    """The open tasks that the account may do, filtered, sorted and paged by the database."""
    found = _filtered(mine(account), account, filters)
    total = counting.total(found.with_only_columns(Task.id))
    number = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    order = ORDERS.get(filters.order, ORDERS["due"])
    rows = (
        found.order_by(*order)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
        .options(
            joinedload(Task.unit),
            joinedload(Task.claimed_by),
            joinedload(Task.instance, innerjoin=True).load_only(ProcessInstance.suspended_for),
        )
    )
    return Page(list(db.session.scalars(rows)), number, total)


def mine(account: Account) -> Select[Task]:
    """A select of the open tasks that the account may do and no colleague holds."""
    posts = cast(sorted(account.effective_posts), ARRAY(Text))
    return select(Task).where(
        Task.closed_at.is_(None),
        Task.unit_id == account.unit_id,
        Task.posts.overlap(posts),
        or_(Task.claimed_by_id.is_(None), Task.claimed_by_id == account.id),
    )


def counts(account: Account) -> Mapping[str, int]:
    """How many tasks wait for the account: `total` and `overdue`."""
    waits = mine(account).with_only_columns(Task.id)
    # By the day first: that is what the index of one's tasks is sorted by.
    late = waits.where(Task.due_on <= clock.today(), Task.due_at <= clock.now())
    counted = select(counting.bounded(waits), counting.bounded(late))
    total, overdue = db.session.execute(counted).one()
    return {"total": counting.Total.of(total), "overdue": counting.Total.of(overdue)}


def steps(account: Account) -> list[tuple[str, str, str]]:
    """The steps that wait for the account, for the filter: (name, title, English title)."""
    # Only what the index holds; the titles are those of the oldest task of each.
    waits = mine(account).with_only_columns(func.min(Task.id).label("id")).group_by(Task.name)
    oldest = waits.subquery()
    titles = select(Task.name, Task.title, Task.title_en).join(oldest, oldest.c.id == Task.id)
    found = db.session.execute(titles.order_by(Task.name))
    return [(name, title, english) for name, title, english in found]


def task(task_id: int, account: Account) -> Task:
    """A task of a case that the account may see; for anybody else it does not exist."""
    statement = (
        select(Task)
        .where(Task.id == task_id)
        .options(joinedload(Task.instance), joinedload(Task.unit), joinedload(Task.completed_by))
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None or not (
        (found.is_open and may_act(found, account))
        or (_ever_was(found, account) and parties.may_see(found.instance_id, account))
    ):
        raise NotFound(_("There is no such task."))
    return found


def _ever_was(found: Task, account: Account) -> bool:
    """What was taken back unseen is known to the unit that took it back and to auditors alone."""
    if found.closed_by != "recalled" or parties.AUDITOR in account.effective_posts:
        return True
    return found.completed_by_id is not None and found.unit_id == account.unit_id


def open_task(instance_id: int, name: str) -> Task | None:
    """The open task of that name in a case, if there is one; of several, the first."""
    statement = select(Task).where(
        Task.instance_id == instance_id, Task.name == name, Task.closed_at.is_(None)
    )
    return db.session.scalars(statement.order_by(Task.id).limit(1)).first()


def may_act(found: Task, account: Account) -> bool:
    """Does the task belong to the account's unit and one of the posts it may act in?"""
    return found.unit_id == account.unit_id and bool(set(found.posts) & account.effective_posts)


def check_may_act(found: Task, account: Account) -> None:
    """Raise unless the account may answer this task now."""
    if not may_act(found, account):
        if parties.may_see(found.instance_id, account):
            raise NotAllowed(_("This step belongs to another unit or post."))
        raise NotFound(_("There is no such task."))
    if found.claimed_by_id not in (None, account.id):
        raise Conflict(_("A colleague holds this task. Ask for its release first."))
    if found.separate_from and is_own_submission(found, account):
        raise NotAllowed(_("You cannot approve what you submitted yourself."))


def check_runs(instance: ProcessInstance) -> None:
    """Raise where an administrator holds the case up: nobody can act in it meanwhile."""
    if instance.is_suspended:
        raise Conflict(_("The case is suspended: %(reason)s", reason=instance.suspended_for))


def is_own_submission(found: Task, account: Account) -> bool:
    """Did the account, or whom it stands in for, have a hand in what this task is to approve?

    Whoever submitted or revised it since it was last approved, not the last of them alone.
    """
    of_case = select(Task).where(Task.instance_id == found.instance_id)
    of_case = of_case.where(Task.closed_by == "answered")
    approved = of_case.where(Task.name == found.name, Task.outcome == "approve")
    last = approved.with_only_columns(func.coalesce(func.max(Task.id), 0)).scalar_subquery()
    submitted = of_case.where(Task.name.in_(found.separate_from), Task.id > last)
    columns = submitted.with_only_columns(Task.completed_by_id, Task.on_behalf_of_id)
    absent = account.on_behalf_of(set(found.posts))
    mine = {account.id, absent.id if absent else account.id}
    return any(mine & set(row) for row in db.session.execute(columns))


def claim(task_id: int, account: Account) -> Task:
    """Take a task, so that colleagues leave it alone."""
    found = _locked(task_id, account)
    check_may_act(found, account)
    _check_open(account)
    found.claimed_by_id, found.claimed_at = account.id, clock.now()
    found.seen_at = found.seen_at or clock.now()
    _note("task claimed", found)
    return found


def release(task_id: int, account: Account) -> Task:
    """Give a task back; the unit's approver may take it from a colleague."""
    found = _locked(task_id, account)
    if found.claimed_by_id != account.id:
        _check_may_assign(found, account)
    found.claimed_by_id = found.claimed_at = None
    _note("task released", found)
    return found


def reassign(task_id: int, account: Account, to: Account) -> Task:
    """Give a task to a colleague who may do it; the unit's approver decides."""
    found = _locked(task_id, account)
    _check_may_assign(found, account)
    if not (to.active and may_act(found, to)):
        raise NotAllowed(_("That colleague does not hold the post for this task."))
    _check_open(to)
    found.claimed_by_id, found.claimed_at = to.id, clock.now()
    found.seen_at = found.seen_at or clock.now()
    _note("task reassigned", found, to=to.login)
    return found


def _check_open(account: Account) -> None:
    """Raise where the account was closed a moment ago; its closing waits for this step."""
    is_open = select(Account.active).where(Account.id == account.id).with_for_update(read=True)
    if not db.session.scalar(is_open):
        raise Conflict(_("This account is closed already."))


def may_assign(found: Task, account: Account) -> bool:
    """May the account give this task to a colleague?  Not where the unit's head only reads."""
    heads = {"unit_approver"} - parties.READERS.get(found.lane, frozenset())
    return found.unit_id == account.unit_id and bool(heads & account.effective_posts)


def _check_may_assign(found: Task, account: Account) -> None:
    if not may_act(found, account) and not parties.may_see(found.instance_id, account):
        raise NotFound(_("There is no such task."))
    if not may_assign(found, account):
        raise NotAllowed(_("Only the head of the unit's sharing work may do that."))


def _note(action: str, found: Task, **details: str) -> None:
    with audit.on(found.instance.release_id):
        audit.record(action, case=found.instance_id, task=found.id, subject=found.name, **details)


def _locked(task_id: int, account: Account) -> Task:
    """An open task of the account's unit, its case locked against everybody else."""
    statement = (
        select(Task)
        .join(Task.instance)
        .where(Task.id == task_id, Task.unit_id == account.unit_id)
        .with_for_update(of=ProcessInstance)
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no such task."))
    db.session.refresh(found)
    if not found.is_open:
        raise Conflict(_("This task was already answered."))
    return found


def _filtered(found: Select[Task], account: Account, filters: Filters) -> Select[Task]:
    if filters.cases is not None:
        waits = mine(account).with_only_columns(Task.instance_id)
        found = found.where(Task.instance_id.in_(filters.cases(waits)))
    if filters.name:
        found = found.where(Task.name == filters.name)
    if filters.held_by == "me":
        found = found.where(Task.claimed_by_id == account.id)
    elif filters.held_by == "nobody":
        found = found.where(Task.claimed_by_id.is_(None))
    return found.where(_due(filters.due, clock.today())) if filters.due else found


def _due(due: str, today: date) -> ColumnElement[bool]:
    soon = today + SOON
    return {
        "overdue": Task.due_on < today,
        "today": Task.due_on == today,
        "soon": and_(Task.due_on > today, Task.due_on <= soon),
        "later": Task.due_on > soon,
        "none": Task.due_on.is_(None),
    }.get(due, Task.id.is_not(None))
