"""Follow an entry, a unit's entries, a class or an area; and tell those who follow of a change."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, delete, exists, select, union
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

MOST, BATCH = 500, 1000
# Of more entries changed at once an account hears in one notice, not in one for each.
MANY = 10
NOTICE = "entry_changed"
NAMED = {CLASS: values.BASE_CLASSES, AREA: values.AREAS}


def follow(account: Account, viewer: Viewer, subject: str, key: str) -> bool:
    """Follow something that one may see; followed twice it is one.  Says whether it is new."""
    if not is_there(viewer, subject, key):
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


def is_there(viewer: Viewer, subject: str, key: str) -> bool:
    """Is there something of that name that the viewer may know of?"""
    if subject in ENTRIES:
        return viewing.may_see(subject, key, viewer)
    if subject == UNIT:
        return db.session.scalar(select(Unit.id).where(Unit.code == key)) is not None
    return key in NAMED.get(subject, ())


def changed(kind: str, entry_id: str, act: str, number: int) -> None:
    """An entry has a new version: whoever follows it, and may still see it, hears of it."""
    all_changed(kind, [(entry_id, act, number)])


def all_changed(kind: str, versions: Sequence[tuple[str, str, int]]) -> None:
    """Many entries of a catalogue have new versions: each follower hears, of very many but once."""
    if db.session.scalar(select(Follow.id).limit(1)) is None:
        return
    heard: dict[int, list[tuple[str, str, int]]] = {}
    for start in range(0, len(versions), BATCH):
        told = {one[0]: one for one in versions[start : start + BATCH]}
        for account_id, entry_id in _hearers(kind, list(told)):
            heard.setdefault(account_id, []).append(told[entry_id])
    accounts: dict[tuple[str, str, int], list[int]] = {}
    for account_id, theirs in heard.items():
        if len(theirs) > MANY:
            entry, count = f"{kind}:", len(theirs)
            notices.queue(NOTICE, instance_id=None, accounts=[account_id], entry=entry, count=count)
            continue
        for one in theirs:
            accounts.setdefault(one, []).append(account_id)
    for (entry_id, act, number), who in accounts.items():
        _tell(kind, entry_id, act, number, who)


def _tell(kind: str, entry_id: str, act: str, number: int, accounts: list[int]) -> None:
    """Tell of one entry; its mail names it only where no network limits it: mail leaves all."""
    model: type[Any] = MODELS[kind]
    title, level, limited_to = db.session.execute(
        select(model.title, model.security_level, model.limited_to).where(model.id == entry_id)
    ).one()
    open_enough = not limited_to and viewing.audience(level) <= SIGNED_IN
    named: dict[str, Any] = {"case": f"{entry_id} {title}"} if open_enough else {}
    entry = f"{kind}:{entry_id}"
    notices.queue(
        NOTICE, instance_id=None, accounts=accounts, entry=entry, act=act, version=number, **named
    )


def _hearers(kind: str, ids: list[str]) -> list[tuple[int, str]]:
    """Who follows which of these entries, as far as they may see it from whichever network."""
    following: dict[tuple[int, bool], list[tuple[int, str]]] = {}
    for account_id, unit_id, is_administrator, entry_id in db.session.execute(
        _following(kind, ids)
    ):
        following.setdefault((unit_id, is_administrator), []).append((account_id, entry_id))
    model: type[Any] = MODELS[kind]
    found = []
    for (unit_id, is_administrator), pairs in following.items():
        viewer = Viewer(unit_id, is_administrator, viewing.EVERYWHERE)
        wanted = {entry_id for _account, entry_id in pairs}
        seen = select(model.id).where(model.id.in_(wanted), viewing.entries(kind, viewer))
        visible = set(db.session.scalars(seen))
        found += [pair for pair in pairs if pair[1] in visible]
    return sorted(found)


def _following(kind: str, ids: list[str]) -> Select[Any]:
    """The active accounts that follow these entries, their unit, their class or their area."""
    model: type[Any] = MODELS[kind]
    keys = {kind: model.id, UNIT: Unit.code, CLASS: model.base_class}
    if hasattr(model, "application_area"):
        keys[AREA] = model.application_area
    ways = union(
        *(
            select(Follow.account_id, model.id.label("entry_id"))
            .select_from(model)
            .join(Unit, Unit.id == viewing.holder(kind))
            .join(Follow, and_(Follow.subject == subject, Follow.key == key))
            .where(model.id.in_(ids))
            for subject, key in keys.items()
        )
    ).subquery()
    administers = exists().where(
        AccountPost.account_id == Account.id, AccountPost.post == ADMINISTRATOR
    )
    return (
        select(Account.id, Account.unit_id, administers, ways.c.entry_id)
        .join(ways, ways.c.account_id == Account.id)
        .where(Account.active)
    )
