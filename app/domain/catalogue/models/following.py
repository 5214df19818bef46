"""The table of what people follow in the catalogues, to hear when it changes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.catalogue.rules.columns import COLLECTION, DATABASE, RESOURCE
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account

UNIT, CLASS, AREA = "unit", "class", "area"
ENTRIES = (RESOURCE, DATABASE, COLLECTION)
SUBJECTS = (*ENTRIES, UNIT, CLASS, AREA)


class Follow(db.Model):
    """That an account follows an entry, all entries of a unit, or those of a class or an area.

    `key` is the entry's id, the unit's code, or the class's or area's Chinese name.
    """

    __tablename__ = "catalogue_follow"
    __table_args__ = (
        UniqueConstraint("account_id", "subject", "key"),
        Index("ix_catalogue_follow_subject", "subject", "key"),
        CheckConstraint(
            "subject IN ('resource', 'database', 'collection', 'unit', 'class', 'area')",
            name="subject",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(default=clock.now)
