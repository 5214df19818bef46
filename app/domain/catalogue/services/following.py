"""Follow an entry, a unit's entries, a class or an area; and tell those who follow of a change."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.domain.catalogue import viewing
from app.domain.catalogue.models.following import AREA, CLASS, ENTRIES, UNIT, Follow
from app.domain.catalogue.rules import values
from app.domain.catalogue.viewing import ADMINISTRATOR, MODELS, SIGNED_IN, Viewer
from app.foundation import clock, notices
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, AccountPost, Unit

MOST = 500
NOTICE = "entry_changed"
NAMED = {CLASS: values.BASE_CLASSES, AREA: values.AREAS}


def follow(account: Account, viewer: Viewer, subject: str, key: str) -> bool:
    """Follow something that one may see; followed twice it is one.  Says whether it is new."""
    if not exists(viewer, subject, key):
        raise NotFound(_("There is nothing of that name to follow."))
    written = (
        insert(Follow)
        .values(account_id=account.id, subject=subject, key=key, at=clock.now())
        .on_conflict_do_nothing()
        .returning(Follow.id)
    )
    return db.session.scalar(written) is not None


def end(account: Account, subject: str, key: str) -> bool:
    """Follow it no more; says whether it was followed."""
    gone = delete(Follow).where(
        Follow.account_id == account.id, Follow.subject == subject, Follow.key == key
    )
    return db.session.scalar(gone.returning(Follow.id)) is not None


def follows(account: Account, subject: str, key: str) -> bool:
    """Does the account follow it?"""
    wanted = select(Follow.id).where(
        Follow.account_id == account.id, Follow.subject == subject, Follow.key == key
    )
    return db.session.scalar(wanted) is not None


def of(account: Account) -> list[Follow]:
    """Everything that the account follows, the latest first."""
    wanted = select(Follow).where(Follow.account_id == account.id).order_by(Follow.id.desc())
    return list(db.session.scalars(wanted.limit(MOST)))


def exists(viewer: Viewer, subject: str, key: str) -> bool:
    """Is there something of that name that the viewer may know of?"""
    if subject in ENTRIES:
        return viewing.may_see(subject, key, viewer)
    if subject == UNIT:
        return db.session.scalar(select(Unit.id).where(Unit.code == key)) is not None
    return key in NAMED.get(subject, ())


def changed(kind: str, entry_id: str, act: str, number: int) -> None:
    """An entry has a new version: whoever follows it, and may still see it, hears of it.

    In a notice's mail the title is told only where no network limits the entry: a mail leaves all
    networks.
    """
    following = _following(kind, entry_id)
    if not following:
        return
    accounts = _that_may_see(kind, entry_id, following)
    if not accounts:
        return
    model: type[Any] = MODELS[kind]
    title, level, limited_to = db.session.execute(
        select(model.title, model.security_level, model.limited_to).where(model.id == entry_id)
    ).one()
    open_enough = not limited_to and viewing.audience(level) <= SIGNED_IN
    named: dict[str, Any] = {"case": f"{entry_id} {title}"} if open_enough else {}
    notices.queue(
        NOTICE,
        instance_id=None,
        accounts=accounts,
        entry=f"{kind}:{entry_id}",
        act=act,
        version=number,
        **named,
    )


def _following(kind: str, entry_id: str) -> list[int]:
    """The active accounts that follow an entry, its unit, or its class or area."""
    model: type[Any] = MODELS[kind]
    row = db.session.execute(
        select(
            Unit.code,
            model.base_class,
            *([model.application_area] if hasattr(model, "application_area") else []),
        )
        .select_from(model)
        .join(Unit, Unit.id == viewing.holder(kind))
        .where(model.id == entry_id)
    ).one_or_none()
    if row is None:
        return []
    named = [(kind, entry_id), *zip((UNIT, CLASS, AREA), row, strict=False)]
    wanted = (
        select(Follow.account_id)
        .join(Account, Account.id == Follow.account_id)
        .where(Account.active, or_(*(_is(subject, key) for subject, key in named if key)))
    )
    return sorted(set(db.session.scalars(wanted)))


def _is(subject: str, key: str) -> ColumnElement[bool]:
    return and_(Follow.subject == subject, Follow.key == key)


def _that_may_see(kind: str, entry_id: str, accounts: Iterable[int]) -> list[int]:
    """Of these accounts, those whose unit may see the entry, from whichever network."""
    rows = db.session.execute(
        select(
            Account.id,
            Account.unit_id,
            select(AccountPost.post)
            .where(AccountPost.account_id == Account.id, AccountPost.post == ADMINISTRATOR)
            .exists(),
        ).where(Account.id.in_(list(accounts)))
    )
    known: dict[tuple[int, bool], bool] = {}
    found = []
    for account_id, unit_id, is_administrator in rows:
        who = (unit_id, is_administrator)
        if who not in known:
            viewer = Viewer(unit_id, is_administrator, viewing.EVERYWHERE)
            known[who] = viewing.may_see(kind, entry_id, viewer)
        if known[who]:
            found.append(account_id)
    return found
