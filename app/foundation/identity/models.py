"""Tables of the people: units, accounts with their posts, delegations for an absence."""

import secrets
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.i18n import speaks_english
from app.foundation.identity import posts


def new_nonce() -> str:
    """A value no cookie issued before can contain."""
    return secrets.token_hex(8)


class Unit(db.Model):
    """A government unit: it applies, provides, is consulted, votes or files."""

    __tablename__ = "unit"
    __table_args__ = (
        # Of longer circles a trigger takes care (0012_people.py): no row can see them alone.
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        Index("ix_unit_parent_id_sort_key", "parent_id", "sort_key"),
        Index("ix_unit_region_code", "region_code", "sort_key"),
        Index(
            "uq_unit_credit_code",
            "credit_code",
            unique=True,
            postgresql_where=text("credit_code <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    sort_key: Mapped[str] = mapped_column(String(300), index=True)
    # 机关代字, with which its documents are numbered: 京信办函〔2026〕1号.
    document_word: Mapped[str] = mapped_column(String(20), default="", server_default="")
    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(20))
    region_code: Mapped[str] = mapped_column(String(12))
    leading_group_member: Mapped[bool] = mapped_column(default=False)
    roles: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    active: Mapped[bool] = mapped_column(default=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    # 具体承担共享工作的部门 and its 岗位; with the address the responsible party of GB/T 21063.3.
    sharing_unit: Mapped[str] = mapped_column(String(100), default="", server_default="")
    contact_post: Mapped[str] = mapped_column(String(100), default="", server_default="")
    website: Mapped[str] = mapped_column(String(200), default="", server_default="")
    address: Mapped[str] = mapped_column(String(300), default="", server_default="")
    credit_code: Mapped[str] = mapped_column(String(18), default="", server_default="")
    # Counts the changes made by people; 1 is as it was seeded or added.
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    parent: Mapped["Unit | None"] = relationship(remote_side=[id])

    @property
    def label(self) -> str:
        """The unit's short name in the reader's language."""
        return (speaks_english() and self.name_en) or self.short_name

    def __str__(self) -> str:
        return f"unit:{self.code}"


class Account(db.Model):
    """A post-holder's account.  It names a post, never a person."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    display_post: Mapped[str] = mapped_column(String(100))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(200), default="")
    locale: Mapped[str] = mapped_column(String(10), default="zh")
    active: Mapped[bool] = mapped_column(default=True)
    session_nonce: Mapped[str] = mapped_column(String(32), default=new_nonce)
    # Read with every request, so here and not in tables of their own (sign_in_models.py).
    # A password that somebody else made is for one sign-in.
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default="false")
    second_factor_at: Mapped[datetime | None]
    # From when on nothing opens without a second factor.
    second_factor_due_at: Mapped[datetime | None]
    # It has no password and works by tokens.
    is_program: Mapped[bool] = mapped_column(default=False, server_default="false")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    unit: Mapped[Unit] = relationship()
    posts: Mapped[list["AccountPost"]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="AccountPost.post"
    )
    stands_in: Mapped[list["Delegation"]] = relationship(
        primaryjoin=lambda: and_(
            Account.id == Delegation.to_account_id, Delegation.revoked_at.is_(None)
        ),
        viewonly=True,
        order_by="Delegation.id",
    )

    @property
    def post_names(self) -> set[str]:
        """The posts that the account holds itself."""
        return {held.post for held in self.posts}

    @property
    def absent_colleagues(self) -> list["Account"]:
        """The accounts of the same unit for which this one stands in today."""
        return [one.from_account for one in self.stands_in if one.applies_on(clock.today())]

    @property
    def effective_posts(self) -> set[str]:
        """The posts that the account may act in today, its own and those it stands in for."""
        return self.post_names.union(*(away.post_names for away in self.absent_colleagues))

    def on_behalf_of(self, wanted: set[str]) -> "Account | None":
        """The absent colleague through whom the account holds one of the posts; None if its own."""
        if self.post_names & wanted:
            return None
        return next((away for away in self.absent_colleagues if away.post_names & wanted), None)

    @property
    def label(self) -> str:
        """The post as shown to people, in the reader's language."""
        if not speaks_english() or not self.unit.name_en:
            return self.display_post
        held = ", ".join(str(posts.title(post)) for post in sorted(self.post_names))
        return f"{self.unit.name_en}: {held}" if held else self.unit.name_en

    # What Flask-Login asks of an account, said here so that no web package is needed.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the account may sign in."""
        return self.active

    def get_id(self) -> str:
        """What a session remembers; a new nonce makes every older session worthless."""
        return f"{self.id}.{self.session_nonce}"

    def __str__(self) -> str:
        return f"account:{self.login}"


class AccountPost(db.Model):
    """A post that an account holds."""

    __tablename__ = "account_post"
    __table_args__ = (Index("ix_account_post_post", "post", "account_id"),)

    account_id: Mapped[int] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    post: Mapped[str] = mapped_column(String(40), primary_key=True)

    account: Mapped[Account] = relationship(back_populates="posts")


class PostTerm(db.Model):
    """That an account held a post, from when until when; kept when it does so no more."""

    __tablename__ = "post_term"
    __table_args__ = (
        Index("ix_post_term_unit", "unit_id", "post"),
        Index(
            "uq_post_term_open",
            "account_id",
            "post",
            unique=True,
            postgresql_where=text("until_at IS NULL"),
        ),
        Index("ix_post_term_account", "account_id", "from_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    post: Mapped[str] = mapped_column(String(40))
    from_at: Mapped[datetime] = mapped_column(default=clock.now)
    until_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class Delegation(db.Model):
    """An absence: a colleague of the same unit acts in the account's posts meanwhile."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),
        CheckConstraint("from_account_id <> to_account_id", name="to_somebody_else"),
        Index("ix_delegation_to", "to_account_id", "until_on"),
        Index("ix_delegation_from", "from_account_id", "until_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    to_account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]

    from_account: Mapped[Account] = relationship(foreign_keys=[from_account_id])
    to_account: Mapped[Account] = relationship(foreign_keys=[to_account_id])

    def applies_on(self, day: date) -> bool:
        """Whether the colleague stands in on that day; not for an account closed meanwhile."""
        planned = self.from_on <= day <= self.until_on
        return planned and self.revoked_at is None and self.from_account.active


class EndedSession(db.Model):
    """A session that was signed out, so that a copy of its cookie is worth nothing."""

    __tablename__ = "ended_session"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class FeedToken(db.Model):
    """The private address of an account's calendar feed: only the hash of its secret is kept."""

    __tablename__ = "feed_token"

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]


class SavedFilter(db.Model):
    """A search that an account keeps under a name, as the parameters of its page's address."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("account_id", "page", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    page: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(default=clock.now)
