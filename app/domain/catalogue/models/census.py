"""The table of the census: of each entry what the figures count by, in few bytes."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import db
from app.foundation.identity.models import Unit

LISTED, GONE, NOT_YET = "listed", "gone", "not_yet"


class Census(db.Model):
    """An entry as the figures see it; kept beside the catalogues, because these are too wide.

    Counting 200,000 entries with 2,000,000 items takes seconds on the catalogues themselves.  Each
    version of an entry brings its line up to date; a job mends what was written past them.
    """

    __tablename__ = "catalogue_census"
    __table_args__ = (
        Index("ix_catalogue_census_unit", "unit_id", "kind"),
        Index(
            "ix_catalogue_census_leads_to",
            "leads_to",
            postgresql_where=text("leads_to IS NOT NULL"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    entry_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    catalogue: Mapped[str] = mapped_column(String(60))
    # The kind of basic information, or the area of application.
    class_name: Mapped[str] = mapped_column(String(100))
    sharing_class: Mapped[str] = mapped_column(String(20))
    # Of what is not shared: is the law named that forbids it?
    has_basis: Mapped[bool]
    level: Mapped[str] = mapped_column(String(20))
    limited_to: Mapped[str] = mapped_column(String(40))
    # Listed, gone, or not yet there.
    standing: Mapped[str] = mapped_column(String(8))
    items: Mapped[int]
    # How many days it may stay as it is, and since when it has; empty where nothing is due.
    cycle_days: Mapped[int | None]
    fresh_on: Mapped[date | None]
    # Of a collection entry its resource, of a resource its database.
    leads_to: Mapped[str | None] = mapped_column(String(20))
