"""Notices as mail: by SMTP, or into a folder where no mail server is set."""

import logging
import smtplib
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

from flask_babel import force_locale
from sqlalchemy import select, update

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.foundation.notices import texts
from app.foundation.notices.models import Notice

PERMANENT = 500  # SMTP: from this answer on, sending it again is of no use
log = logging.getLogger(__name__)


class Undeliverable(Exception):
    """The mail server will never take this mail."""


@dataclass(frozen=True)
class Post:
    """How mail leaves: a server, or a folder."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    folder: Path
    starttls: bool = False
    address: str = ""  # where the pages are, for links

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """As the deployment settings say."""
        return cls(
            host=config.get("SMTP_HOST") or "",
            port=int(config.get("SMTP_PORT") or 25),
            user=config.get("SMTP_USER") or "",
            password=config.get("SMTP_PASSWORD") or "",
            sender=config.get("MAIL_FROM") or "xieshang@localhost",
            folder=Path(config["MAIL_FOLDER"]),
            starttls=bool(config.get("SMTP_STARTTLS")),
            address=(config.get("PUBLIC_URL") or "").rstrip("/"),
        )

    def send(self, message: EmailMessage, name: str) -> None:
        """Send one mail; OSError where it cannot go now, `Undeliverable` where it never will."""
        if not self.host:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name}.eml").write_bytes(bytes(message))
            return
        try:
            self._hand_over(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _said in refused.recipients.values()]
            _give_up(refused, min(codes, default=0))
        except smtplib.SMTPResponseException as refused:
            _give_up(refused, refused.smtp_code)

    def _hand_over(self, message: EmailMessage) -> None:
        with smtplib.SMTP(self.host, self.port, timeout=20) as server:
            if self.starttls or self.user:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


def _give_up(refused: smtplib.SMTPException, code: int) -> None:
    refused.args = (code,)  # the log says why, and the server's words name the addressee
    if code < PERMANENT or isinstance(refused, smtplib.SMTPAuthenticationError):
        raise refused  # full, busy or set up wrong: later it may go
    raise Undeliverable(str(refused)) from refused


def send_one(post: Post, notice_id: int) -> None:
    """Mail a notice that is not mailed yet, and mark it."""
    statement = (
        select(Notice, Account)
        .join(Account, Account.id == Notice.account_id)
        .where(Notice.id == notice_id, Notice.mailed_at.is_(None), Notice.mail == "now")
        .with_for_update(of=Notice)
    )
    for notice, account in db.session.execute(statement):
        if account.email and account.active:
            _send(post, notice, account)
        notice.mailed_at = clock.now()


def stranded(before: datetime, most: int) -> list[int]:
    """Notices that have waited for their mail since long."""
    waiting = select(Notice.id).where(
        Notice.mailed_at.is_(None), Notice.mail == "now", Notice.created_at < before
    )
    return list(db.session.scalars(waiting.order_by(Notice.id).limit(most)))


def forgo(notice_ids: Collection[int]) -> None:
    """An operator gave these mails up: they stand in the application, and no mail waits."""
    _rest(notice_ids, "now", "none")


def take_up(notice_ids: Collection[int]) -> None:
    """They are to go by mail all the same."""
    _rest(notice_ids, "none", "now")


def _rest(notice_ids: Collection[int], was: str, now: str) -> None:
    unsent = (Notice.id.in_(notice_ids), Notice.mailed_at.is_(None), Notice.mail == was)
    changed = update(Notice).where(*unsent).values(mail=now)
    db.session.execute(changed, execution_options={"synchronize_session": False})


def _send(post: Post, notice: Notice, account: Account) -> None:
    try:
        post.send(_letter(notice, account, post), f"{notice.id:010}-{account.login}")
    except Undeliverable as never:
        log.warning("notice %d was not mailed, and will not be: %s", notice.id, never)


def letter(account: Account, sender: str, name: str, subject: str, text: str) -> EmailMessage:
    """A mail to an account; the same name is the same mail, however often it arrives."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"], message["To"] = sender, account.email
    message["Message-ID"] = f"<{name}@xieshang>"
    message.set_content(text)
    return message


def _letter(notice: Notice, account: Account, post: Post) -> EmailMessage:
    with force_locale(account.locale):
        subject, text = texts.title(notice), texts.body(notice)
        if post.address and (path := texts.path(notice)):
            text += f"{post.address}{path}\n"
    return letter(account, post.sender, f"notice-{notice.id}", subject, text)
