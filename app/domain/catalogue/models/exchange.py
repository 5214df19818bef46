"""The exchange directory: what flows between whom, read from the agreements in force.

A view of the database, not a table: nobody can make it say anything else than the agreements do.
"""

from datetime import date, datetime

from sqlalchemy import Column, Date, DateTime, Integer, MetaData, String, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from app.foundation.database import db

# Of metadata of its own: what looks after the tables must not take it for one.
_DIRECTORY = Table(
    "exchange_directory",
    MetaData(),
    Column("agreement_id", Integer, primary_key=True),
    Column("number", String),
    Column("case_id", Integer),
    Column("resource_id", String),
    Column("database_id", String),
    Column("demander_id", Integer),
    Column("provider_id", Integer),
    Column("items", JSONB),
    Column("mode", String),
    Column("update_cycle", String),
    Column("valid_until", Date),
    Column("effective_at", DateTime(timezone=True)),
)


class Exchange(db.Model):
    """An agreement in force, as the exchange directory shows it.

    Whoever asks must also look at `valid_until`: past its term nothing flows any more.
    """

    __table__ = _DIRECTORY

    agreement_id: Mapped[int]
    number: Mapped[str]
    case_id: Mapped[int]
    resource_id: Mapped[str]
    database_id: Mapped[str | None]
    demander_id: Mapped[int]
    provider_id: Mapped[int]
    items: Mapped[list[str]]
    mode: Mapped[str]
    update_cycle: Mapped[str]
    valid_until: Mapped[date]
    effective_at: Mapped[datetime]
