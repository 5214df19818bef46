"""Tables of the search: what can be found, and which items it holds."""

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import db
from app.foundation.identity.models import Unit

ITEM, UNIT = "item", "unit"


class SearchEntry(db.Model):
    """Something that can be found: a resource, database, collection entry, unit or item.

    An item is there once for each audience and network in which some entry holds it, so that
    nobody is led to an item that only hidden entries hold.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("uq_search_entry", "kind", "ref", "audience", "limited_to", unique=True),
        Index("ix_search_entry_unit", "unit_id", "audience"),
        Index("ix_search_entry_name_grams", "name_grams", postgresql_using="gin"),
        Index("ix_search_entry_grams", "grams", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    ref: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(200))
    # The title without spaces and signs, and the initials of its pinyin, to rank by.
    name_key: Mapped[str] = mapped_column(Text)
    initials: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    level: Mapped[str] = mapped_column(String(20))
    limited_to: Mapped[str] = mapped_column(String(40))
    audience: Mapped[int] = mapped_column(SmallInteger)
    sharing_class: Mapped[str] = mapped_column(String(20), default="")
    modes: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    cycle: Mapped[str] = mapped_column(String(20), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    # `catalogue=…`, `unit=17`: by which the result is narrowed and counted.
    facets: Mapped[list[str]] = mapped_column(ARRAY(Text))
    weight: Mapped[int] = mapped_column(SmallInteger)
    # The pieces (rules/grams.py) of its names, and of all that it tells, under rules/reach.py.
    name_grams: Mapped[str] = mapped_column(TSVECTOR, deferred=True)
    grams: Mapped[str] = mapped_column(TSVECTOR, deferred=True)


class SearchItem(db.Model):
    """An item that an entry holds, under its own name and the one that synonyms lead to."""

    __tablename__ = "search_item"

    entry_id: Mapped[int] = mapped_column(
        ForeignKey(SearchEntry.id, ondelete="CASCADE"), primary_key=True
    )
    canonical: Mapped[str] = mapped_column(String(100), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    # Of the entry, so that its holders come in order, and the hidden ones are not looked at.
    reach: Mapped[str] = mapped_column(String(60))
    weight: Mapped[int] = mapped_column(SmallInteger)
    # How many different items its entry has, for the duplicate check (holdings.py).
    own: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")


Index(
    "ix_search_item_canonical",
    SearchItem.canonical,
    SearchItem.reach,
    SearchItem.__table__.c.weight.desc(),
    SearchItem.entry_id,
    postgresql_include=["own"],
)
