"""The table of notices, which is the mail outbox as well."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account

KINDS = (
    "case_closed",
    "decision_made",
    "settlement_proposed",
    "settlement_recalled",
    "dispute_reported",
    "supervision_issued",
    "supervision_closed",
    "urged",
    "case_suspended",
    "case_resumed",
    "case_mended",
    "paper_entered",
    "import_news",
    "meeting_called",
    "meeting_changed",
    "minutes_to_sign",
    "minutes_issued",
    "resolution_assigned",
    "resolution_overdue",
    "demand_filed",
    "demand_assigned",
    "demand_answered",
    "demand_overdue",
    "agreement_effective",
    "data_provided",
    "feedback_received",
    "database_stale",
    "deregistration_blocked",
    "deadline_missed",
    "due_date_moved",
    "deadline_reminder",
    "entry_changed",
    "draft_submitted",
    "draft_sent_back",
    "release_made",
    "release_withdrawn",
    "shipped_changed",
    "setting_changed",
    "destruction",
    "sign_in_changed",
    "task_changed",
    "task_assigned",
)


# Says only that something is to be done; nothing new beside a notice that says what happened.
GENERAL = "task_assigned"
# Kinds that say what another tells of the same event, and more: that one is not sent beside them.
SAYS_MORE = (
    ("supervision_issued", "deadline_missed"),
    ("case_closed", "supervision_closed"),
    ("dispute_reported", "supervision_closed"),
    ("paper_entered", "supervision_closed"),
)


class Notice(db.Model):
    """Something an account is told once; `mailed_at` is empty until its mail has gone."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_account", "account_id", text("id DESC")),
        Index("ix_notice_unread", "account_id", postgresql_where=text("read_at IS NULL AND shown")),
        Index(
            "ix_notice_unmailed",
            "id",
            postgresql_where=text("mailed_at IS NULL AND mail = 'now'"),
        ),
        Index(
            "ix_notice_undigested",
            "account_id",
            postgresql_where=text("mailed_at IS NULL AND mail = 'digest'"),
        ),
        CheckConstraint("mail IN ('now', 'digest', 'none')", name="mail"),
        Index("ix_notice_instance", "instance_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    kind: Mapped[str]
    instance_id: Mapped[int | None]
    task_id: Mapped[int | None]
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    # As the account had chosen when it was told: in the application, and how by mail.
    shown: Mapped[bool] = mapped_column(default=True, server_default="true")
    mail: Mapped[str] = mapped_column(String(10), default="now", server_default="now")


class NoticeChoice(db.Model):
    """How an account wants to be told of a kind of notice; without a row as the product ships."""

    __tablename__ = "notice_choice"
    __table_args__ = (CheckConstraint("mail IN ('now', 'digest', 'none')", name="mail"),)

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    shown: Mapped[bool] = mapped_column(default=True)
    mail: Mapped[str] = mapped_column(String(10))


class Digest(db.Model):
    """That an account has had its digest of a morning: one a day, whichever machine sends it."""

    __tablename__ = "notice_digest"

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
