"""Everything the page of figures counts, kept until the catalogues change.

In a city of 320,000 entries counting takes a second or two.  What was counted is kept in each
process for the same question, and holds as long as no entry has a new version, no grant is given
or ended, and the day is the same.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import func, literal_column, or_, select

from app.domain.catalogue import viewing
from app.domain.catalogue.figures import cells, coverage, growth
from app.domain.catalogue.figures.cells import Cell
from app.domain.catalogue.figures.coverage import Gap
from app.domain.catalogue.figures.growth import Count
from app.domain.catalogue.figures.scope import Scope
from app.domain.catalogue.models.census import Census
from app.domain.catalogue.models.grant import EntryGrant
from app.domain.catalogue.models.version import EntryVersion
from app.foundation.database import db

MOST_UNITS = 12
KEPT = 256
ANY_UNIT = 0  # of no unit in particular
# With the transaction that wrote it: a database that was put back counts its ids again.
_LAST_VERSION: Any = (
    select(EntryVersion.id, literal_column("entry_version.xmin::text"))
    .order_by(EntryVersion.id.desc())
    .limit(1)
)
_GRANTS = select(func.max(EntryGrant.id), func.max(EntryGrant.revoked_at))


@dataclass(frozen=True)
class UnitCounts:
    """What a unit lists: by catalogue, and its resources by sharing class."""

    code: str
    name: str
    name_en: str
    by_catalogue: tuple[int, ...]
    by_class: tuple[int, int, int]


@dataclass(frozen=True)
class Whole:
    """The counts of the page."""

    cells: tuple[Cell, ...]
    units: tuple[UnitCounts, ...]
    listing: Gap
    gaps: tuple[Gap, ...]
    growth: tuple[Count, ...]


def of(scope: Scope) -> Whole:
    """The counts for a question; counted anew where anything has changed since."""
    return _counted(_for_all(scope), _state())


def _for_all(scope: Scope) -> Scope:
    """The same question for every unit that sees no more than any other: one answer serves all."""
    viewer = scope.viewer
    if viewer.is_administrator or not viewer.signed_in:
        return scope
    own = select(Census.entry_id).where(
        Census.unit_id == viewer.unit_id, Census.level.not_in(viewing.AUDIENCES)
    )
    granted = select(EntryGrant.id).where(
        EntryGrant.unit_id == viewer.unit_id, EntryGrant.revoked_at.is_(None)
    )
    if db.session.scalar(select(or_(own.exists(), granted.exists()))):
        return scope
    return replace(scope, viewer=replace(viewer, unit_id=ANY_UNIT))


def _state() -> tuple[Any, ...]:
    """What must be the same for the counts to hold; the day is in the question itself."""
    last = db.session.execute(_LAST_VERSION).one_or_none()
    return (db.engine.url, *(last or ()), *db.session.execute(_GRANTS).one())


@lru_cache(maxsize=KEPT)
def _counted(scope: Scope, state: tuple[Any, ...]) -> Whole:
    units = [
        UnitCounts(
            one.unit.code,
            one.unit.short_name,
            one.unit.name_en,
            one.by_catalogue,
            (one.unconditional, one.conditional, one.not_shareable),
        )
        for one in coverage.most(scope, MOST_UNITS)
    ]
    return Whole(
        tuple(cells.cells(scope)),
        tuple(units),
        coverage.how_many(scope),
        tuple(coverage.gaps(scope)),
        tuple(growth.counted(scope)),
    )
