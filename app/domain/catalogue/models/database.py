"""The table of databases: filed, registered, operated, updated, deregistered (policy 三(二))."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.catalogue.models.items import ItemColumns
from app.foundation.database import db
from app.foundation.identity.models import Unit

FILED, REGISTERED, OPERATING, UPDATING = "filed", "registered", "operating", "updating"
DEREGISTERED = "deregistered"
# Only a database whose registration was confirmed stands in the catalogue (policy 四(一)).
LISTED = (REGISTERED, OPERATING, UPDATING)


class Database(db.Model):
    """A database that a unit builds and keeps."""

    __tablename__ = "catalogue_database"
    __table_args__ = (
        CheckConstraint(
            "status IN ('filed', 'registered', 'operating', 'updating', 'deregistered')",
            name="status",
        ),
        Index("ix_catalogue_database_owner", "owner_unit_id", "status"),
        Index("ix_catalogue_database_status", "status", "id"),
        Index("ix_catalogue_database_updated", "last_updated_on"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    owner_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    base_class: Mapped[str] = mapped_column(String(60), default="")
    application_area: Mapped[str] = mapped_column(String(100), default="")
    status: Mapped[str] = mapped_column(String(20))
    abstract: Mapped[str] = mapped_column(Text, default="")
    # 建设与维护同步考虑: without these nothing is filed.
    source_business: Mapped[str] = mapped_column(Text, default="")
    maintainer: Mapped[str] = mapped_column(String(200), default="")
    update_cycle: Mapped[str] = mapped_column(String(20), default="")
    maintenance_plan: Mapped[str] = mapped_column(Text, default="")
    maintenance_cost: Mapped[str] = mapped_column(String(200), default="")
    dbms: Mapped[str] = mapped_column(String(60), default="")
    records: Mapped[int | None] = mapped_column(BigInteger)
    network: Mapped[str] = mapped_column(String(40), default="")
    security_level: Mapped[str] = mapped_column(String(20))
    funding_class: Mapped[str] = mapped_column(String(60), default="")
    filing_no: Mapped[str] = mapped_column(String(60), default="")
    registration_no: Mapped[str] = mapped_column(String(60), default="")
    filed_on: Mapped[date | None]
    registered_on: Mapped[date | None]
    last_updated_on: Mapped[date | None]
    deregistered_on: Mapped[date | None]
    deregister_reason: Mapped[str] = mapped_column(Text, default="")
    limited_to: Mapped[str] = mapped_column(String(40), default="")
    version: Mapped[int] = mapped_column(default=1)

    owner: Mapped[Unit] = relationship()
    items: Mapped[list["DatabaseItem"]] = relationship(
        back_populates="database",
        order_by="DatabaseItem.item_no",
        cascade="all, delete-orphan",
    )

    @property
    def item_names(self) -> list[str]:
        """The names of the items, in the catalogue's order."""
        return [item.name for item in self.items]

    def __str__(self) -> str:
        return f"database:{self.id}"


class DatabaseItem(ItemColumns, db.Model):
    """An item that a database holds."""

    __tablename__ = "catalogue_database_item"
    __table_args__ = (
        Index("uq_catalogue_database_item_name", "database_id", "name", unique=True),
        Index("ix_catalogue_database_item_name", "name"),
    )

    database_id: Mapped[str] = mapped_column(
        ForeignKey(Database.id, ondelete="CASCADE"), primary_key=True
    )

    database: Mapped[Database] = relationship(back_populates="items")
