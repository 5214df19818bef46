"""Trying passwords and codes at the doors: how often, what is recorded of it, what is said.

An attempt is counted before the password is looked at: many at once get no further than one after
the other.  Where the platform itself then fails, the attempt is taken back: after an outage nobody
is kept out for having tried again.
"""

from flask import Flask, Response, current_app, g, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from app.foundation import audit
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity import passwords, queries, throttle
from app.foundation.identity.models import Account
from app.foundation.people import directory


def install(app: Flask) -> None:
    """Look after every attempt that came to no answer."""
    app.after_request(take_back)


def take_back(answer: Response) -> Response:
    """Where the platform failed, the attempt that was counted in this request does not count."""
    counted = g.pop("attempt", None)
    if counted and answer.status_code >= 500:
        try:
            throttle.take_back(*counted)
        except SQLAlchemyError:
            current_app.logger.warning("an attempt to sign in stays counted")
    return answer


def known(login: str) -> Account | None:
    """The open account of that login; text that cannot be a login is not looked up."""
    if not directory.LOGIN.fullmatch(login):
        return None
    account = queries.account_by_login(login)
    return account if account and account.active else None


def throttled(login: str, address: str) -> int:
    """Count an attempt; the seconds to wait.  The one that closes a limit is recorded."""
    if not current_app.config["RATELIMIT_ENABLED"]:
        return 0
    tried = throttle.attempt(login, address)
    g.attempt = None if tried.wait else (login, address)
    if tried.closed:
        _note_closing(login, throttle.network(address), tried.closed)
    return tried.wait


def too_often(wait: int) -> str:
    """What is said to whoever must wait."""
    minutes = -(-wait // 60)
    return _("Too many attempts. Please wait %(minutes)d minutes.", minutes=minutes)


def present_password_fault(action: str) -> str:
    """What is wrong with the present password as typed; a wrong one is recorded as `action`."""
    login, address = current_user.login, request.remote_addr or ""
    if wait := throttled(login, address):
        return too_often(wait)
    if passwords.matches(current_user._get_current_object(), request.form.get("password", "")):
        throttle.forgive(login, address)
        return ""
    with transaction():
        audit.record(action, subject=f"account:{login}")
    return _("This is not your present password.")


def code_throttled(account: Account) -> int:
    """Count a code that is tried for an account; the seconds to wait.

    Apart from its passwords, and so many a day at most: whoever has the password could go on
    guessing for weeks otherwise.
    """
    if not current_app.config["RATELIMIT_ENABLED"]:
        return 0
    if not throttle.limiter.hit(throttle.CODES_A_DAY, "codes", str(account.id)):
        return throttle.seconds_left(throttle.CODES_A_DAY, "codes", str(account.id))
    return throttled(f"code:{account.login}", request.remote_addr or "")


def forgive_codes(account: Account) -> None:
    """The code was right: the attempts before it do not count."""
    throttle.forgive(f"code:{account.login}", request.remote_addr or "")
    throttle.limiter.clear(throttle.CODES_A_DAY, "codes", str(account.id))


def check_repeated() -> None:
    """Raise where the new password was not typed the same twice."""
    if request.form.get("new_password", "") != request.form.get("again", ""):
        raise Invalid({"again": [_("The two new passwords differ.")]})


def _note_closing(login: str, network: str, limit: str) -> None:
    """Record that a limit closed; of logins only real ones: people type passwords there."""
    account = known(login.rpartition(":")[2])
    subject = f"address:{network}" if limit == "address" else account and str(account)
    db.session.rollback()
    if subject:
        with transaction():
            audit.record("sign_in_throttled", subject=subject, limit=limit, network=network)
