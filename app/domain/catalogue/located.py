"""定位: who holds an item, under whichever name, in which entries, and how to get it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.domain.catalogue import viewing
from app.domain.catalogue.models.collection import Collection, CollectionItem
from app.domain.catalogue.models.database import Database, DatabaseItem
from app.domain.catalogue.models.resource import (
    CONDITIONAL,
    NOT_SHAREABLE,
    UNCONDITIONAL,
    DataItem,
    Resource,
)
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules.columns import COLLECTION, DATABASE, KINDS, RESOURCE
from app.domain.catalogue.viewing import MODELS, Viewer
from app.foundation.database import db
from app.foundation.identity.models import Unit

# Kind → the table of its items, the column that names the entry, and the one with the cycle.
_ITEMS: dict[str, tuple[type[Any], Any, Any]] = {
    RESOURCE: (DataItem, DataItem.resource_id, Resource.update_cycle),
    DATABASE: (DatabaseItem, DatabaseItem.database_id, Database.update_cycle),
    COLLECTION: (CollectionItem, CollectionItem.collection_id, Collection.cycle),
}
CLASSES = (UNCONDITIONAL, CONDITIONAL, NOT_SHAREABLE)
ORDERS = ("entry", "unit", "title", "sharing_class")


@dataclass(frozen=True)
class Sought:
    """What is asked of the list: kind, unit, sharing class, and its order."""

    kind: str = ""
    unit: str = ""
    sharing_class: str = ""
    sort: str = "entry"


def names_of(name: str) -> list[str]:
    """The canonical name of an item and all its other names, the canonical one first."""
    theirs = select(Synonym.canonical).where(Synonym.term == name)
    canonicals = sorted({*db.session.scalars(theirs), name})
    terms = select(Synonym.term).where(Synonym.canonical.in_(canonicals)).order_by(Synonym.term)
    first = [one for one in canonicals if one != name] + [name]
    return list(dict.fromkeys([*first, *db.session.scalars(terms)]))


def places(names: Sequence[str], viewer: Viewer, sought: Sought) -> Select[Any]:
    """The entries that hold the item, as the viewer may see them; for the caller to page."""
    found = _everywhere(names, viewer)
    statement = (
        select(found, Unit.code.label("unit_code"), Unit.short_name, Unit.name_en.label("unit_en"))
        .join(Unit, Unit.id == found.c.unit_id)
        .order_by(*_order(found, sought.sort))
    )
    if sought.kind:
        statement = statement.where(found.c.kind == sought.kind)
    if sought.unit:
        statement = statement.where(Unit.code == sought.unit)
    if sought.sharing_class:
        statement = statement.where(found.c.sharing_class == sought.sharing_class)
    return statement


def holders(names: Sequence[str], viewer: Viewer) -> int:
    """How many units hold the item somewhere the viewer may see."""
    found = _everywhere(names, viewer)
    return db.session.scalar(select(func.count(found.c.unit_id.distinct()))) or 0


def is_held(names: Sequence[str], viewer: Viewer) -> bool:
    """Is the item held anywhere the viewer may see?"""
    return (
        db.session.scalar(select(literal(1)).select_from(_everywhere(names, viewer)).limit(1))
        is not None
    )


def _everywhere(names: Sequence[str], viewer: Viewer) -> Subquery:
    """The item in all catalogues, one row for each entry and name."""
    return union_all(*(_in(kind, names, viewer) for kind in KINDS)).subquery("places")


def _in(kind: str, names: Sequence[str], viewer: Viewer) -> Select[Any]:
    model: type[Any] = MODELS[kind]
    item, entry_id, cycle = _ITEMS[kind]
    is_resource = kind == RESOURCE
    return (
        select(
            literal(kind, String).label("kind"),
            model.id.label("id"),
            model.title.label("title"),
            viewing.holder(kind).label("unit_id"),
            item.name.label("name"),
            item.name_en.label("name_en"),
            item.data_type.label("data_type"),
            item.length.label("length"),
            item.is_sensitive.label("is_sensitive"),
            cycle.label("cycle"),
            (model.sharing_class if is_resource else cast("", String)).label("sharing_class"),
            (model.share_modes if is_resource else cast(null(), JSONB)).label("share_modes"),
            (model.condition if is_resource else cast("", String)).label("condition"),
        )
        .join(model, model.id == entry_id)
        .where(item.name.in_(names), viewing.listed(kind), viewing.entries(kind, viewer))
    )


def _order(found: Subquery, wanted: str) -> tuple[Any, ...]:
    """Resources first, as they can be applied for; then as was asked."""
    rank = _ranked(found.c.kind, KINDS)
    last = (rank, found.c.id, found.c.name)
    if wanted == "unit":
        return (Unit.sort_key, *last)
    if wanted == "title":
        return (found.c.title, *last)
    if wanted == "sharing_class":
        return (_ranked(found.c.sharing_class, CLASSES), *last)
    return last


def _ranked(column: Any, wanted: Sequence[str]) -> ColumnElement[int]:
    places = {value: place for place, value in enumerate(wanted)}
    return case(places, value=column, else_=len(places))
