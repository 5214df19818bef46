"""Reading the register of units: the list, the tree, what stands around a unit, its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased, joinedload

from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.identity.models import Account, AccountPost, PostTerm, Unit
from app.foundation.people import named_posts

ORDERS: dict[str, tuple[Any, ...]] = {
    "name": (Unit.sort_key, Unit.id),
    "-name": (Unit.sort_key.desc(), Unit.id),
    "code": (Unit.code,),
    "region": (Unit.region_code, Unit.sort_key, Unit.id),
    "newest": (Unit.id.desc(),),
}
OFFICER = named_posts.is_held(named_posts.OFFICER).label("officer")
HEAD = named_posts.is_held(named_posts.HEAD).label("head")
DEEPEST = 12
CHANGES = ("unit_added", "unit_changed", "unit_deactivated", "unit_reactivated")


@dataclass(frozen=True)
class Filters:
    """What is asked of the register; `posts` one of named, missing; `state` active, closed, all."""

    text: str = ""
    kind: str = ""
    level: str = ""
    region: str = ""
    posts: str = ""
    state: str = "active"
    order: str = "name"
    above: str = ""


@dataclass(frozen=True)
class Named:
    """A post of a unit with who holds it since when."""

    account: Account
    post: str
    since: datetime


@dataclass(frozen=True)
class Change:
    """Something that happened to an entry of the register, and by whom."""

    id: int
    at: datetime
    action: str
    actor: str
    changes: dict[str, list[str]]


def listed(asked: Filters) -> Select[Any]:
    """Rows of unit, whether it has an officer, whether it has a head; for the caller to page."""
    found: Any = select(Unit, OFFICER, HEAD, literal(0).label("depth"))
    found = found.options(joinedload(Unit.parent))
    for name in ("kind", "level"):
        if wanted := getattr(asked, name):
            found = found.where(getattr(Unit, name) == wanted)
    if asked.region:
        found = found.where(Unit.region_code == asked.region)
    if asked.above:
        found = found.where(Unit.parent.has(Unit.code == asked.above))
    if asked.state != "all":
        found = found.where(Unit.active if asked.state == "active" else ~Unit.active)
    complete = and_(*(named_posts.is_held(post) for post in named_posts.NAMED))
    if asked.posts:
        found = found.where(complete if asked.posts == "named" else ~complete)
    if asked.text.split():
        found = found.where(*map(_holds, asked.text.split()))
    return found.order_by(*ORDERS.get(asked.order, ORDERS["name"]))


def tree() -> Select[Any]:
    """The same rows for the active units, each below the one it belongs to, with its depth."""
    # The number beside the sound, for two names that sound alike.
    own = array([cast(Unit.sort_key, Text), func.lpad(cast(Unit.id, Text), 10, "0")])
    above = aliased(Unit)
    is_top = or_(
        Unit.parent_id.is_(None),
        ~select(above.id).where(above.id == Unit.parent_id, above.active).exists(),
    )
    tops = select(Unit.id.label("id"), literal(0).label("depth"), own.label("path"))
    walk = tops.where(is_top, Unit.active).cte("walk", recursive=True)
    below = (
        select(Unit.id, walk.c.depth + 1, walk.c.path.op("||")(own))
        .where(Unit.parent_id == walk.c.id, Unit.active)
        .where(walk.c.depth < DEEPEST)
    )
    walk = walk.union_all(below)
    rows = select(Unit, OFFICER, HEAD, walk.c.depth.label("depth")).join(walk, walk.c.id == Unit.id)
    return rows.order_by(walk.c.path).options(joinedload(Unit.parent))


def named(unit_id: int) -> list[Named]:
    """Who holds which post of a unit, and since when."""
    since = func.coalesce(PostTerm.from_at, Account.created_at)
    rows = (
        select(Account, AccountPost.post, since)
        .join(AccountPost, AccountPost.account_id == Account.id)
        .outerjoin(
            PostTerm,
            and_(
                PostTerm.account_id == Account.id,
                PostTerm.post == AccountPost.post,
                PostTerm.until_at.is_(None),
            ),
        )
        .where(Account.unit_id == unit_id, Account.active)
        .options(joinedload(Account.unit), joinedload(Account.posts))
        .order_by(AccountPost.post, Account.login)
    )
    return [Named(*row) for row in db.session.execute(rows).unique()]


def history(subject: str, actions: Sequence[str] = CHANGES, limit: int = 100) -> list[Change]:
    """What happened to an entry, the latest first."""
    entries = select(AuditEntry).where(
        AuditEntry.subject == subject,
        AuditEntry.instance_id.is_(None),
        AuditEntry.action.in_(actions),
    )
    return [
        Change(one.id, one.at, one.action, one.actor, dict(one.details.get("changes") or {}))
        for one in db.session.scalars(entries.order_by(AuditEntry.id.desc()).limit(limit))
    ]


def before(unit: Unit, change_id: int) -> dict[str, str]:
    """What the fields of one change said before it; nothing where it is no change of this unit."""
    found = next((one for one in history(str(unit)) if one.id == change_id), None)
    return {name: values[0] for name, values in found.changes.items()} if found else {}


def _holds(word: str) -> ColumnElement[bool]:
    """A word of the names or the code, or the beginning of how the short name sounds."""
    sound = func.replace(Unit.sort_key, " ", "")
    return or_(
        *(
            column.icontains(word, autoescape=True)
            for column in (Unit.name, Unit.short_name, Unit.name_en, Unit.code)
        ),
        sound.contains(word.lower(), autoescape=True),
    )
