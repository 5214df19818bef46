"""What each unit lists, who lists nothing, and what is collected or built and not listed."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from app.domain.catalogue.figures.scope import LATE, OVERDUE, Scope, freshness
from app.domain.catalogue.models.census import LISTED, Census
from app.domain.catalogue.models.resource import CONDITIONAL, NOT_SHAREABLE, UNCONDITIONAL
from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.viewing import sees
from app.foundation.database import db
from app.foundation.identity.models import Unit

LISTS = (values.BASIC, values.APPLIED, values.DATABASES, values.COLLECTIONS)
COLLECTED, BUILT = "collected", "built"
# Bodies that decide and hold nothing: nobody expects an entry of them.
DECIDES_ONLY = "领导机构"


class UnitLine(NamedTuple):
    """What a unit lists."""

    unit: Unit
    entries: int
    items: int
    by_catalogue: tuple[int, ...]
    unconditional: int
    conditional: int
    not_shareable: int
    late: int
    overdue: int


class Gap(NamedTuple):
    """How many collection entries have a resource, or databases a listed one, and how many not."""

    name: str
    have: int
    lack: int


SORTS = ("entries", "items", "overdue", "not_shareable", "name")


def units(scope: Scope, sort: str = "entries", *, listing: bool | None = None) -> Select[Any]:
    """The units with what they list; those only that list something, or nothing, where asked."""
    lines = _by_unit(scope)
    counts = [func.coalesce(column, 0) for column in list(lines.c)[1:]]
    statement = (
        select(Unit, *counts)
        .outerjoin(lines, lines.c.unit_id == Unit.id)
        .where(Unit.active, Unit.kind != DECIDES_ONLY)
    )
    if scope.unit_id:
        statement = statement.where(Unit.id == scope.unit_id)
    if listing is not None:
        is_there = lines.c.unit_id.is_not(None)
        statement = statement.where(is_there if listing else ~is_there)
    if sort == "name":
        return statement.order_by(Unit.sort_key, Unit.id)
    return statement.order_by(func.coalesce(lines.c[sort], 0).desc(), Unit.sort_key, Unit.id)


def line(row: Any) -> UnitLine:
    """A row of `units`."""
    unit, entries, items, *rest = row
    lists = len(LISTS)
    return UnitLine(unit, entries, items, tuple(rest[:lists]), *rest[lists:])


def most(scope: Scope, number: int) -> list[UnitLine]:
    """The units that list most."""
    found = units(scope).limit(number)
    return [made for row in db.session.execute(found) if (made := line(row)).entries]


def how_many(scope: Scope) -> Gap:
    """How many units list something, and how many nothing."""
    expected = select(Unit.id).where(Unit.active, Unit.kind != DECIDES_ONLY)
    if scope.unit_id:
        expected = expected.where(Unit.id == scope.unit_id)
    every = expected.subquery()
    listing = select(Census.unit_id).where(scope.listed()).distinct().subquery()
    row = select(func.count(listing.c.unit_id), func.count() - func.count(listing.c.unit_id))
    row = row.select_from(every).outerjoin(listing, listing.c.unit_id == every.c.id)
    return Gap("units", *db.session.execute(row).one())


def gaps(scope: Scope) -> list[Gap]:
    """Of what is collected and of what is built: how much can be found as a resource."""
    found = []
    for name, kind in ((COLLECTED, columns.COLLECTION), (BUILT, columns.DATABASE)):
        row = select(
            func.count().filter(has_resource(scope, name)),
            func.count().filter(~has_resource(scope, name)),
        ).where(Census.kind == kind, scope.listed())
        found.append(Gap(name, *db.session.execute(row).one()))
    return found


def has_resource(scope: Scope, name: str) -> ColumnElement[bool]:
    """Is there a listed resource, which the viewer may see, of an entry or a database?"""
    other = aliased(Census)
    visible = sees(
        scope.viewer, other.kind, other.entry_id, other.level, other.limited_to, other.unit_id
    )
    resources = (other.kind == columns.RESOURCE, other.standing == LISTED, visible)
    if name == COLLECTED:
        return Census.leads_to.in_(select(other.entry_id).where(*resources)).is_(True)
    leading = select(other.leads_to).where(*resources, other.leads_to.is_not(None))
    return Census.entry_id.in_(leading)


def _by_unit(scope: Scope) -> Any:
    """Of each unit that lists something, the counts."""
    fresh = freshness()
    classes = (UNCONDITIONAL, CONDITIONAL, NOT_SHAREABLE)
    return (
        select(
            Census.unit_id,
            func.count().label("entries"),
            func.sum(Census.items).label("items"),
            *(func.count().filter(Census.catalogue == one) for one in LISTS),
            *(func.count().filter(Census.sharing_class == one).label(one) for one in classes),
            *(func.count().filter(fresh == one).label(one) for one in (LATE, OVERDUE)),
        )
        .where(scope.listed())
        .group_by(Census.unit_id)
        .subquery()
    )
