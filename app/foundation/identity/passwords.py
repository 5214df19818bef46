"""Passwords: argon2 hashes, the same work whether or not the account exists."""

from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity import common_passwords
from app.foundation.identity.models import Account, new_nonce

SHORTEST = 12
LONGEST = 128
FEWEST_DIFFERENT = 5
SHORTEST_NAME = 4
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
    wrong = problem(account.login, new, _names(account))
    if wrong:
        raise Invalid({field: [wrong]}, wrong)
    account.password_hash = hasher.hash(new)
    account.session_nonce = new_nonce()
    account.must_change_password = False


def _names(account: Account) -> list[str]:
    """What everybody knows of an account: its password must not be made of it."""
    unit = account.unit
    named = (account.display_post, account.email.partition("@")[0], unit.short_name, unit.name_en)
    return [name for name in named if len(name) >= SHORTEST_NAME]


def problem(login: str, password: str, names: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password; None if nothing.

    Length and what is not to be guessed at once, as NIST SP 800-63B wants it: no kinds of signs
    that must be in it, and no end that comes by itself.
    """
    if len(password) < SHORTEST:
        return _("The password needs at least %(count)d characters.", count=SHORTEST)
    if len(password) > LONGEST:
        return _("The password may have at most %(count)d characters.", count=LONGEST)
    if len(set(password)) < FEWEST_DIFFERENT:
        return _("The password repeats too few characters.")
    if password == PUBLISHED:
        return _("This password is published; choose another.")
    plain = password.casefold()
    if login.casefold() in plain:
        return _("The password must not contain the login name.")
    if any(name.casefold() in plain for name in names):
        return _("The password must not contain the name of the post, the unit or the address.")
    if common_passwords.is_common(password):
        return _("Too many people take this or the like: choose another, a short sentence for one.")
    return None
