"""What is applied for most: resources and items, by how many units asked for them."""

from typing import Any, NamedTuple

from sqlalchemy import Subquery, func, select

from app.domain.catalogue.figures.scope import Scope
from app.domain.catalogue.models.application import ApplicationItem
from app.domain.catalogue.models.census import Census
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.rules import columns
from app.foundation.database import db

MOST = 10


class Wanted(NamedTuple):
    """A resource or an item, how many units applied for it, and how often."""

    name: str
    title: str
    units: int
    applications: int


def resources(scope: Scope) -> list[Wanted]:
    """The resources for which most units applied."""
    asked = _asked(scope)
    rows = (
        select(asked.c.resource_id, Resource.title, *_counts(asked))
        .join(Resource, Resource.id == asked.c.resource_id)
        .group_by(asked.c.resource_id, Resource.title)
        .order_by(*_by_rank(asked), asked.c.resource_id)
        .limit(MOST)
    )
    return [Wanted(*row) for row in db.session.execute(rows)]


def items(scope: Scope) -> list[Wanted]:
    """The items for which most units applied, wherever they are held."""
    asked = _asked(scope)
    rows = (
        select(asked.c["item"], asked.c["item"], *_counts(asked))
        .group_by(asked.c["item"])
        .order_by(*_by_rank(asked), asked.c["item"])
        .limit(MOST)
    )
    return [Wanted(*row) for row in db.session.execute(rows)]


def _counts(asked: Subquery) -> tuple[Any, Any]:
    """How many units, and how many applications."""
    return func.count(asked.c.demander_id.distinct()), func.count(asked.c.case_id.distinct())


def _by_rank(asked: Subquery) -> tuple[Any, Any]:
    units, applications = _counts(asked)
    return units.desc(), applications.desc()


def _asked(scope: Scope) -> Subquery:
    """What was applied for in the time, of resources that the viewer may see."""
    return (
        select(
            ApplicationItem.resource_id,
            ApplicationItem.item,
            ApplicationItem.demander_id,
            ApplicationItem.case_id,
        )
        .join(
            Census,
            (Census.kind == columns.RESOURCE) & (Census.entry_id == ApplicationItem.resource_id),
        )
        .where(scope.listed(), scope.holds(ApplicationItem.submitted_at))
        .subquery()
    )
