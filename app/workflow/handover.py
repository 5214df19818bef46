"""An account is closed: its tasks, drafts and, where nobody else has it, its post go on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, cast, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload
from sqlalchemy.types import Text

from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _, speaks_english
from app.foundation.identity import acting
from app.foundation.identity.models import Account, AccountPost, Delegation
from app.foundation.people import directory, named_posts, register
from app.foundation.people.models import AccountClosing
from app.workflow import drafts, inbox
from app.workflow.models import Draft, ProcessInstance, Task

MOST_NAMED = 5


@dataclass(frozen=True)
class Left:
    """What an account would leave behind."""

    held: list[Task] = field(default_factory=list)
    waiting: list[Task] = field(default_factory=list)
    needed: frozenset[str] = frozenset()
    alone_in: frozenset[str] = frozenset()
    drafts: int = 0
    absences: list[Delegation] = field(default_factory=list)


def left_by(account: Account) -> Left:
    """What the account holds; `waiting` are open tasks that nobody else in its unit may answer.

    `needed` are the posts these ask for, `alone_in` all its posts that nobody else holds.
    """
    others = _others_posts(account)
    alone = account.post_names - others
    waiting = _waiting(account, alone, others)
    drafted = select(db.func.count()).where(Draft.account_id == account.id)
    return Left(
        _held(account),
        waiting,
        frozenset(alone & {post for task in waiting for post in task.posts}),
        frozenset(alone),
        db.session.scalar(drafted) or 0,
        _absences(account),
    )


def close(
    account: Account, successor: Account | None, *, confirmed: bool = False
) -> AccountClosing:
    """Close an account; what it holds goes to the successor, or back to the unit."""
    _lock_tasks([task.id for task in _held(account)])
    account = _locked(account)
    if successor:
        directory.locked(successor)
    left = left_by(account)
    _check(account, successor, left, confirmed=confirmed)
    moved: dict[str, Any] = {"posts": [], "tasks": [], "released": [], "drafts": []}
    if successor and left.needed:
        moved["posts"] = sorted(left.needed - successor.post_names)
        directory.give_posts(successor, moved["posts"])
    directory.close_account(account, successor=successor.login if successor else "")
    for task in left.held:
        taken = _pass_on(task, successor)
        moved["tasks" if taken else "released"].append(task.id)
    if successor:
        moved["drafts"] = drafts.hand_over(account, successor)
    moved["absences"] = [one.id for one in left.absences]
    for one in left.absences:
        one.revoked_at = clock.now()
        audit.record("delegation_ended", subject=f"delegation:{one.id}")
    closing = AccountClosing(
        account_id=account.id,
        successor_id=successor.id if successor else None,
        by_id=acting.current().account_id,
        at=clock.now(),
        moved=moved,
    )
    db.session.add(closing)
    db.session.flush()
    notices.deliver()
    return closing


def change_posts(
    account: Account, wanted: set[str], *, known: set[str], confirmed: bool = False
) -> None:
    """Let an account hold these posts; not where a task would wait that nobody may answer."""
    _lock_tasks([task.id for task in _held(account)])
    account = _locked(account)
    leaving, others = account.post_names - wanted, _others_posts(account)
    left = _waiting(account, leaving - others, others | wanted)
    if left:
        message = _(
            "Nobody else in the unit may answer these tasks: %(tasks)s.", tasks=titles(left)
        )
        raise Invalid({"posts": [message]}, message)
    directory.change_posts(account, wanted, known=known, confirmed=confirmed)
    _let_go(account)


def last_closing(account: Account) -> AccountClosing | None:
    """The closing that reopening the account would undo."""
    found = select(AccountClosing).where(
        AccountClosing.account_id == account.id, AccountClosing.undone_at.is_(None)
    )
    return db.session.scalars(found.order_by(AccountClosing.id.desc()).limit(1)).first()


def reopen(account: Account) -> None:
    """Open a closed account again, and give back what went elsewhere and was not used since."""
    closing = last_closing(account)
    successor = closing.successor if closing else None
    if closing:
        _lock_tasks(closing.moved["tasks"] + closing.moved["released"])
    account = _locked(account)
    directory.reopen_account(account)
    if closing is None:
        return
    given_to: list[tuple[list[int], int | None]] = [(closing.moved["released"], None)]
    if successor:
        given_to.append((closing.moved["tasks"], successor.id))
        directory.take_posts(successor, set(closing.moved["posts"]) & successor.post_names)
        drafts.hand_over(successor, account, only=closing.moved["drafts"])
    for ids, holder_id in given_to:
        for task in db.session.scalars(select(Task).where(Task.id.in_(ids)).order_by(Task.id)):
            if task.is_open and task.claimed_by_id == holder_id:
                _give(task, account, "task reassigned")
    for one in db.session.scalars(select(Delegation).where(Delegation.id.in_(_ended(closing)))):
        if one.until_on >= clock.today():
            one.revoked_at = None
            audit.record("delegation_resumed", subject=f"delegation:{one.id}")
    if successor:
        _let_go(successor)
    closing.undone_at = clock.now()


def successors(account: Account) -> list[Account]:
    """Who may take over: the other open accounts of the unit."""
    statement = (
        select(Account)
        .where(Account.unit_id == account.unit_id, Account.active, Account.id != account.id)
        .options(joinedload(Account.posts), joinedload(Account.unit))
        .order_by(Account.login)
    )
    return list(db.session.scalars(statement).unique())


def titles(tasks: Iterable[Task]) -> str:
    """Tasks by name and case, the first few of them."""
    english, tasks = speaks_english(), list(tasks)
    named = [f"{(english and t.title_en) or t.title} ({t.instance_id})" for t in tasks[:MOST_NAMED]]
    more = (
        [_("and %(count)s more", count=len(tasks) - MOST_NAMED)] if len(tasks) > MOST_NAMED else []
    )
    return _(", ").join(named + more)


def _check(account: Account, successor: Account | None, left: Left, *, confirmed: bool) -> None:
    """Raise where work would lie that nobody may do."""
    if successor is None:
        if left.waiting:
            message = _(
                "Nobody else in the unit may answer these tasks: %(tasks)s. Name who takes over.",
                tasks=titles(left.waiting),
            )
            raise Invalid({"successor": [message]}, message)
        return
    if successor.unit_id != account.unit_id or successor.id == account.id or not successor.active:
        raise Invalid({"successor": [_("Choose a colleague of your own unit.")]})
    own = [t for t in left.waiting if t.separate_from and inbox.is_own_submission(t, successor)]
    if own:
        message = _(
            "The successor submitted what these tasks are to approve: %(tasks)s. Choose another, "
            "or open an account for one first.",
            tasks=titles(own),
        )
        raise Invalid({"successor": [message]}, message)
    after = successor.post_names | left.needed
    if named_posts.both(after) and not named_posts.both(successor.post_names) and not confirmed:
        message = _(
            "One account would both submit and approve for its unit. Where that cannot be avoided, "
            "confirm it; nobody may approve what they submitted themselves all the same."
        )
        raise Invalid({"confirmed": [message]}, message)


def _pass_on(task: Task, successor: Account | None) -> bool:
    """Give a task to the successor if it may answer it, else back to the unit."""
    able = successor is not None and inbox.may_act(task, successor)
    if able and successor and task.separate_from and inbox.is_own_submission(task, successor):
        able = False
    if able and successor:
        _give(task, successor, "task reassigned")
        notices.queue(
            "task_assigned",
            instance_id=task.instance_id,
            accounts=[successor.id],
            task_id=task.id,
            task=task.name,
        )
        return True
    task.claimed_by_id = task.claimed_at = None
    with audit.on(task.instance.release_id):
        audit.record("task released", case=task.instance_id, task=task.id, subject=task.name)
    return False


def _let_go(account: Account) -> None:
    """Whatever an account has taken and may answer no more goes back to the unit."""
    for task in _held(account):
        if not inbox.may_act(task, account):
            _pass_on(task, None)


def _give(task: Task, to: Account, action: str) -> None:
    task.claimed_by_id, task.claimed_at = to.id, clock.now()
    with audit.on(task.instance.release_id):
        audit.record(action, case=task.instance_id, task=task.id, subject=task.name, to=to.login)


def _locked(account: Account) -> Account:
    """The account, while nobody else comes or goes in its unit; its cases were locked before."""
    register.locked(account.unit_id)
    return directory.locked(account)


def _lock_tasks(ids: list[int]) -> None:
    """The cases of these tasks first, as everywhere."""
    cases = select(Task.instance_id).where(Task.id.in_(ids))
    statement = select(ProcessInstance.id).where(ProcessInstance.id.in_(cases))
    db.session.execute(statement.order_by(ProcessInstance.id).with_for_update())
    db.session.expire_all()


def _held(account: Account) -> list[Task]:
    held = select(Task).where(Task.claimed_by_id == account.id, Task.closed_at.is_(None))
    return list(db.session.scalars(held.options(joinedload(Task.instance)).order_by(Task.id)))


def _waiting(account: Account, alone: set[str], others: set[str]) -> list[Task]:
    if not alone:
        return []
    waiting = select(Task).where(
        Task.unit_id == account.unit_id,
        Task.closed_at.is_(None),
        Task.posts.overlap(_texts(alone)),
        ~Task.posts.overlap(_texts(others)),
    )
    return list(db.session.scalars(waiting.options(joinedload(Task.instance)).order_by(Task.id)))


def _texts(values: set[str]) -> ColumnElement[Any]:
    return cast(sorted(values), ARRAY(Text))


def _others_posts(account: Account) -> set[str]:
    held = (
        select(AccountPost.post)
        .join(Account, Account.id == AccountPost.account_id)
        .where(Account.unit_id == account.unit_id, Account.active, Account.id != account.id)
    )
    return set(db.session.scalars(held))


def _absences(account: Account) -> list[Delegation]:
    """The absences in which the account was to stand in, from today on."""
    coming = select(Delegation).where(
        Delegation.to_account_id == account.id,
        Delegation.revoked_at.is_(None),
        Delegation.until_on >= clock.today(),
    )
    whole = joinedload(Delegation.from_account).joinedload(Account.unit)
    return list(db.session.scalars(coming.options(whole).order_by(Delegation.id)))


def _ended(closing: AccountClosing) -> list[int]:
    found: list[int] = closing.moved["absences"]
    return found
