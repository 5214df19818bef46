"""Fill the catalogue with the demonstration's resources; a second time it changes nothing."""

import csv
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.domain.catalogue.models.resource import (
    CONDITIONAL,
    NOT_SHAREABLE,
    PUBLISHED,
    UNCONDITIONAL,
    DataItem,
    Resource,
)
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.services import contents
from app.foundation import paths
from app.foundation.database import db
from app.foundation.identity.models import Unit

RESOURCES = "information_resources.csv"
ITEMS = "data_items.csv"
SYNONYMS = "synonyms.csv"
CLASSES = {"无条件共享": UNCONDITIONAL, "有条件共享": CONDITIONAL, "不予共享": NOT_SHAREABLE}
MODES = {"服务接口": "service_interface", "批量交换": "batch_exchange", "文件下载": "file_download"}
STATUSES = {"已发布": PUBLISHED}
TAGS = "resource_tags.csv"
# What the demonstration's rows leave open and the law asks for (条例 15).
SCOPE = "本市依法履行相应职责的部门"
REASON = "法律规定应当保密，不得向其他单位提供。"


def seed(folder: Path = paths.DEMO) -> int:
    """Add the resources that are missing, with their items; say how many were added."""
    known = set(db.session.scalars(select(Resource.id)))
    providers = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    tags = tagged(folder)
    items: dict[str, list[DataItem]] = {}
    for row in rows(folder / ITEMS):
        items.setdefault(row["resource_id"], []).append(_item(row))
    added = [
        _resource(
            row, providers, items.get(row["resource_id"], []), tags.get(row["resource_id"], [])
        )
        for row in rows(folder / RESOURCES)
        if row["resource_id"] not in known
    ]
    db.session.add_all(added)
    db.session.flush()
    return len(added)


def tagged(folder: Path) -> dict[str, list[str]]:
    """Resource → its tags."""
    found: dict[str, list[str]] = {}
    for row in rows(folder / TAGS):
        found.setdefault(row["resource_id"], []).append(row["tag"])
    return found


def synonyms(folder: Path = paths.DEMO) -> None:
    """Write the words by which items are known elsewhere, once: then the editor has the table."""
    if db.session.scalar(select(Synonym.term).limit(1)):
        return
    values = [
        {"term": row["term"], "canonical": row["canonical"]} for row in rows(folder / SYNONYMS)
    ]
    db.session.execute(insert(Synonym).values(values).on_conflict_do_nothing())


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a file of the demonstration."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _resource(
    row: dict[str, str], units: dict[str, Unit], items: list[DataItem], tags: list[str]
) -> Resource:
    provider, collector = units[row["provider_dept"]], units.get(row["collector_dept"])
    shared = CLASSES[row["sharing_class"]]
    made = Resource(
        id=row["resource_id"],
        code=row["resource_code"],
        title=row["title"],
        provider_unit_id=provider.id,
        sharing_class=shared,
        condition=row["sharing_condition"],
        use_scope=SCOPE if shared == CONDITIONAL else "",
        use_purpose=row["sharing_condition"] if shared == CONDITIONAL else "",
        refusal_reason=REASON if shared == NOT_SHAREABLE else "",
        refusal_basis=row["refusal_legal_basis"],
        share_modes=[MODES[row["share_mode"]]] if row["share_mode"] in MODES else [],
        update_cycle=row["update_cycle"],
        security_level=row["security_level"],
        secrecy_required=row["requires_secrecy_agreement"] == "Y",
        catalogue=row["catalogue"],
        base_class=row["base_class"],
        application_area=row["application_area"],
        abstract=row["abstract"],
        keywords=row["keywords"],
        format=row["format"],
        data_form=row["data_form"],
        collector_unit_id=collector.id if collector else None,
        produced_by_id=collector.id if collector else None,
        built_by_id=provider.id,
        operated_by_id=provider.id,
        maintainer_unit_id=provider.id,
        tags=tags,
        status=STATUSES.get(row["status"], "draft"),
        published_on=date.fromisoformat(row["published_on"]) if row["published_on"] else None,
        metadata_updated_on=date.fromisoformat(row["published_on"])
        if row["published_on"]
        else None,
        items=items,
    )
    made.searched = contents.searched(made, provider)
    return made


def _item(row: dict[str, str]) -> DataItem:
    return DataItem(
        resource_id=row["resource_id"],
        item_no=int(row["item_no"]),
        name=row["name_cn"],
        name_en=row["name_en"],
        data_type=row["data_type"],
        length=int(row["length"]) if row["length"] else None,
        is_key=row["is_key"] == "Y",
        is_sensitive=row["is_sensitive"] == "Y",
        is_base=row["is_base_item"] == "Y",
    )
