"""Suggest names while somebody types."""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from app.domain.catalogue.models.search import ITEM, UNIT
from app.domain.catalogue.rules import columns
from app.domain.catalogue.search import asking, matching
from app.domain.catalogue.search.finding import (
    IN_NAME,
    Shape,
    Way,
    best_first,
    met,
    parameters,
    shape,
)
from app.domain.catalogue.search.found import EXACTLY, NEARLY
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db

MOST = 8
OF_A_KIND = 3
LOOKED_AT = 200
ORDER = (ITEM, *columns.KINDS, UNIT)


class Suggestion(NamedTuple):
    """A name to complete what is typed."""

    kind: str
    ref: str
    title: str


def suggest(typed: str, viewer: Viewer) -> list[Suggestion]:
    """At most eight names that the viewer may see, by kind, in each the best first."""
    question = asking.read(typed)
    if not question.key:
        return []
    ways = [
        Way(IN_NAME, matching.whole(question), LOOKED_AT),
        Way(IN_NAME, matching.begins(question), LOOKED_AT),
        Way(IN_NAME, matching.named(question), LOOKED_AT),
    ]
    if found := _best(question, viewer, ways, EXACTLY):
        return found
    near = Way(IN_NAME, matching.near(question), LOOKED_AT)
    return _best(question, viewer, [near], NEARLY)


def _best(question: asking.Question, viewer: Viewer, ways: list[Way], how: str) -> list[Suggestion]:
    statement = _statement(shape(question, viewer, ways, how))
    rows = db.session.execute(statement, parameters(question, viewer, ways, how))
    return sorted((Suggestion(*row) for row in rows), key=lambda one: ORDER.index(one.kind))


@lru_cache(maxsize=256)
def _statement(shape: Shape) -> Select[Any]:
    found: Any = met(shape).subquery()
    order = best_first(found, shape)
    place = func.row_number().over(partition_by=found.c.kind, order_by=order).label("place")
    ranked = select(found.c.kind, found.c.ref, found.c.title, found.c.way, place).subquery()
    return (
        select(ranked.c.kind, ranked.c.ref, ranked.c.title)
        .where(ranked.c.place <= OF_A_KIND)
        .order_by(ranked.c.place, ranked.c.way)
        .limit(MOST)
    )
