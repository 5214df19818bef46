"""The private address of an account's calendar: made, replaced and taken away by its owner."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.identity import queries
from app.foundation.identity.models import Account, FeedToken

SECRET_BYTES = 32
LONGEST = 64
NOTED_EVERY = timedelta(hours=1)


def open_feed(account: Account) -> str:
    """A new secret for the account's calendar, shown once; the one before is worth nothing."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    kept = db.session.get(FeedToken, account.id) or FeedToken(account_id=account.id, sha256="")
    kept.sha256, kept.created_at, kept.used_at = _fingerprint(secret), clock.now(), None
    db.session.add(kept)
    audit.record("calendar feed opened", subject=str(account))
    return secret


def close_feed(account: Account) -> None:
    """Whoever has the address finds nothing there any more."""
    if kept := db.session.get(FeedToken, account.id):
        db.session.delete(kept)
        audit.record("calendar feed closed", subject=str(account))


def of(account: Account) -> FeedToken | None:
    """The account's feed, if it has one: since when, and when it was last read."""
    return db.session.get(FeedToken, account.id)


def owner(secret: str) -> Account | None:
    """Whose calendar this secret opens; nobody's where the account was closed."""
    if not secret.isascii() or len(secret) > LONGEST:
        return None
    found = select(FeedToken).where(FeedToken.sha256 == _fingerprint(secret))
    kept = db.session.scalars(found).one_or_none()
    if kept is None:
        return None
    account = queries.account(kept.account_id)
    if not account.active:
        return None
    if kept.used_at is None or kept.used_at < clock.now() - NOTED_EVERY:
        kept.used_at = clock.now()
    return account


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
