"""From the first proof to the session: a password or a provider, then the second factor."""

import secrets
from datetime import timedelta
from typing import Any

from flask import current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from app.foundation import audit, clock
from app.foundation.database import transaction
from app.foundation.i18n import _
from app.foundation.identity import acting, queries, throttle
from app.foundation.identity.models import Account
from app.foundation.people import outside, second_factor, sessions
from app.web import wording
from app.web.back import safe_path

PASSWORD, PROVIDER = "password", "provider"
HALF = "half"  # who has shown one proof of two
PENDING = "outside"  # whom a provider knows and no account here is connected with yet
MINUTES = 10


def arrive(account: Account, way: str, wanted: str) -> ResponseReturnValue:
    """The first proof is good: ask for the second, or let the account in."""
    if not second_factor.is_set(account):
        return let_in(account, way, wanted)
    pending = session.get(PENDING) if way == PASSWORD else None
    session.clear()
    session[HALF] = {
        "account": account.id,
        "nonce": account.session_nonce,
        "way": way,
        "next": wanted,
        "until": _in_minutes(),
    }
    if pending:
        session[PENDING] = pending
    return redirect(url_for("second_factor.ask"))


def half_in() -> tuple[Account, dict[str, Any]] | None:
    """Who has shown the first proof, while it counts; nobody after a change of the password."""
    half = session.get(HALF)
    if not half or half["until"] < clock.now().timestamp():
        return None
    account = queries.account(half["account"])
    if not account.active or account.session_nonce != half["nonce"]:
        return None
    return account, half


def let_in(account: Account, way: str, wanted: str, by: str = "") -> ResponseReturnValue:
    """Sign the account in, and say what it has to do next."""
    pending = waiting_identity()
    with acting.as_account(account), transaction():
        if pending and way == PASSWORD and pending.get("agreed"):
            outside.connect(account, pending["issuer"], pending["subject"], pending["name"])
        details: dict[str, Any] = _how(way, by)
        audit.record("signed_in", subject=str(account), **details)
        begin_session(account, way)
        if second_factor.is_required(account, current_app.config["SECOND_FACTOR_POSTS"]):
            second_factor.ask_for(account, current_app.config["SECOND_FACTOR_GRACE_DAYS"])
        due_at = None if second_factor.is_set(account) else account.second_factor_due_at
    if due_at and second_factor.is_required(account, current_app.config["SECOND_FACTOR_POSTS"]):
        day = wording.local_time(due_at)
        text = _("Your post demands a second factor from %(day)s on; see “Your account”.", day=day)
        flash(text, "warning")
    if pending and pending.get("agreed") and way == PASSWORD:
        flash(_("Your account is connected: next time the other sign-in is enough."), "success")
    return redirect(safe_path(wanted))


def begin_session(account: Account, way: str) -> None:
    """A new session with a new number: one that was fixed before sign-in is worth nothing."""
    session.clear()
    session.permanent = True
    session["sid"] = secrets.token_hex(16)
    session["way"] = way
    session["seen"] = int(clock.now().timestamp())
    login_user(account)
    sessions.begin(
        account,
        session["sid"],
        agent=request.headers.get("User-Agent", ""),
        network=throttle.network(request.remote_addr or ""),
        way=way,
    )


def note_seen() -> None:
    """Bring the session's last use up to date, every few minutes and not with every page."""
    seen, now = session.get("seen"), int(clock.now().timestamp())
    if seen is None or now - seen < sessions.SEEN_EVERY.total_seconds():
        return
    session["seen"] = now
    with transaction():
        sessions.note_seen(session.get("sid", ""))


def waiting_identity() -> dict[str, Any] | None:
    """Whom a provider knows and who must still say which account that is."""
    found: dict[str, Any] | None = session.get(PENDING)
    return found if found and found["until"] >= clock.now().timestamp() else None


def keep_identity(issuer: str, subject: str, name: str) -> None:
    """Remember whom the provider knows until the password says which account that is."""
    session[PENDING] = {
        "issuer": issuer,
        "subject": subject,
        "name": name,
        "until": _in_minutes(),
    }


def _how(way: str, by: str) -> dict[str, str]:
    """How somebody signed in, for the record; by the password alone nothing is said."""
    how = {"way": way} if way != PASSWORD else {}
    return how | ({"second": by} if by else {})


def _in_minutes() -> int:
    return int((clock.now() + timedelta(minutes=MINUTES)).timestamp())
