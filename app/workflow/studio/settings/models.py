"""The table of what administrators changed, or want to change."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account

DEADLINE, CALENDAR, NOTICE = KINDS = ("deadline", "calendar", "notice")
PROPOSED, IN_FORCE, REFUSED, WITHDRAWN = STATES = ("proposed", "in_force", "refused", "withdrawn")


class SettingChange(db.Model):
    """One change of a setting: what stood before, what stands after, why, and who decided.

    `key` names the rule of a deadline, the years of a calendar, or the kind of a notice.
    """

    __tablename__ = "setting_change"
    __table_args__ = (
        CheckConstraint("kind IN ('deadline', 'calendar', 'notice')", name="kind"),
        CheckConstraint("state IN ('proposed', 'in_force', 'refused', 'withdrawn')", name="state"),
        Index("ix_setting_change_kind", "kind", "key", "id"),
        # Two proposals for one thing would overtake each other.
        Index(
            "uq_setting_change_waiting",
            "kind",
            "key",
            unique=True,
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60))
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    # The proposer, and those in whose post it stood in: none of them is a second person.
    hands: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    # Why the second person refused.
    answer: Mapped[str] = mapped_column(Text, default="")

    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def waits(self) -> bool:
        """Does it wait for a second person?"""
        return self.state == PROPOSED
