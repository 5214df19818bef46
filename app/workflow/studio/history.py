"""The releases: what each changed, who answers for it, whether it is in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow import definitions
from app.workflow.definitions import PROCESS
from app.workflow.models import Release, ReleaseItem, ReleaseWithdrawal
from app.workflow.studio.models import Revision

IN_FORCE, TO_COME, PAST, WITHDRAWN = STATES = ("in_force", "to_come", "past", "withdrawn")

_SUBMITTER, _RELEASER = aliased(Account), aliased(Account)
_WITHDRAWN = ReleaseWithdrawal.release_id.is_not(None)


@dataclass(frozen=True)
class Line:
    """A release as the list shows it."""

    id: int
    title: str
    note: str
    sha256: str
    made_at: datetime
    effective_at: datetime
    state: str
    origin: str
    draft_id: int | None
    submitted_by: str
    released_by: str
    withdrawn_at: datetime | None
    withdrawn_for: str


def releases(process: str = "", state: str = "") -> Select[*tuple[Any, ...]]:
    """A select of the releases, the newest first; of a process, those that changed it."""
    chosen = (
        select(Release, Revision, _SUBMITTER.login, _RELEASER.login, ReleaseWithdrawal)
        .outerjoin(Revision, Revision.release_id == Release.id)
        .outerjoin(_SUBMITTER, _SUBMITTER.id == Revision.submitted_by_id)
        .outerjoin(_RELEASER, _RELEASER.id == Release.created_by_id)
        .outerjoin(ReleaseWithdrawal, ReleaseWithdrawal.release_id == Release.id)
        .order_by(Release.id.desc())
    )
    if process:
        chosen = chosen.where(Release.id.in_(_changing(process)))
    return chosen.where(_is(state)) if state else chosen


def lines(rows: Iterable[Row]) -> list[Line]:
    """These releases, each with whether it is in force."""
    current = definitions.current().id
    return [_line(row, current) for row in rows]


def one(release_id: int) -> Line | None:
    """One of them."""
    row = db.session.execute(releases().where(Release.id == release_id)).first()
    return lines([row])[0] if row else None


def changed_in(releases: Iterable[int]) -> dict[int, list[ReleaseItem]]:
    """Which diagrams and forms each of these releases was the first to have; contents unread."""
    earlier = aliased(ReleaseItem)
    first = ~exists().where(
        earlier.kind == ReleaseItem.kind,
        earlier.key == ReleaseItem.key,
        earlier.number == ReleaseItem.number,
        earlier.release_id < ReleaseItem.release_id,
    )
    found = (
        select(ReleaseItem.release_id, ReleaseItem.kind, ReleaseItem.key, ReleaseItem.number)
        .where(ReleaseItem.release_id.in_(list(releases)), first)
        .order_by(ReleaseItem.kind.desc(), ReleaseItem.key)
    )
    changed: dict[int, list[ReleaseItem]] = {}
    for row in db.session.execute(found):
        changed.setdefault(row.release_id, []).append(row)  # type: ignore[arg-type]
    return changed


def numbers(release_id: int) -> list[Row]:
    """What a release holds: kind, key, number and fingerprint; contents unread."""
    found = select(ReleaseItem.kind, ReleaseItem.key, ReleaseItem.number, ReleaseItem.sha256)
    mine = found.where(ReleaseItem.release_id == release_id)
    return list(db.session.execute(mine.order_by(ReleaseItem.kind.desc(), ReleaseItem.key)))


def before(release_id: int) -> int | None:
    """The release on top of which another was made."""
    made_at = select(Release.created_at).where(Release.id == release_id).scalar_subquery()
    gone = exists().where(
        ReleaseWithdrawal.release_id == Release.id, ReleaseWithdrawal.at <= made_at
    )
    return db.session.scalar(select(func.max(Release.id)).where(Release.id < release_id, ~gone))


def drawn_ever() -> list[str]:
    """Every process that any release has had."""
    found = select(ReleaseItem.key).where(ReleaseItem.kind == PROCESS).distinct()
    return sorted(db.session.scalars(found))


def _changing(process: str) -> Select[int]:
    return (
        select(func.min(ReleaseItem.release_id))
        .where(ReleaseItem.kind == PROCESS, ReleaseItem.key == process)
        .group_by(ReleaseItem.number)
    )


def _is(state: str) -> ColumnElement[bool]:
    later = Release.effective_at > clock.now()
    if state == WITHDRAWN:
        return _WITHDRAWN
    if state == TO_COME:
        return later & ~_WITHDRAWN
    current = definitions.current().id
    if state == IN_FORCE:
        return Release.id == current
    return (Release.id < current) & ~_WITHDRAWN & or_(Release.effective_at.is_(None), ~later)


def _line(row: Row, current: int) -> Line:
    release, revision, submitter, releaser, withdrawal = row
    return Line(
        id=release.id,
        title=revision.title if revision else "",
        note=release.note,
        sha256=release.sha256,
        made_at=release.created_at,
        effective_at=release.effective_at or release.created_at,
        state=_state(release, withdrawal, current),
        origin=revision.origin if revision else "shipped",
        draft_id=revision.id if revision else None,
        submitted_by=submitter or "",
        released_by=releaser or "",
        withdrawn_at=withdrawal.at if withdrawal else None,
        withdrawn_for=withdrawal.reason if withdrawal else "",
    )


def _state(release: Release, withdrawal: ReleaseWithdrawal | None, current: int) -> str:
    if withdrawal:
        return WITHDRAWN
    if release.effective_at and release.effective_at > clock.now():
        return TO_COME
    return IN_FORCE if release.id == current else PAST
