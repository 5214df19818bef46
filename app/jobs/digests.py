"""Send each account the summary of its morning, once, on working days."""

import logging
from datetime import date

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from app.domain.sharing import digest
from app.foundation import calendar, clock
from app.foundation.database import db, transaction
from app.foundation.identity import queries
from app.foundation.identity.models import Account
from app.foundation.notices import mail
from app.foundation.notices.models import Digest
from app.foundation.people import choices

log = logging.getLogger(__name__)
BATCH = 100


def send_digests() -> int:
    """Mail the summaries of this morning that nobody has sent yet; returns how many were sent.

    Each in its own transaction: whoever writes the account's row for the day sends it, and where
    the mail cannot go the row is not there either.
    """
    sent = 0
    today = clock.today()
    try:
        if _is_time():
            post = mail.Post.from_config(current_app.config)
            while waiting := _without(today):
                for account_id in waiting:
                    with transaction():
                        sent += _send(account_id, post)
    except OSError as error:
        log.warning("summaries wait: %s", error)
    finally:
        db.session.remove()
    return sent


def _is_time() -> bool:
    """From the hour of the morning on, on days on which people work."""
    today = clock.today()
    begins = clock.at_hour(today, current_app.config["DIGEST_HOUR"])
    return clock.now() >= begins and calendar.current().is_workday(today)


def _without(day: date) -> list[int]:
    had = exists().where(Digest.account_id == Account.id, Digest.day == day)
    waiting = select(Account.id).where(Account.active, Account.email != "", ~had)
    return list(db.session.scalars(waiting.order_by(Account.id).limit(BATCH)))


def _send(account_id: int, post: mail.Post) -> int:
    row = {"account_id": account_id, "day": clock.today(), "sent_at": clock.now()}
    mine = insert(Digest).values(row).on_conflict_do_nothing().returning(Digest.account_id)
    if db.session.scalar(mine) is None or not choices.wants_summary(account_id):
        return 0  # another machine is at it, or nobody wants it
    account = queries.account(account_id)
    with force_locale(account.locale):
        made = digest.compose(account)
    if made is None:
        return 0
    name = f"digest-{clock.today():%Y%m%d}-{account.login}"
    text = made.text + (f"\n{post.address}/tasks/\n" if post.address else "")
    try:
        post.send(mail.letter(account, post.sender, name, made.subject, text), name)
    except mail.Undeliverable as never:
        log.warning("no summary reaches account %d: %s", account_id, never)
        return 0
    for notice in made.notices:
        notice.mailed_at = clock.now()
    return 1
