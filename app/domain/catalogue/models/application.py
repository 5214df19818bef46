"""What is applied for: resource and item, read from the applications that left their unit.

A view of the database, not a table, as the exchange directory is: the catalogue knows nothing of
the room above it, and counts.
"""

from datetime import datetime

from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table
from sqlalchemy.orm import Mapped

from app.foundation.database import db

# Of metadata of its own: what looks after the tables must not take it for one.
_APPLICATIONS = Table(
    "application_items",
    MetaData(),
    Column("case_id", Integer, primary_key=True),
    Column("resource_id", String),
    Column("item", String, primary_key=True),
    Column("demander_id", Integer),
    Column("submitted_at", DateTime(timezone=True)),
)


class ApplicationItem(db.Model):
    """An item for which a unit has applied; only to be counted, never shown one by one."""

    __table__ = _APPLICATIONS

    case_id: Mapped[int]
    resource_id: Mapped[str]
    item: Mapped[str]
    demander_id: Mapped[int]
    submitted_at: Mapped[datetime]
