"""The entries behind a number: found by the same conditions that counted it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.domain.catalogue import holdings, viewing
from app.domain.catalogue.figures import coverage, growth
from app.domain.catalogue.figures.cells import WITH_BASIS, WITHOUT_BASIS
from app.domain.catalogue.figures.scope import Scope, freshness
from app.domain.catalogue.models.census import Census
from app.domain.catalogue.models.resource import NOT_SHAREABLE
from app.domain.catalogue.rules import columns
from app.foundation.database import db
from app.foundation.identity.models import Unit

SORTS: dict[str, Any] = {
    "id": (Census.entry_id,),
    "items": (Census.items.desc(), Census.entry_id),
    "oldest": (Census.fresh_on.asc().nulls_last(), Census.entry_id),
    "unit": (Unit.sort_key, Census.entry_id),
}


@dataclass(frozen=True)
class Asked:
    """Which entries: everything that is not empty must hold."""

    kind: str = ""
    class_name: str | None = None
    share: str = ""
    fresh: str = ""
    gap: str = ""
    lacks: bool = False
    month: date | None = None
    deed: str = ""
    item: str = ""
    entry_id: str = ""


def entries(scope: Scope, asked: Asked, sort: str = "id") -> Select[Any]:
    """Lines of the census with their units, for the caller to page."""
    standing = scope.ever_listed() if asked.month else scope.listed()
    lines: Select[Any] = select(Census, Unit, freshness().label("fresh"))  # type: ignore[assignment]
    conditions = _conditions(scope, asked)
    return lines.join(Unit).where(standing, *conditions).order_by(*SORTS[sort])


def titles(lines: list[Census]) -> dict[tuple[str, str], str]:
    """The titles of these entries, as the catalogues have them."""
    found: dict[tuple[str, str], str] = {}
    for kind in columns.KINDS:
        model: Any = viewing.MODELS[kind]
        ids = [line.entry_id for line in lines if line.kind == kind]
        if ids:
            rows = db.session.execute(select(model.id, model.title).where(model.id.in_(ids)))
            found |= {(kind, entry_id): title for entry_id, title in rows}
    return found


def _conditions(scope: Scope, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.kind:
        found.append(Census.kind == asked.kind)
    if asked.class_name is not None:
        found.append(Census.class_name == asked.class_name)
    if asked.share:
        found.append(_of_share(asked.share))
    if asked.fresh:
        found.append(freshness() == asked.fresh)
    if asked.gap:
        has = coverage.has_resource(scope, asked.gap)
        found.append(~has if asked.lacks else has)
    if asked.month:
        found.append(growth.behind(scope, asked.month, asked.deed))
    if asked.item:
        found.append(_holds(asked.item))
    if asked.entry_id:
        found.append(Census.entry_id == asked.entry_id)
    return found


def _of_share(share: str) -> ColumnElement[bool]:
    if share in (WITH_BASIS, WITHOUT_BASIS):
        named = Census.has_basis.is_(share == WITH_BASIS)
        return and_(Census.sharing_class == NOT_SHAREABLE, named)
    return Census.sharing_class == share


def _holds(item: str) -> ColumnElement[bool]:
    """Does an entry hold an item of that name?"""
    return or_(
        *(
            and_(Census.kind == kind, Census.entry_id.in_(select(owner).where(held.name == item)))
            for kind, (held, owner) in holdings.ITEMS.items()
        )
    )
