"""The whole in one statement: how many entries and items of each catalogue, class and kind."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.domain.catalogue.figures.scope import Scope, freshness
from app.domain.catalogue.models.census import Census
from app.domain.catalogue.models.resource import NOT_SHAREABLE
from app.foundation.database import db

WITH_BASIS, WITHOUT_BASIS = "with_basis", "without_basis"
SHARES = ("unconditional", "conditional", WITH_BASIS, WITHOUT_BASIS)


class Cell(NamedTuple):
    """How many entries are alike in everything that the figures tell apart."""

    kind: str
    catalogue: str
    class_name: str
    sharing_class: str
    has_basis: bool
    freshness: str
    entries: int
    items: int

    @property
    def share(self) -> str:
        """The sharing class; of what is not shared also whether the law is named."""
        if self.sharing_class != NOT_SHAREABLE:
            return self.sharing_class
        return WITH_BASIS if self.has_basis else WITHOUT_BASIS


def cells(scope: Scope) -> list[Cell]:
    """All that is listed and may be seen, in one look; the overall figures are sums of it."""
    groups = (
        Census.kind,
        Census.catalogue,
        Census.class_name,
        Census.sharing_class,
        Census.has_basis,
        freshness().label("freshness"),
    )
    inner = select(*groups, Census.items).where(scope.listed()).subquery()
    by = list(inner.c)[:-1]
    rows: Any = select(*by, func.count(), func.sum(inner.c["items"])).group_by(*by)
    return [Cell(*row) for row in db.session.execute(rows)]


def entries(of: Iterable[Cell], which: Callable[[Cell], bool]) -> int:
    """How many entries these cells hold."""
    return sum(cell.entries for cell in of if which(cell))


def items(of: Iterable[Cell], which: Callable[[Cell], bool]) -> int:
    """How many items the entries of these cells hold."""
    return int(sum(cell.items for cell in of if which(cell)))
