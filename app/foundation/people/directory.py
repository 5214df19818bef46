"""Opening and changing accounts."""

import re
from collections.abc import Iterable

from app.foundation import audit
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _
from app.foundation.identity import passwords, posts, queries
from app.foundation.identity.models import Account, AccountPost

LONGEST_TITLE = 100
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def open_account(
    login: str, *, unit_code: str, post_names: Iterable[str], display_post: str, password: str
) -> Account:
    """Give a post-holder of a unit an account."""
    held = list(post_names)
    faults = _faults(login, held, password, display_post)
    if faults:
        raise Invalid(faults, next(iter(faults.values()))[0])
    if queries.account_by_login(login):
        raise Conflict(_("There is an account %(login)s already.", login=login))
    account = Account(
        login=login,
        display_post=display_post,
        unit=queries.unit_by_code(unit_code),
        password_hash=passwords.hashed(password),
        posts=[AccountPost(post=post) for post in held],
    )
    db.session.add(account)
    db.session.flush()  # the audit entry names its id
    audit.record("account_opened", subject=str(account), posts=held)
    return account


def set_password(account: Account, new: str) -> None:
    """Give the account a new password; it is signed out everywhere."""
    passwords.change(account, new)
    audit.record("password_changed", subject=str(account))


def close_account(account: Account) -> None:
    """The account can no longer sign in, and is signed out at once."""
    account.active = False
    audit.record("account_closed", subject=str(account))


def reopen_account(account: Account) -> None:
    """The account may sign in again."""
    account.active = True
    audit.record("account_reopened", subject=str(account))


def _faults(login: str, held: list[str], password: str, title: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not LOGIN.fullmatch(login):
        found["login"] = [_("A login has 3 to 60 small letters, digits, dots, dashes.")]
    unknown = [post for post in held if post not in posts.TITLES]
    if unknown or not held:
        known = ", ".join(posts.TITLES)
        found["posts"] = [_("Unknown post; known are: %(known)s.", known=known)]
    if len(title) > LONGEST_TITLE:
        found["title"] = [_("The title has more than %(count)d characters.", count=LONGEST_TITLE)]
    wrong = passwords.problem(login, password)
    if wrong:
        found["password"] = [wrong]
    return found
