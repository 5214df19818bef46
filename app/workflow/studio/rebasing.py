"""When what a draft changes was released anew meanwhile: three versions, and a way on.

A draft holds whole diagrams and forms.  Laid upon a newer release of the same file it would undo
that release in silence, so somebody decides: mine, or the released one.
"""

from dataclasses import dataclass

from sqlalchemy import select

from app.foundation import audit
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.definitions import Source
from app.workflow.models import ReleaseItem
from app.workflow.studio import hands, revisions
from app.workflow.studio.models import Revision, RevisionItem

MINE, RELEASED = "mine", "released"


@dataclass(frozen=True)
class Clash:
    """A diagram or form that was changed twice; None where that version has none."""

    kind: str
    key: str
    base: Source | None
    mine: Source | None
    released: Source | None


def clashes(revision: Revision) -> list[Clash]:
    """What this draft changes and a release has changed since, differently."""
    now = revisions.released()
    return [
        Clash(item.kind, item.key, _base(item), _mine(item), theirs)
        for item in revision.items
        for theirs in [now.get((item.kind, item.key))]
        if item.base_sha256 != _print(theirs) and _print(_mine(item)) != _print(theirs)
    ]


def settle(revision: Revision, kind: str, key: str, take: str, account: Account) -> None:
    """Decide for one of two: `mine` is laid upon the newer release, `released` drops the change."""
    revision = revisions.find(revision.id, lock=True)
    if not revision.is_open:
        raise Conflict(_("This draft is no longer being worked on; nothing was changed."))
    if (kind, key) not in {(one.kind, one.key) for one in clashes(revision)}:
        raise NotFound(_("There is nothing to settle here any more."))
    item = next(i for i in revision.items if (i.kind, i.key) == (kind, key))
    if take == RELEASED:
        revisions.restore(revision, kind, key)
    elif take == MINE:
        item.base_sha256 = _print(revisions.released().get((kind, key)))
        hands.note(revision, kind, key, account)
    else:
        raise NotFound(_("There is nothing to settle here any more."))
    subject = f"revision:{revision.id}"
    audit.record("draft settled", subject=subject, kind=kind, key=key, take=take)


def _mine(item: RevisionItem) -> Source | None:
    if item.content is None:
        return None
    return Source(item.kind, item.key, item.filename, item.content)


def _base(item: RevisionItem) -> Source | None:
    """What the change was made from, as some release had it."""
    found = db.session.scalars(
        select(ReleaseItem)
        .where(
            ReleaseItem.kind == item.kind,
            ReleaseItem.key == item.key,
            ReleaseItem.sha256 == item.base_sha256,
        )
        .limit(1)
    ).first()
    return Source(found.kind, found.key, found.filename, found.content) if found else None


def _print(source: Source | None) -> str:
    return source.sha256 if source else ""
