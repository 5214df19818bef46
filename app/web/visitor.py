"""Who the page is for, read once when the request begins.

Plain values: a rollback empties the session's objects, and an error page must still be drawn
when the database is gone.
"""

from dataclasses import dataclass

from flask import g

from app.foundation.i18n import speaks_english
from app.foundation.identity import posts
from app.foundation.identity.models import Account


@dataclass(frozen=True)
class Visitor:
    """The signed-in account as the frame of a page shows it."""

    id: int
    login: str
    display_post: str
    unit_id: int
    unit_name: str
    unit_name_en: str
    own_posts: frozenset[str]
    post_names: frozenset[str]
    locale: str
    in_office: bool
    in_citys_office: bool
    in_archives: bool

    @classmethod
    def of(cls, account: Account) -> "Visitor":
        """Take from the account what a page's frame needs."""
        return cls(
            account.id,
            account.login,
            account.display_post,
            account.unit_id,
            account.unit.short_name,
            account.unit.name_en,
            frozenset(account.post_names),
            frozenset(account.effective_posts),
            account.locale,
            not {"office", "district_office"}.isdisjoint(account.unit.roles),
            "office" in account.unit.roles,
            "archiving" in account.unit.roles,
        )

    @property
    def unit(self) -> str:
        """The unit's name in the reader's language."""
        return (speaks_english() and self.unit_name_en) or self.unit_name

    @property
    def post(self) -> str:
        """The account's post in the reader's language."""
        if speaks_english():
            return ", ".join(posts.title(post) for post in sorted(self.own_posts))
        return self.display_post.removeprefix(self.unit_name)


def visitor() -> Visitor | None:
    """Who asks for this page; None before sign-in."""
    found: Visitor | None = g.get("visitor")
    return found
