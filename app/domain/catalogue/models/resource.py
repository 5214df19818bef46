"""Tables of the catalogue: information resources and the data items they consist of."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation.database import db
from app.foundation.identity.models import Unit

PUBLISHED = "published"
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

    provider: Mapped[Unit] = relationship()
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


class DataItem(db.Model):
    """One item of a resource: what is applied for, agreed and delivered item by item."""

    __tablename__ = "data_item"
    __table_args__ = (Index("uq_data_item_name", "resource_id", "name", unique=True),)

    resource_id: Mapped[str] = mapped_column(
        ForeignKey(Resource.id, ondelete="CASCADE"), primary_key=True
    )
    item_no: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")
    data_type: Mapped[str] = mapped_column(String(20))
    length: Mapped[int | None]
    is_key: Mapped[bool] = mapped_column(default=False)
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    is_base: Mapped[bool] = mapped_column(default=False)

    resource: Mapped[Resource] = relationship(back_populates="items")


class Synonym(db.Model):
    """A word that people use for an item, and the name under which the catalogues have it."""

    __tablename__ = "synonym"

    term: Mapped[str] = mapped_column(String(100), primary_key=True)
    canonical: Mapped[str] = mapped_column(String(100), index=True)
