"""Which office settles the disputes of a region, and which group decides: data, not diagrams."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation.database import db
from app.foundation.identity.models import Unit


class Region(db.Model):
    """A region with the office in charge of sharing there, below the region that contains it.

    A dispute goes to the office of the smallest region that contains both sides (条例 28: 同级
    主管部门, across levels and regions 共同的上级); a region without an office, or without a
    group, is served by the one above it.
    """

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    leading_group_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))

    office: Mapped[Unit | None] = relationship(foreign_keys=[office_id])
    leading_group: Mapped[Unit | None] = relationship(foreign_keys=[leading_group_id])
