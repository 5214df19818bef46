"""Tables of the catalogue: information resources and the data items they consist of."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.catalogue.models.items import ItemColumns
from app.foundation.database import db
from app.foundation.identity.models import Unit

PUBLISHED = "published"
WITHDRAWN = "withdrawn"
UNCONDITIONAL = "unconditional"
CONDITIONAL = "conditional"
NOT_SHAREABLE = "not_shareable"


class Resource(db.Model):
    """An information resource that a unit is responsible for and others may apply for."""

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint(
            "sharing_class IN ('unconditional', 'conditional', 'not_shareable')",
            name="sharing_class",
        ),
        CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="status"),
        Index("ix_resource_provider", "provider_unit_id", "status"),
        Index("ix_resource_class", "sharing_class", "status"),
        Index("ix_resource_catalogue", "catalogue", "status", "id"),
        Index("ix_resource_database", "database_id"),
        Index("ix_resource_published", "published_on"),
        Index("ix_resource_title", "title"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    provider_unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    sharing_class: Mapped[str] = mapped_column(String(20))
    condition: Mapped[str] = mapped_column(Text, default="")
    refusal_basis: Mapped[str] = mapped_column(Text, default="")
    share_modes: Mapped[list[str]] = mapped_column(JSONB, default=list)
    update_cycle: Mapped[str] = mapped_column(String(20))
    security_level: Mapped[str] = mapped_column(String(20))
    secrecy_required: Mapped[bool] = mapped_column(default=False)
    catalogue: Mapped[str] = mapped_column(String(60))
    base_class: Mapped[str] = mapped_column(String(60), default="")
    application_area: Mapped[str] = mapped_column(String(100), default="")
    abstract: Mapped[str] = mapped_column(Text, default="")
    keywords: Mapped[str] = mapped_column(Text, default="")
    data_form: Mapped[str] = mapped_column(String(40), default="")
    # What the search looks through: title, keywords, items and provider in one line.
    searched: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(20), default=PUBLISHED)
    published_on: Mapped[date | None]
    # 条例 15: a conditional resource names scope and uses, one that is not shared why and by which
    # law (`refusal_basis`).
    use_scope: Mapped[str] = mapped_column(Text, default="", server_default="")
    use_purpose: Mapped[str] = mapped_column(Text, default="", server_default="")
    refusal_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    # The compilation guide of 2017: format, opening, related resources.
    format: Mapped[str] = mapped_column(String(40), default="", server_default="")
    is_open: Mapped[bool] = mapped_column(default=False, server_default="false")
    open_condition: Mapped[str] = mapped_column(Text, default="", server_default="")
    related: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    # GB/T 21063.3: where it is on line, its service, who keeps the metadata.
    online_url: Mapped[str] = mapped_column(String(500), default="", server_default="")
    service_url: Mapped[str] = mapped_column(String(500), default="", server_default="")
    service_type: Mapped[str] = mapped_column(String(60), default="", server_default="")
    maintainer_unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    metadata_updated_on: Mapped[date | None]
    # 四“谁”: who produced, built and operates it; whoever provides it shares it.
    produced_by_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    built_by_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    operated_by_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    collector_unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    tags: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list, server_default="{}")
    # The entry is shown only in this network; empty where it is not limited.
    limited_to: Mapped[str] = mapped_column(String(40), default="", server_default="")
    database_id: Mapped[str | None] = mapped_column(ForeignKey("catalogue_database.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    provider: Mapped[Unit] = relationship(foreign_keys=[provider_unit_id])
    produced_by: Mapped[Unit | None] = relationship(foreign_keys=[produced_by_id])
    built_by: Mapped[Unit | None] = relationship(foreign_keys=[built_by_id])
    operated_by: Mapped[Unit | None] = relationship(foreign_keys=[operated_by_id])
    collector: Mapped[Unit | None] = relationship(foreign_keys=[collector_unit_id])
    maintainer: Mapped[Unit | None] = relationship(foreign_keys=[maintainer_unit_id])
    items: Mapped[list["DataItem"]] = relationship(
        back_populates="resource", order_by="DataItem.item_no", cascade="all, delete-orphan"
    )

    @property
    def item_names(self) -> list[str]:
        """The names of the items, in the catalogue's order."""
        return [item.name for item in self.items]

    @property
    def sensitive_items(self) -> set[str]:
        """The names of the sensitive items: whoever wants one must say why it is needed."""
        return {item.name for item in self.items if item.is_sensitive}

    def __str__(self) -> str:
        return f"resource:{self.id}"


class DataItem(ItemColumns, db.Model):
    """One item of a resource: what is applied for, agreed and delivered item by item."""

    __tablename__ = "data_item"
    __table_args__ = (
        Index("uq_data_item_name", "resource_id", "name", unique=True),
        Index("ix_data_item_name", "name"),
    )

    resource_id: Mapped[str] = mapped_column(
        ForeignKey(Resource.id, ondelete="CASCADE"), primary_key=True
    )

    resource: Mapped[Resource] = relationship(back_populates="items")
