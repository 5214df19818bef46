"""The table of collection responsibilities: who collects which data (policy 三(一))."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.catalogue.models.items import ItemColumns
from app.domain.catalogue.models.resource import Resource
from app.foundation.database import db
from app.foundation.identity.models import Unit


class Collection(db.Model):
    """An entry of the public catalogue of collection responsibilities: one data set, one unit."""

    __tablename__ = "catalogue_collection"
    __table_args__ = (
        CheckConstraint("status IN ('published', 'withdrawn')", name="status"),
        Index("ix_catalogue_collection_unit", "unit_id", "status"),
        Index("ix_catalogue_collection_resource", "resource_id"),
        Index("ix_catalogue_collection_class", "base_class", "status", "id"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    base_class: Mapped[str] = mapped_column(String(60), default="")
    data_form: Mapped[str] = mapped_column(String(40))
    standard: Mapped[str] = mapped_column(String(200), default="")
    cycle: Mapped[str] = mapped_column(String(20), default="")
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    # Codes of the units that reviewed it: 市统计局 and 市信息办, both keys.
    reviewed_by: Mapped[list[str]] = mapped_column(ARRAY(String(20)), default=list)
    # 协同采集: units that collect a part of it under the responsible one.
    joint_units: Mapped[list[str]] = mapped_column(ARRAY(String(20)), default=list)
    security_level: Mapped[str] = mapped_column(String(20))
    limited_to: Mapped[str] = mapped_column(String(40), default="")
    registration_no: Mapped[str] = mapped_column(String(60), default="")
    resource_id: Mapped[str | None] = mapped_column(ForeignKey(Resource.id))
    status: Mapped[str] = mapped_column(String(20))
    published_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    resource: Mapped[Resource | None] = relationship()
    items: Mapped[list["CollectionItem"]] = relationship(
        back_populates="collection",
        order_by="CollectionItem.item_no",
        cascade="all, delete-orphan",
    )

    @property
    def item_names(self) -> list[str]:
        """The names of the items, in the catalogue's order."""
        return [item.name for item in self.items]

    def __str__(self) -> str:
        return f"collection:{self.id}"


class CollectionItem(ItemColumns, db.Model):
    """An item that is collected."""

    __tablename__ = "catalogue_collection_item"
    __table_args__ = (
        Index("uq_catalogue_collection_item_name", "collection_id", "name", unique=True),
        Index("ix_catalogue_collection_item_name", "name"),
    )

    collection_id: Mapped[str] = mapped_column(
        ForeignKey(Collection.id, ondelete="CASCADE"), primary_key=True
    )

    collection: Mapped[Collection] = relationship(back_populates="items")
