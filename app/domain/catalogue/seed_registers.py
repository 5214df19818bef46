"""Fill the registers of the demonstration: databases, collection entries, first versions."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.domain.catalogue import seed
from app.domain.catalogue.models.collection import Collection, CollectionItem
from app.domain.catalogue.models.database import Database, DatabaseItem
from app.domain.catalogue.models.resource import PUBLISHED, Resource
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.rules import columns
from app.domain.catalogue.services import contents
from app.domain.catalogue.viewing import MODELS
from app.foundation import clock, paths
from app.foundation.database import db
from app.foundation.identity.models import Unit

DATABASES, COLLECTIONS = "databases.csv", "collection_responsibility.csv"
STATUSES = {
    "备案": "filed",
    "注册": "registered",
    "运行": "operating",
    "更新": "updating",
    "注销": "deregistered",
}
APPLIED = "应用："
OPENING_HOUR = 9


def registers(folder: Path = paths.DEMO) -> None:
    """Add the databases and collection entries that are missing, and everybody's first version."""
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    loaded = select(Resource).options(selectinload(Resource.items))
    resources = {one.id: one for one in db.session.scalars(loaded)}
    _add(Database, [_database(row, units, resources) for row in seed.rows(folder / DATABASES)])
    _add(
        Collection, [_collection(row, units, resources) for row in seed.rows(folder / COLLECTIONS)]
    )
    db.session.flush()
    for row in seed.rows(folder / DATABASES):
        for held in filter(None, row["resources"].split("|")):
            if resources[held].database_id is None:
                resources[held].database_id = row["db_id"]
    first_versions()


def first_versions() -> None:
    """Keep what stands in the catalogues as its first version, where it has none yet."""
    db.session.flush()
    codes = contents.unit_codes()
    models: dict[str, type[Any]] = dict(MODELS)
    for kind, model in models.items():
        known = select(EntryVersion.entry_id).where(EntryVersion.entry_kind == kind)
        missing = select(model).where(model.id.not_in(known)).options(selectinload(model.items))
        db.session.add_all(
            EntryVersion(
                entry_kind=kind,
                entry_id=entry.id,
                number=1,
                act="published",
                content=contents.of(kind, entry, codes),
                at=clock.at_hour(_since(kind, entry) or clock.today(), OPENING_HOUR),
            )
            for entry in db.session.scalars(missing)
        )


def _since(kind: str, entry: Any) -> date | None:
    """Since when an entry has been there."""
    since: date | None = entry.filed_on if kind == columns.DATABASE else entry.published_on
    return since


def _add(model: type[Any], made: list[Any]) -> None:
    known = set(db.session.scalars(select(model.id)))
    db.session.add_all(one for one in made if one.id not in known)


def _database(
    row: dict[str, str], units: dict[str, Unit], resources: dict[str, Resource]
) -> Database:
    kept = [resources[one] for one in filter(None, row["resources"].split("|"))]
    first = kept[0] if kept else None
    area = row["db_class"].removeprefix(APPLIED)
    applied = row["db_class"].startswith(APPLIED)
    return Database(
        id=row["db_id"],
        title=row["db_name"],
        owner_unit_id=units[row["owner_dept"]].id,
        base_class="" if applied else row["db_class"],
        application_area=area if applied else "",
        status=STATUSES[row["status"]],
        abstract=first.abstract if first else "",
        source_business=f"{first.title}的登记与管理业务" if first else "",
        maintainer=units[row["owner_dept"]].short_name + "信息中心",
        update_cycle=first.update_cycle if first else "每年",
        maintenance_plan="由业务系统按更新周期写入，每季度核对一次。",
        dbms=row["dbms"],
        records=int(row["records"]) if row["records"] else None,
        network=row["network"],
        security_level=row["security_level"],
        funding_class=row["funding_class"],
        registration_no=row["registration_no"],
        filed_on=_day(row["filed_on"]),
        registered_on=_day(row["registered_on"]),
        last_updated_on=_day(row["last_updated"]),
        deregistered_on=_day(row["deregistered_on"]),
        deregister_reason=row["deregister_reason"],
        items=_items(DatabaseItem, kept),
    )


def _collection(
    row: dict[str, str], units: dict[str, Unit], resources: dict[str, Resource]
) -> Collection:
    resource = resources.get(row["resource_id"])
    return Collection(
        id=row["entry_id"],
        title=row["data_name"],
        unit_id=units[row["responsible_dept"]].id,
        base_class=row["base_class"],
        data_form=row["data_form"],
        standard=row["collection_standard"],
        cycle=row["collection_cycle"],
        legal_basis=row["legal_basis"],
        reviewed_by=row["reviewed_by"].split("|"),
        security_level=resource.security_level if resource else "公开",
        resource_id=resource.id if resource else None,
        status=PUBLISHED if row["published"] == "Y" else "withdrawn",
        published_on=_day(row["published_on"]),
        items=_items(CollectionItem, [resource] if resource else []),
    )


def _items(model: type[Any], kept: list[Resource]) -> list[Any]:
    """The items of the resources that an entry is about, each name once."""
    found: dict[str, Any] = {}
    for resource in kept:
        for item in resource.items:
            found.setdefault(item.name, item)
    names = [column.key for column in columns.ITEM_COLUMNS]
    return [
        model(item_no=number, **{name: getattr(item, name) for name in names})
        for number, item in enumerate(found.values(), 1)
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
