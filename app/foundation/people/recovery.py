"""A way back for who forgot the password: a link by mail, good once and for half an hour."""

import hashlib
import logging
import secrets
from datetime import timedelta

from flask_babel import force_locale
from limits import parse
from sqlalchemy import delete, select, update

from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity import acting, passwords, queries, throttle
from app.foundation.identity.models import Account
from app.foundation.identity.sign_in_models import WayBack
from app.foundation.notices import mail

GOOD_FOR = timedelta(minutes=30)
KEPT_FOR = timedelta(days=30)
# How many mails an account gets: whoever knows a login cannot fill its holder's letter box.
MAILS_A_DAY = parse("6 per day")
SECRET_BYTES = 32
LONGEST = 64
PATH = "/sign-in/way-back/"
log = logging.getLogger(__name__)


def ask(account: Account | None) -> None:
    """Note that somebody asked; the same row and the same time whether or not there is anybody."""
    name = str(account.id) if account else "nobody"
    wanted = account is not None and bool(account.email) and not account.is_program
    may = throttle.limiter.hit(MAILS_A_DAY, "way back", name)
    db.session.add(WayBack(account_id=account.id if account and wanted and may else None))


def send_next(post: mail.Post) -> int:
    """Mail the oldest link that waits; how many were dealt with.  Its secret is drawn only now."""
    waiting = (
        select(WayBack)
        .where(WayBack.sent_at.is_(None))
        .order_by(WayBack.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = db.session.scalars(waiting).one_or_none()
    if found is None:
        return 0
    found.sent_at = clock.now()
    account = queries.account(found.account_id) if found.account_id else None
    if account and account.active and account.email and clock.now() < found.asked_at + GOOD_FOR:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        found.sha256 = _fingerprint(secret)
        db.session.flush()
        audit.record("way_back_sent", subject=str(account))
        _send(post, found, account, secret)
    return 1


def forget_old() -> None:
    """Requests of long ago are of no use to anybody; what was done is in the record."""
    db.session.execute(delete(WayBack).where(WayBack.asked_at < clock.now() - KEPT_FOR))


def owner(secret: str) -> Account:
    """Whose way back this is, while it is open."""
    found = _open(secret)
    account = queries.account(found.account_id) if found and found.account_id else None
    if account is None or not account.active:
        raise _gone()
    return account


def use(secret: str, new: str) -> Account:
    """Give the account the new password; the link, and every other of the account, is used up."""
    account = owner(secret)
    passwords.change(account, new)  # a password that is not taken leaves the link open
    used = (
        update(WayBack)
        .where(WayBack.sha256 == _fingerprint(secret), WayBack.used_at.is_(None))
        .values(used_at=clock.now())
        .returning(WayBack.id)
    )
    if db.session.scalar(used) is None:
        raise _gone()
    others = update(WayBack).where(WayBack.account_id == account.id, WayBack.used_at.is_(None))
    db.session.execute(others.values(used_at=clock.now(), sent_at=clock.now()))
    with acting.as_account(account):
        audit.record("password_recovered", subject=str(account))
    notices.queue(
        "sign_in_changed", instance_id=None, accounts=[account.id], sign_in="password_recovered"
    )
    notices.deliver()
    return account


def _open(secret: str) -> WayBack | None:
    if not secret.isascii() or len(secret) > LONGEST:
        return None
    wanted = select(WayBack).where(
        WayBack.sha256 == _fingerprint(secret),
        WayBack.used_at.is_(None),
        WayBack.sent_at > clock.now() - GOOD_FOR,
    )
    return db.session.scalars(wanted).one_or_none()


def _gone() -> NotFound:
    return NotFound(_("This link is used up or older than 30 minutes. Ask for another one."))


def _send(post: mail.Post, found: WayBack, account: Account, secret: str) -> None:
    with force_locale(account.locale):
        subject = _("Your way back to Xieshang")
        text = _(
            "Somebody, probably you, asked to set the password of %(login)s anew. Open this "
            "address within 30 minutes; it is good once:",
            login=account.login,
        )
        after = _("If it was not you, do nothing: nothing has changed.")
    body = f"{text}\n\n{post.address}{PATH}{secret}\n\n{after}\n"
    name = f"way-back-{found.id}"
    try:
        post.send(mail.letter(account, post.sender, name, subject, body), name)
    except mail.Undeliverable as never:
        log.warning("way back %d was not mailed, and will not be: %s", found.id, never)


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
