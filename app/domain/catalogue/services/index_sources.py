"""Where the index reads: every kind of entry under the same columns."""

from collections.abc import Collection as Some
from typing import Any

from sqlalchemy import Select, func, literal, null, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.elements import ColumnElement

from app.domain.catalogue.models.collection import Collection, CollectionItem
from app.domain.catalogue.models.database import Database, DatabaseItem
from app.domain.catalogue.models.grant import EntryGrant
from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.models.search import UNIT
from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.viewing import holder, listed
from app.foundation.identity.models import Unit

NOTHING = literal("")


def of(kind: str, ids: Some[str] | None = None) -> Select[Any]:
    """The entries of a kind that can be found, all or these."""
    if kind == UNIT:
        statement, key = _units(), Unit.code
    elif kind == columns.RESOURCE:
        statement, key = _resources(), Resource.id
    elif kind == columns.DATABASE:
        statement, key = _databases(), Database.id
    else:
        statement, key = _collections(), Collection.id
    return statement if ids is None else statement.where(key.in_(ids))


def number(kind: str) -> Select[Any]:
    """How many entries of a kind can be found."""
    return select(func.count()).select_from(of(kind).with_only_columns(literal(1)).subquery())


def _resources() -> Select[Any]:
    return _entries(
        columns.RESOURCE,
        Resource,
        names=array([Resource.title, Resource.id, Resource.code]),
        catalogue=Resource.catalogue,
        area=Resource.application_area,
        sharing_class=Resource.sharing_class,
        modes=Resource.share_modes,
        cycle=Resource.update_cycle,
        summary=Resource.abstract,
        told=array([Resource.keywords, Resource.abstract, Resource.data_form]),
        tags=Resource.tags,
        items=_items(DataItem, DataItem.resource_id == Resource.id),
    )


def _databases() -> Select[Any]:
    return _entries(
        columns.DATABASE,
        Database,
        names=array([Database.title, Database.id, Database.registration_no]),
        catalogue=literal(values.DATABASES),
        area=Database.application_area,
        cycle=Database.update_cycle,
        summary=Database.abstract,
        told=array([Database.abstract, Database.source_business]),
        items=_items(DatabaseItem, DatabaseItem.database_id == Database.id),
    )


def _collections() -> Select[Any]:
    return _entries(
        columns.COLLECTION,
        Collection,
        names=array([Collection.title, Collection.id, Collection.registration_no]),
        catalogue=literal(values.COLLECTIONS),
        cycle=Collection.cycle,
        told=array([Collection.data_form, Collection.standard]),
        items=_items(CollectionItem, CollectionItem.collection_id == Collection.id),
    )


def _entries(
    kind: str,
    model: type[Any],
    *,
    names: Any,
    catalogue: Any,
    told: Any,
    items: Any,
    area: Any = NOTHING,
    sharing_class: Any = NOTHING,
    modes: Any = None,
    cycle: Any = NOTHING,
    summary: Any = NOTHING,
    tags: Any = None,
) -> Select[Any]:
    granted = (
        select(func.array_agg(EntryGrant.unit_id))
        .where(
            EntryGrant.entry_kind == kind,
            EntryGrant.entry_id == model.id,
            EntryGrant.revoked_at.is_(None),
        )
        .scalar_subquery()
    )
    return (
        select(
            literal(kind).label("kind"),
            model.id.label("ref"),
            model.title.label("title"),
            names.label("names"),
            Unit.id.label("unit_id"),
            array([Unit.name, Unit.short_name]).label("unit_names"),
            catalogue.label("catalogue"),
            model.base_class.label("base_class"),
            area.label("area"),
            sharing_class.label("sharing_class"),
            _or_null(modes).label("modes"),
            cycle.label("cycle"),
            model.security_level.label("level"),
            model.limited_to.label("limited_to"),
            summary.label("summary"),
            told.label("told"),
            _or_null(tags).label("tags"),
            items.label("items"),
            granted.label("granted"),
        )
        .join(Unit, Unit.id == holder(kind))
        .where(listed(kind))
    )


def _units() -> Select[Any]:
    told: ColumnElement[Any] = array([Unit.kind, Unit.level])
    found: Any = select(
        literal(UNIT).label("kind"),
        Unit.code.label("ref"),
        Unit.name.label("title"),
        array([Unit.name, Unit.short_name, Unit.code, Unit.name_en, Unit.sort_key]).label("names"),
        Unit.id.label("unit_id"),
        null().label("unit_names"),
        NOTHING.label("catalogue"),
        NOTHING.label("base_class"),
        NOTHING.label("area"),
        NOTHING.label("sharing_class"),
        null().label("modes"),
        NOTHING.label("cycle"),
        literal(next(iter(values.LEVELS))).label("level"),
        NOTHING.label("limited_to"),
        NOTHING.label("summary"),
        told.label("told"),
        null().label("tags"),
        null().label("items"),
        null().label("granted"),
    )
    units: Select[Any] = found.where(Unit.active)
    return units


def _items(model: type[Any], of_entry: ColumnElement[bool]) -> Any:
    return select(func.array_agg(model.name)).where(of_entry).scalar_subquery()


def _or_null(column: Any) -> Any:
    return null() if column is None else column
