"""What a desk lists, sorts and counts its disputes by, kept in the transaction that changes it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.sharing.models.dispute import Dispute
from app.foundation.database import db


class DeskRow(db.Model):
    """A dispute as its office's desk sees it, in one narrow row.

    Nobody writes it but the triggers of migration 0030, whenever the dispute, its case's number or
    urgency, or one of its case's tasks changes: `due_on` is the nearest due date of what is open,
    `at_office` whether any of it waits for the office; both empty where nothing is open.
    """

    __tablename__ = "sharing_desk_row"
    __table_args__ = (
        # What is open: listed by its deadline and counted from the index alone.
        Index(
            "ix_sharing_desk_row_open",
            "office_id",
            "due_on",
            "dispute_id",
            postgresql_include=["at_office", "cause", "result", "urgency", "entered_at"],
            postgresql_where=text("ended_at IS NULL"),
        ),
        # All of an office's: the open ones by their deadlines, then the last closed first.
        Index(
            "ix_sharing_desk_row_all", "office_id", "due_on", text("ended_at DESC"), "dispute_id"
        ),
        Index("ix_sharing_desk_row_entered", "office_id", "entered_at", "dispute_id"),
        Index("ix_sharing_desk_row_number", "office_id", "number", "dispute_id"),
    )

    dispute_id: Mapped[int] = mapped_column(
        ForeignKey(Dispute.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    case_id: Mapped[int] = mapped_column(index=True)
    office_id: Mapped[int]
    demander_id: Mapped[int]
    provider_id: Mapped[int]
    cause: Mapped[str] = mapped_column(String(20))
    urgency: Mapped[str] = mapped_column(String(10))
    number: Mapped[str | None] = mapped_column(String(40))
    result: Mapped[str | None] = mapped_column(String(20))
    entered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    at_office: Mapped[bool | None]
