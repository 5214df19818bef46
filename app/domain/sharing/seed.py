"""The regions of the city, each with its office and group.  Run again, it adds what is missing."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.domain.sharing.models.jurisdiction import Region
from app.foundation.database import db
from app.foundation.identity.models import Unit
from app.foundation.identity.seed import rows


def regions() -> None:
    """Write who is in charge where: an administrator's changes are kept."""
    unit_ids = dict(db.session.execute(select(Unit.code, Unit.id)).all())
    values = [
        {
            "code": row["code"],
            "name": row["name"],
            "name_en": row["name_en"],
            "parent_code": row["parent_code"] or None,
            "office_id": unit_ids.get(row["office"]),
            "leading_group_id": unit_ids.get(row["leading_group"]),
        }
        for row in rows("regions.csv")
    ]
    db.session.execute(insert(Region).on_conflict_do_nothing(), values)
