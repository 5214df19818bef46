"""The table of notices, which is the mail outbox as well."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account

KINDS = (
    "case_closed",
    "decision_made",
    "settlement_proposed",
    "dispute_reported",
    "agreement_effective",
    "data_provided",
    "feedback_received",
    "deadline_missed",
    "due_date_moved",
    "deadline_reminder",
    "task_assigned",
)


# Says only that something is to be done; nothing new beside a notice that says what happened.
GENERAL = "task_assigned"


class Notice(db.Model):
    """Something an account is told once; `mailed_at` is empty until its mail has gone."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_account", "account_id", text("id DESC")),
        Index("ix_notice_unread", "account_id", postgresql_where=text("read_at IS NULL")),
        Index("ix_notice_unmailed", "id", postgresql_where=text("mailed_at IS NULL")),
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
