"""Keep the census as the catalogues are: a line for each entry, whatever its state."""

from collections.abc import Collection as Several
from typing import Any

from sqlalchemy import Integer, String, case, cast, func, literal, null, select, text
from sqlalchemy.dialects.postgresql import insert

from app.domain.catalogue import viewing
from app.domain.catalogue.models.census import GONE, LISTED, NOT_YET, Census
from app.domain.catalogue.models.collection import Collection, CollectionItem
from app.domain.catalogue.models.database import DEREGISTERED, Database, DatabaseItem
from app.domain.catalogue.models.resource import WITHDRAWN, DataItem, Resource
from app.domain.catalogue.rules import columns, values
from app.foundation.database import db

KEY = ("kind", "entry_id")
COLUMNS = tuple(Census.__table__.columns.keys())


def refresh(kind: str, ids: Several[str]) -> None:
    """Count these entries as they are now."""
    model: Any = viewing.MODELS[kind]
    _write(_lines(kind).where(model.id.in_(list(ids))))


def rebuild() -> int:
    """Count everything anew; how many lines were missing, wrong or left over."""
    db.session.flush()
    return sum(_write(_lines(kind)) for kind in columns.KINDS)


def keep_up() -> int:
    """Count everything anew where there are not as many lines as entries; how many were wrong."""
    counted = select(Census.kind, func.count()).group_by(Census.kind)
    there = {kind: number for kind, number in db.session.execute(counted)}
    models: dict[str, Any] = dict(viewing.MODELS)
    for kind, model in models.items():
        if db.session.scalar(select(func.count()).select_from(model)) != there.get(kind, 0):
            return rebuild()
    return 0


def _write(lines: Any) -> int:
    """Write lines; those that say the same already are not touched."""
    new = insert(Census).from_select(COLUMNS, lines)
    said = {name: new.excluded[name] for name in COLUMNS if name not in KEY}
    differs = [Census.__table__.c[name].is_distinct_from(value) for name, value in said.items()]
    changed = differs[0]
    for one in differs[1:]:
        changed = changed | one
    statement = new.on_conflict_do_update(index_elements=KEY, set_=said, where=changed)
    written = statement.returning(Census.entry_id).cte("written")
    return db.session.scalar(select(func.count()).select_from(written)) or 0


def _lines(kind: str) -> Any:
    """What the census says of the entries of a kind, in the order of its columns."""
    if kind == columns.RESOURCE:
        return _resources()
    return _databases() if kind == columns.DATABASE else _collections()


def _resources() -> Any:
    items = select(func.count()).where(DataItem.resource_id == Resource.id).scalar_subquery()
    return select(
        literal(columns.RESOURCE),
        Resource.id,
        Resource.provider_unit_id,
        Resource.catalogue,
        _class(Resource.base_class, Resource.application_area),
        Resource.sharing_class,
        Resource.refusal_basis != "",
        Resource.security_level,
        Resource.limited_to,
        _standing(columns.RESOURCE, Resource.status),
        items,
        literal(values.METADATA_DAYS),
        func.coalesce(Resource.metadata_updated_on, Resource.published_on),
        Resource.database_id,
    )


def _databases() -> Any:
    items = select(func.count()).where(DatabaseItem.database_id == Database.id).scalar_subquery()
    return select(
        literal(columns.DATABASE),
        Database.id,
        Database.owner_unit_id,
        literal(values.DATABASES),
        _class(Database.base_class, Database.application_area),
        literal(""),
        literal(False),
        Database.security_level,
        Database.limited_to,
        _standing(columns.DATABASE, Database.status),
        items,
        case(values.CYCLE_DAYS, value=Database.update_cycle, else_=null()),
        func.coalesce(Database.last_updated_on, Database.registered_on, Database.filed_on),
        cast(null(), String),
    )


def _collections() -> Any:
    items = select(func.count()).where(CollectionItem.collection_id == Collection.id)
    return select(
        literal(columns.COLLECTION),
        Collection.id,
        Collection.unit_id,
        literal(values.COLLECTIONS),
        Collection.base_class,
        literal(""),
        literal(False),
        Collection.security_level,
        Collection.limited_to,
        _standing(columns.COLLECTION, Collection.status),
        items.scalar_subquery(),
        cast(null(), Integer),
        Collection.published_on,
        Collection.resource_id,
    )


def _standing(kind: str, status: Any) -> Any:
    """Listed, gone, or not yet there."""
    gone = status.in_((WITHDRAWN, DEREGISTERED))
    return case((viewing.listed(kind), LISTED), (gone, GONE), else_=NOT_YET)


def _class(base: Any, area: Any) -> Any:
    """The kind of basic information; where there is none, the area of application."""
    return func.coalesce(func.nullif(base, text("''")), area)
