"""Tables of how one signs in: second factors, other sign-ins, sessions, ways back, tokens."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account


class OpenSession(db.Model):
    """A session as its owner finds it in the list; what ends it is `EndedSession` or the nonce."""

    __tablename__ = "open_session"
    __table_args__ = (Index("ix_open_session_account", "account_id", "nonce"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    nonce: Mapped[str] = mapped_column(String(32))
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    device: Mapped[str] = mapped_column(String(60))
    network: Mapped[str] = mapped_column(String(60))
    way: Mapped[str] = mapped_column(String(10))


class SecondFactor(db.Model):
    """The secret from which an account's device makes its codes, sealed; in force once confirmed.

    `last_step` is the half minute of the code that was used last: none is taken twice.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True)
    sealed: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(db.Model):
    """A code that opens once in place of the device; only its hash is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    sha256: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class OutsideIdentity(db.Model):
    """Whom a provider of OpenID Connect knows, and which account that is here."""

    __tablename__ = "outside_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(100), default="")
    linked_at: Mapped[datetime] = mapped_column(default=clock.now)


class WayBack(db.Model):
    """That somebody asked to set a forgotten password anew.

    A row stands for every request, so that it costs the same whether or not there is the account;
    the secret is drawn when the mail goes, and only its hash is kept.
    """

    __tablename__ = "way_back"
    __table_args__ = (
        Index("ix_way_back_unsent", "id", postgresql_where=text("sent_at IS NULL")),
        Index("ix_way_back_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class ApiToken(db.Model):
    """What a program shows to read for an account: hashed, scoped, for a time."""

    __tablename__ = "api_token"
    __table_args__ = (
        Index("ix_api_token_account", "account_id", "id"),
        CheckConstraint("cardinality(scopes) > 0", name="for_something"),
        CheckConstraint("expires_at > made_at", name="for_some_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    name: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    begins: Mapped[str] = mapped_column(String(10))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    made_by: Mapped[Account] = relationship(foreign_keys=[made_by_id])

    @property
    def is_open(self) -> bool:
        """Does it still open anything?"""
        return self.revoked_at is None and self.expires_at > clock.now()
