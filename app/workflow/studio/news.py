"""Who is told when a draft waits, comes back, or has become law."""

from collections.abc import Iterable
from typing import Any

from app.foundation import notices
from app.foundation.identity import queries
from app.foundation.identity.models import Account
from app.workflow.models import Release
from app.workflow.studio import hands
from app.workflow.studio.models import Revision


def submitted(revision: Revision) -> None:
    """Whoever may release it now."""
    _tell(
        "draft_submitted",
        administrators() - hands.had(revision),
        draft=revision.id,
        case=revision.title,
    )


def sent_back(revision: Revision, authors: Iterable[int]) -> None:
    """Those who worked on it."""
    _tell(
        "draft_sent_back",
        authors,
        draft=revision.id,
        case=revision.title,
        reason=revision.returned,
    )


def released(revision: Revision, made: Release, account: Account) -> None:
    """Every administrator but the one who released it."""
    moment = made.effective_at.isoformat() if made.effective_at else None
    others = (administrators() | hands.had(revision)) - {account.id}
    _tell("release_made", others, release=made.id, case=revision.title, effective_at=moment)


def withdrawn(release: Release, reason: str, account: Account) -> None:
    """Every administrator but the one who withdrew it."""
    others = administrators() - {account.id}
    _tell("release_withdrawn", others, release=release.id, reason=reason)


def shipped(revision: Revision) -> None:
    """That an upgrade brought what an administrator had changed as well."""
    _tell("shipped_changed", administrators(), draft=revision.id, case=revision.title)


def administrators() -> set[int]:
    """The accounts that hold the post today, or stand in for one that does."""
    return queries.acting_as(hands.POST)


def _tell(kind: str, accounts: Iterable[int], **params: Any) -> None:
    notices.queue(kind, instance_id=None, accounts=accounts, **params)
    notices.deliver()
