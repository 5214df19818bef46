"""The catalogues as lists: which entries stand in each, filtered and in order, as the viewer sees.

Counts and choices come from the same statement as the rows: what is hidden is not in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import String

from app.domain.catalogue import viewing
from app.domain.catalogue.models.collection import Collection
from app.domain.catalogue.models.database import Database
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.rules import values
from app.domain.catalogue.rules.columns import COLLECTION, DATABASE, RESOURCE
from app.domain.catalogue.viewing import MODELS, Viewer
from app.foundation.database import db
from app.foundation.identity.models import Unit

# In which order a list may be: by the catalogue's numbers, the title, the unit, the latest first.
SORTS = ("number", "title", "unit", "newest")


@dataclass(frozen=True)
class Catalogue:
    """One of the four: its name in the address and in Chinese, what it lists, its own columns."""

    slug: str
    name: str
    kind: str
    columns: tuple[str, ...]
    # Filter → the column that it looks at.
    filters: Mapping[str, Any] = field(default_factory=dict)
    condition: ColumnElement[bool] | None = None
    newest: Any = None


_SHARING = {
    "sharing_class": Resource.sharing_class,
    "update_cycle": Resource.update_cycle,
    "security_level": Resource.security_level,
}
CATALOGUES = (
    Catalogue(
        "basic",
        values.BASIC,
        RESOURCE,
        ("code", "base_class", "provider", "sharing_class", "share_modes", "update_cycle",
         "security_level"),
        {"base_class": Resource.base_class, **_SHARING},
        Resource.catalogue == values.BASIC,
        Resource.published_on,
    ),
    Catalogue(
        "application",
        values.APPLIED,
        RESOURCE,
        ("code", "application_area", "tags", "provider", "sharing_class", "share_modes",
         "update_cycle", "security_level"),
        {"application_area": Resource.application_area, "tags": Resource.tags, **_SHARING},
        Resource.catalogue == values.APPLIED,
        Resource.published_on,
    ),
    Catalogue(
        "databases",
        values.DATABASES,
        DATABASE,
        ("registration_no", "owner", "base_class", "application_area", "status", "update_cycle",
         "last_updated_on", "security_level"),
        {
            "base_class": Database.base_class,
            "application_area": Database.application_area,
            "status": Database.status,
            "update_cycle": Database.update_cycle,
            "security_level": Database.security_level,
        },
        newest=Database.registered_on,
    ),
    Catalogue(
        "collections",
        values.COLLECTIONS,
        COLLECTION,
        ("unit", "data_form", "base_class", "standard", "cycle", "security_level", "published_on"),
        {
            "base_class": Collection.base_class,
            "data_form": Collection.data_form,
            "cycle": Collection.cycle,
            "security_level": Collection.security_level,
        },
        newest=Collection.published_on,
    ),
)  # fmt: skip
BY_SLUG = {one.slug: one for one in CATALOGUES}


def entries(
    catalogue: Catalogue,
    viewer: Viewer,
    filters: Mapping[str, str],
    unit: str = "",
    sort: str = "number",
) -> Select[Any]:
    """The entries of a catalogue, each with its unit; for the caller to page."""
    model: type[Any] = MODELS[catalogue.kind]
    statement = (
        select(model, Unit)
        .join(Unit, Unit.id == viewing.holder(catalogue.kind))
        .where(*_standing(catalogue, viewer))
        .order_by(*_order(catalogue, model, sort))
    )
    for name, wanted in filters.items():
        statement = statement.where(_holds(catalogue.filters[name], wanted))
    return statement.where(Unit.code == unit) if unit else statement


def count(catalogue: Catalogue, viewer: Viewer, unit_id: int | None = None) -> int:
    """How many entries of a catalogue the viewer sees, of one unit or of all."""
    model: type[Any] = MODELS[catalogue.kind]
    counted = select(func.count(model.id)).where(*_standing(catalogue, viewer))
    if unit_id is not None:
        counted = counted.where(viewing.holder(catalogue.kind) == unit_id)
    return db.session.scalar(counted) or 0


def choices(catalogue: Catalogue, viewer: Viewer) -> dict[str, list[str]]:
    """What can be chosen in each filter: the values that stand in the list, and no others."""
    found: dict[str, list[str]] = {}
    plain = {n: column for n, column in catalogue.filters.items() if not _is_list(column)}
    # One look at the catalogue for all of them, however many filters there are.
    sets = func.grouping_sets(*(tuple_(column) for column in plain.values()))
    told = select(*plain.values()).where(*_standing(catalogue, viewer)).group_by(sets)
    for row in db.session.execute(told):
        for name, value in zip(plain, row, strict=True):
            if value:
                found.setdefault(name, []).append(value)
    for name in catalogue.filters.keys() - plain.keys():
        each = func.unnest(catalogue.filters[name])
        wanted = select(each).distinct().where(*_standing(catalogue, viewer))
        found[name] = list(db.session.scalars(wanted))
    return {name: sorted(found.get(name, [])) for name in catalogue.filters}


def of_entry(kind: str, content: Mapping[str, Any]) -> Catalogue:
    """The catalogue in which an entry stands."""
    if kind == RESOURCE:
        slug = "application" if content.get("catalogue") == values.APPLIED else "basic"
        return BY_SLUG[slug]
    return next(one for one in CATALOGUES if one.kind == kind)


def _standing(catalogue: Catalogue, viewer: Viewer) -> list[ColumnElement[bool]]:
    shown = [viewing.listed(catalogue.kind), viewing.entries(catalogue.kind, viewer)]
    return shown if catalogue.condition is None else [*shown, catalogue.condition]


def _holds(column: Any, wanted: str) -> ColumnElement[bool]:
    if _is_list(column):
        holds: ColumnElement[bool] = column.contains(cast([wanted], ARRAY(String(40))))
        return holds
    same: ColumnElement[bool] = column == wanted
    return same


def _is_list(column: Any) -> bool:
    return isinstance(column.type, ARRAY)


def _order(catalogue: Catalogue, model: type[Any], sort: str) -> tuple[Any, ...]:
    orders: dict[str, tuple[Any, ...]] = {
        "title": (model.title, model.id),
        "unit": (Unit.sort_key, model.id),
        "newest": (catalogue.newest.desc().nulls_last(), model.id),
    }
    return orders.get(sort, (model.id,))
