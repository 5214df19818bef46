"""How the catalogues grow: what was published, changed and withdrawn in each month."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select

from app.domain.catalogue.figures.scope import WENT, Scope
from app.domain.catalogue.models.census import Census
from app.domain.catalogue.models.version import EntryVersion
from app.foundation.database import db
from app.foundation.months import month_of

PUBLISHED, CHANGED, WITHDRAWN = "published", "changed", "withdrawn"
DEEDS = (PUBLISHED, CHANGED, WITHDRAWN)
# What became of a database stands in its versions too: when it came into the catalogue.
CAME = ("published", "registered")
NOT_YET = "filed"


class Count(NamedTuple):
    """How many entries of a month."""

    month: date
    deed: str
    number: int


def counted(scope: Scope) -> list[Count]:
    """What happened to entries, by month."""
    month, deed = month_of(EntryVersion.at), of_version()
    rows = (
        select(month, deed, func.count(EntryVersion.entry_id.distinct()))
        .join(Census, _same())
        .where(scope.ever_listed(), scope.holds(EntryVersion.at), EntryVersion.act != NOT_YET)
        .group_by(month, deed)
    )
    return [Count(*row) for row in db.session.execute(rows)]


def totals(listed_now: int, months: list[date], found: Sequence[Count]) -> dict[date, int]:
    """How many entries were listed at the end of each month, reckoned back from today."""
    totals, left = {}, listed_now
    by_month = {(one.month, one.deed): one.number for one in found}
    for month in reversed(months):
        totals[month] = left
        left += by_month.get((month, WITHDRAWN), 0) - by_month.get((month, PUBLISHED), 0)
    return totals


def behind(scope: Scope, month: date, deed: str) -> ColumnElement[bool]:
    """Was the entry of a census line published, changed or withdrawn in that month?"""
    return (
        select(EntryVersion.id)
        .where(
            _same(),
            scope.holds(EntryVersion.at),
            month_of(EntryVersion.at) == month,
            of_version() == deed,
            EntryVersion.act != NOT_YET,
        )
        .exists()
    )


def of_version() -> ColumnElement[str]:
    """What a version is for the figures."""
    return case(
        (EntryVersion.act.in_(CAME), PUBLISHED),
        (EntryVersion.act.in_(WENT), WITHDRAWN),
        else_=CHANGED,
    )


def _same() -> ColumnElement[bool]:
    return and_(EntryVersion.entry_kind == Census.kind, EntryVersion.entry_id == Census.entry_id)
