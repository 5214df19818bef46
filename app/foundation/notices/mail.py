"""Notices as mail: by SMTP, or into a folder where no mail server is set."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

from flask_babel import force_locale
from sqlalchemy import select

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.foundation.notices import texts
from app.foundation.notices.models import Notice

BATCH = 20


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
        )

    def send(self, message: EmailMessage, name: str) -> None:
        """Send one mail; OSError where it cannot go now."""
        if not self.host:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name}.eml").write_bytes(bytes(message))
            return
        with smtplib.SMTP(self.host, self.port, timeout=20) as server:
            if self.starttls or self.user:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


def send_next(post: Post) -> int:
    """Mail the oldest notices not yet mailed; returns how many were dealt with."""
    statement = (
        select(Notice, Account)
        .join(Account, Account.id == Notice.account_id)
        .where(Notice.mailed_at.is_(None))
        .order_by(Notice.id)
        .limit(BATCH)
        .with_for_update(of=Notice, skip_locked=True)
    )
    rows = db.session.execute(statement).all()
    for notice, account in rows:
        if account.email and account.active:
            post.send(_letter(notice, account, post.sender), f"{notice.id:010}-{account.login}")
        notice.mailed_at = clock.now()
    return len(rows)


def _letter(notice: Notice, account: Account, sender: str) -> EmailMessage:
    message = EmailMessage()
    with force_locale(account.locale):
        message["Subject"] = texts.title(notice)
        message.set_content(texts.body(notice))
    message["From"], message["To"] = sender, account.email
    message["Message-ID"] = f"<notice-{notice.id}@xieshang>"
    return message
