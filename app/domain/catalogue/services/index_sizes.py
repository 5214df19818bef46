"""Keep in the index how many different items an entry has, after synonyms."""

from collections.abc import Collection

from sqlalchemy import func, select, update

from app.domain.catalogue.models.search import SearchItem
from app.foundation.database import db


def count_again(names: Collection[str]) -> None:
    """After a change of synonyms: count anew in the entries that have an item of these names."""
    holding = select(SearchItem.entry_id).where(SearchItem.name.in_(names))
    counted = (
        select(SearchItem.entry_id, func.count(SearchItem.canonical.distinct()).label("own"))
        .where(SearchItem.entry_id.in_(holding))
        .group_by(SearchItem.entry_id)
        .subquery()
    )
    differing = (SearchItem.entry_id == counted.c.entry_id) & (SearchItem.own != counted.c.own)
    db.session.execute(
        update(SearchItem)
        .where(differing)
        .values(own=counted.c.own)
        .execution_options(synchronize_session=False)
    )
