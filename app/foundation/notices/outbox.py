"""Gather the notices of one event, then write each account's once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Integer, Text, and_, bindparam, event, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.foundation import clock
from app.foundation import queue as jobs
from app.foundation.database import db
from app.foundation.identity.models import Account, AccountPost, Delegation
from app.foundation.notices.models import GENERAL, KINDS, SAYS_MORE, Notice, NoticeChoice

_AWAY = and_(
    Delegation.from_account_id == Account.id,
    Delegation.revoked_at.is_(None),
    Delegation.from_on <= bindparam("today"),
    Delegation.until_on >= bindparam("today"),
)
# Who holds these posts in these units, and who stands in for whom.
_HOLDING = (
    select(Account.unit_id, AccountPost.post, Account.id, Delegation.to_account_id)
    .join(AccountPost, AccountPost.account_id == Account.id)
    .outerjoin(Delegation, _AWAY)
    .where(
        Account.unit_id.in_(bindparam("units", expanding=True)),
        AccountPost.post.in_(bindparam("posts", expanding=True)),
        Account.active,
    )
)
# Written by one statement, each as its account has chosen to be told of this kind.
_ROWS = (
    func.jsonb_to_recordset(bindparam("rows", type_=JSONB))
    .table_valued(
        db.column("account_id", Integer),
        db.column("kind", Text),
        db.column("instance_id", Integer),
        db.column("task_id", BigInteger),
        db.column("params", JSONB),
        name="told",
    )
    .render_derived(with_types=True)
)
_WRITE = (
    insert(Notice.__table__)
    .from_select(
        ["account_id", "kind", "instance_id", "task_id", "params", "created_at", "shown", "mail"],
        select(
            *_ROWS.c,
            bindparam("at", type_=Notice.__table__.c.created_at.type),
            func.coalesce(NoticeChoice.shown, True),
            func.coalesce(NoticeChoice.mail, "now"),
        ).select_from(
            _ROWS.outerjoin(
                NoticeChoice,
                and_(
                    NoticeChoice.account_id == _ROWS.c.account_id, NoticeChoice.kind == _ROWS.c.kind
                ),
            )
        ),
        include_defaults=False,
    )
    .returning(Notice.__table__.c.id, Notice.__table__.c.mail)
)


@dataclass(frozen=True)
class Queued:
    """A notice not yet addressed."""

    kind: str
    instance_id: int | None
    task_id: int | None
    accounts: frozenset[int]
    unit_id: int | None
    posts: frozenset[str]
    params: dict[str, Any] = field(default_factory=dict)


def queue(
    kind: str,
    *,
    instance_id: int | None,
    accounts: Iterable[int] = (),
    unit_id: int | None = None,
    posts: Iterable[str] = (),
    task_id: int | None = None,
    **params: Any,
) -> None:
    """Tell accounts, or the holders of posts in a unit, within this transaction.

    An account is told of one event once: where a more specific kind is queued
    beside it, `task_assigned` is not sent.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no kind of notice “{kind}”.")
    told = Queued(
        kind, instance_id, task_id, frozenset(accounts), unit_id, frozenset(posts), params
    )
    _waiting().append(told)


def deliver() -> None:
    """Write the notices of this event; called once when a command or a clock has done its work."""
    waiting = _waiting()
    if not waiting:
        return
    holders = _holders([q for q in waiting if q.unit_id])
    told: dict[tuple[int, int | None, str | None], dict[str, dict[str, Any]]] = {}
    for queued in waiting:
        posts = {a for p in queued.posts for a in holders.get((queued.unit_id, p), ())}
        for account_id in sorted(queued.accounts | posts):
            # Each entry of the catalogues is an event of its own.
            about = (account_id, queued.instance_id, queued.params.get("entry"))
            kinds = told.setdefault(about, {})
            kinds.setdefault(queued.kind, _row(account_id, queued))
    for kinds in told.values():
        if len(kinds) > 1:
            kinds.pop(GENERAL, None)
        for more, less in SAYS_MORE:
            if more in kinds:
                kinds.pop(less, None)
    if rows := [row for kinds in told.values() for row in kinds.values()]:
        written = db.session.execute(_WRITE, {"rows": rows, "at": clock.now()})
        if to_mail := [notice_id for notice_id, mail in written if mail == "now"]:
            jobs.defer("mail", *to_mail)
    waiting.clear()


def _row(account_id: int, queued: Queued) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "kind": queued.kind,
        "instance_id": queued.instance_id,
        "task_id": queued.task_id,
        "params": queued.params,
    }


def _holders(queued: list[Queued]) -> dict[tuple[int | None, str], set[int]]:
    """(unit, post) → accounts that hold it, delegates for an absence included: one query."""
    if not queued:
        return {}
    asked = {
        "units": [q.unit_id for q in queued],
        "posts": sorted({p for q in queued for p in q.posts}),
        "today": clock.today(),
    }
    found: dict[tuple[int | None, str], set[int]] = {}
    for unit_id, post, account_id, stand_in in db.session.execute(_HOLDING, asked):
        able = found.setdefault((unit_id, post), set())
        able |= {account_id, stand_in or account_id}
    return found


def _waiting() -> list[Queued]:
    """The notices of the present transaction; a rollback forgets them."""
    waiting: list[Queued] = db.session().info.setdefault("notices", [])
    return waiting


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    """A command that failed tells nobody anything."""
    session.info.pop("notices", None)
