"""The posts: how many accounts hold each, and which steps of which processes ask for it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.foundation.database import db
from app.foundation.i18n import speaks_english
from app.foundation.identity import posts
from app.foundation.identity.models import Account, AccountPost
from app.workflow import definitions
from app.workflow.checks.fault import users
from app.workflow.studio import listing


@dataclass(frozen=True)
class Post:
    """A post with its holders and its work: (process, steps) as people read them."""

    name: str
    title: str
    holders: int
    work: tuple[tuple[str, tuple[str, ...]], ...]


def listed() -> list[Post]:
    """Every post, those with work in the diagrams first."""
    holders, work = _holders(), _work()
    names = [*posts.TITLES, *sorted(set(work) - set(posts.TITLES))]
    found = [
        Post(name, posts.title(name), holders.get(name, 0), tuple(work.get(name, {}).items()))
        for name in names
    ]
    return sorted(found, key=lambda post: not post.work)


def _holders() -> dict[str, int]:
    rows = db.session.execute(
        select(AccountPost.post, func.count())
        .join(Account, Account.id == AccountPost.account_id)
        .where(Account.active)
        .group_by(AccountPost.post)
    )
    return {post: number for post, number in rows}


def _work() -> dict[str, dict[str, tuple[str, ...]]]:
    """Post → process → its steps, in the release in force."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for diagram in definitions.current().specs.diagrams.values():
        for node in users(diagram):
            for post in node.posts:
                steps = found.setdefault(post, {})
                title = listing.title(diagram)
                name = (speaks_english() and node.name_en) or node.name
                steps[title] = (*steps.get(title, ()), name)
    return found
