"""Passwords: argon2 hashes, the same work whether or not the account exists."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account, new_nonce

SHORTEST = 12
LONGEST = 128
FEWEST_DIFFERENT = 5
# The demonstration's, in every README; outside a demonstration it opens nothing.
PUBLISHED = "xieshang-demo"

STRONG = PasswordHasher()
hasher = STRONG


@cache
def _nobody() -> str:
    """A hash to check against when there is no such account."""
    return hasher.hash("nobody's password")


def hashed(password: str) -> str:
    """What is stored instead of the password."""
    return hasher.hash(password)


def matches(account: Account | None, password: str) -> bool:
    """Whether this is the password; an unknown account costs the same time as a known one.

    A hash made with older parameters is renewed on the way.
    """
    stored = account.password_hash if account else _nobody()
    try:
        hasher.verify(stored, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    if account is None:
        return False
    if hasher.check_needs_rehash(stored):
        account.password_hash = hasher.hash(password)
    return True


def change(account: Account, new: str, *, field: str = "new_password") -> None:
    """Give the account a new password; every session it had before ends."""
    wrong = problem(account.login, new)
    if wrong:
        raise Invalid({field: [wrong]}, wrong)
    account.password_hash = hasher.hash(new)
    account.session_nonce = new_nonce()


def problem(login: str, password: str) -> str | None:
    """What is wrong with a new password; None if nothing."""
    if len(password) < SHORTEST:
        return _("The password needs at least %(count)d characters.", count=SHORTEST)
    if len(password) > LONGEST:
        return _("The password may have at most %(count)d characters.", count=LONGEST)
    if len(set(password)) < FEWEST_DIFFERENT:
        return _("The password repeats too few characters.")
    if password == PUBLISHED:
        return _("This password is published; choose another.")
    if login.casefold() in password.casefold():
        return _("The password must not contain the login name.")
    return None
