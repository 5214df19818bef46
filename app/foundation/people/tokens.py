"""Tokens of programs: made by an account for itself, or for a program's account; shown once."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _, lazy
from app.foundation.identity import queries
from app.foundation.identity.models import Account
from app.foundation.identity.sign_in_models import ApiToken

# What a token may read, never more than its account sees on its pages.
SCOPES = {
    "tasks:read": lazy("read the tasks that wait for the account"),
    "cases:read": lazy("read the cases that the account may see"),
    "catalogue:read": lazy("search and read the catalogues as the account may see them"),
}
DAYS = {30: lazy("30 days"), 90: lazy("90 days"), 365: lazy("one year")}
# Whoever finds one in a file or a log knows what it is; scanners look for such beginnings.
PREFIX = "xs_"
SHOWN = 8
SECRET_BYTES = 32
LONGEST = 64
LONGEST_NAME = 60
MOST = 20
NOTED_EVERY = timedelta(hours=1)


def make(
    account: Account, by: Account, *, name: str, scopes: Collection[str], days: int
) -> tuple[ApiToken, str]:
    """A new token for an account, and its secret, which is said once and kept nowhere."""
    name, wanted = name.strip(), [scope for scope in SCOPES if scope in scopes]
    if faults := _faults(name, wanted, days):
        raise Invalid(faults)
    if not account.active:
        raise Conflict(_("This account is closed already."))
    if account.id != by.id and not account.is_program:
        raise Conflict(_("Only a program's account is given tokens by somebody else."))
    if _number(account) >= MOST:
        raise Conflict(_("This account has %(count)d tokens: end one first.", count=MOST))
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    now = clock.now()
    made = ApiToken(
        account_id=account.id, name=name, sha256=_fingerprint(secret), begins=secret[:SHOWN],
        scopes=wanted, made_at=now, made_by=by, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()  # the audit entry names its id
    audit.record(
        "api_token_made", subject=str(account), token=made.id, name=name, scopes=wanted, days=days
    )
    return made, secret


def revoke(account: Account, token_id: int) -> None:
    """The token opens nothing from now on."""
    found = db.session.get(ApiToken, token_id)
    if found is None or found.account_id != account.id:
        raise NotFound(_("There is no such token."))
    if found.revoked_at is None:
        found.revoked_at = clock.now()
        audit.record("api_token_revoked", subject=str(account), token=found.id, name=found.name)


def revoke_all(account: Account) -> None:
    """The account was closed: no token of it opens anything, also when it is opened again."""
    ended = (
        update(ApiToken)
        .where(ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .returning(ApiToken.id)
    )
    if numbers := sorted(db.session.scalars(ended)):
        audit.record("api_token_revoked", subject=str(account), tokens=numbers)


def of(account: Account) -> list[ApiToken]:
    """The account's tokens, the latest first; those that ended long ago are left out."""
    since = clock.now() - timedelta(days=max(DAYS))
    found = select(ApiToken).where(ApiToken.account_id == account.id, ApiToken.expires_at > since)
    return list(
        db.session.scalars(
            found.options(joinedload(ApiToken.made_by)).order_by(ApiToken.id.desc()).limit(5 * MOST)
        )
    )


def owner(secret: str) -> tuple[Account, ApiToken] | None:
    """Whose token this is, and what it may; nothing where it has ended or its account was closed.

    That it was used is noted now and then, so that reading costs no write each time.
    """
    if not (secret.startswith(PREFIX) and secret.isascii() and len(secret) <= LONGEST):
        return None
    wanted = select(ApiToken).where(ApiToken.sha256 == _fingerprint(secret))
    found = db.session.scalars(wanted).one_or_none()
    if found is None or not found.is_open:
        return None
    account = queries.account(found.account_id)
    if not account.active:
        return None
    return account, found


def is_news(token: ApiToken) -> bool:
    """Is it time to note that the token was used?"""
    return token.used_at is None or token.used_at < clock.now() - NOTED_EVERY


def note_use(token: ApiToken) -> None:
    """Note that the token was used; its owner sees it in the list."""
    token.used_at = clock.now()


def _number(account: Account) -> int:
    going = select(func.count()).where(
        ApiToken.account_id == account.id,
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > clock.now(),
    )
    return db.session.scalar(going) or 0


def _faults(name: str, scopes: Collection[str], days: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not name:
        found["name"] = [_("This field is required.")]
    elif len(name) > LONGEST_NAME or not name.isprintable():
        found["name"] = [_("At most %(count)d plain characters.", count=LONGEST_NAME)]
    if not scopes:
        found["scopes"] = [_("Choose at least one.")]
    if days not in DAYS:
        found["days"] = [_("Choose one from the list.")]
    return found


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
