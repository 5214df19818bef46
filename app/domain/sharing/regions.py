"""The regions of the city by name, and whom each is in the charge of."""

from sqlalchemy import or_, select

from app.domain.sharing.models.jurisdiction import Region
from app.foundation.database import db
from app.foundation.i18n import speaks_english


def names() -> dict[str, str]:
    """Every region's name in the reader's language, by its code; the city first."""
    rows = select(Region).order_by(Region.parent_code.is_not(None), Region.code)
    return {one.code: _label(one) for one in db.session.scalars(rows)}


def in_charge(unit_id: int) -> list[str]:
    """The regions of which a unit is the office, or in which it decides."""
    mine = or_(Region.office_id == unit_id, Region.leading_group_id == unit_id)
    return [_label(one) for one in db.session.scalars(select(Region).where(mine))]


def _label(region: Region) -> str:
    return (speaks_english() and region.name_en) or region.name
