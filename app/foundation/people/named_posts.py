"""Named posts: a unit takes part once accounts hold its sharing officer's and its head's post."""

from collections.abc import Iterable

from sqlalchemy import Exists, exists, select

from app.foundation.database import db
from app.foundation.errors import NotAllowed
from app.foundation.i18n import _
from app.foundation.identity.models import Account, AccountPost, Unit

OFFICER = "sharing_officer"
HEAD = "unit_approver"
NAMED = (OFFICER, HEAD)


def held(unit_id: int) -> set[str]:
    """The posts that open accounts of a unit hold, standing in not counted."""
    rows = (
        select(AccountPost.post)
        .join(Account, Account.id == AccountPost.account_id)
        .where(Account.unit_id == unit_id, Account.active)
    )
    return set(db.session.scalars(rows.distinct()))


def missing(unit_id: int) -> list[str]:
    """Which of the two posts nobody in the unit holds."""
    there = held(unit_id)
    return [post for post in NAMED if post not in there]


def check_named_post(unit_id: int) -> None:
    """Raise unless the unit has a named sharing officer and a named head of its sharing work.

    Nobody may apply for a unit, or start a matter of the catalogues for it, without them.
    """
    lacking = missing(unit_id)
    if OFFICER in lacking:
        raise NotAllowed(
            _(
                "Your unit has no registered sharing officer, so it can neither apply nor begin a "
                "matter of the catalogues. Ask the system administrator to register one."
            )
        )
    if lacking:
        raise NotAllowed(
            _(
                "Your unit has no registered head of its sharing work, who must approve what it "
                "sends. Ask the system administrator to register one."
            )
        )


def check_officer(account: Account) -> None:
    """Raise unless the account acts as a named sharing officer of a unit that has both posts."""
    check_named_post(account.unit_id)
    if OFFICER not in account.effective_posts:
        raise NotAllowed(_("Only a registered sharing officer of your unit can apply."))


def is_held(post: str) -> Exists:
    """As a condition on units: does an open account hold this post?"""
    return exists().where(
        Account.unit_id == Unit.id,
        Account.active,
        AccountPost.account_id == Account.id,
        AccountPost.post == post,
    )


def both(post_names: Iterable[str]) -> bool:
    """Would one hand submit and approve for a unit?"""
    return set(NAMED) <= set(post_names)
