"""The entries of a made-up city, as rows: resources, their databases and collection entries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from app.domain.catalogue.city import names
from app.domain.catalogue.rules import values

Row = dict[str, Any]
FIRST = 100_001  # the numbers of a demonstration lie far below
BEGAN = date(2024, 1, 8)
EVERY_DATABASE, EVERY_COLLECTION = 10, 5
LEVELS = {"公开": 25, "内部": 42, "敏感": 24, "秘密": 6, "机密": 2, "绝密": 1}
SECRET = ("秘密", "机密", "绝密")
CLASSES = {"unconditional": 30, "conditional": 62, "not_shareable": 8}
NETWORKS = {"": 96, "政务外网": 2, "政务内网": 2}


class Entry(NamedTuple):
    """An entry with its items, as rows of its tables."""

    kind: str
    row: Row
    items: list[Row]


class Holder(NamedTuple):
    """The unit that answers for an entry."""

    id: int
    code: str
    short_name: str
    place: str


@dataclass(frozen=True)
class Size:
    """How large a city is."""

    units: int
    resources: int
    items: int

    @property
    def items_each(self) -> int:
        """Items of a resource, on average."""
        return max(self.items // max(self.resources, 1), 2)


def make(size: Size, holders: list[Holder], seed: int, there: int = 0) -> Iterator[Entry]:
    """The entries after those that are there; a database before the resource taken from it."""
    things = [(group, thing) for group, some in names.THINGS.items() for thing in some]
    for number in range(there, size.resources):
        random = Random(f"{seed}/{number}")
        holder = holders[random.randrange(len(holders))]
        group, thing = random.choice(things)
        yield from _about(random, number, size.items_each, holder, group, thing)


def _about(
    random: Random, number: int, each: int, holder: Holder, group: str, thing: str
) -> Iterator[Entry]:
    """A resource, and for some also where it is taken from and who collects it."""
    held = names.items(random, thing, random.randint(max(each // 2, 2), each + each // 2))
    shared = _shared(random, number, holder, group, thing)
    database_id = None
    if number % EVERY_DATABASE == 0:
        database_id = f"DB{FIRST + number // EVERY_DATABASE}"
        yield Entry(
            "database", _database(shared, database_id), _items("database_id", database_id, held)
        )
    resource = _resource(random, number, shared, database_id, thing)
    yield Entry("resource", resource, _items("resource_id", resource["id"], held))
    if number % EVERY_COLLECTION == 0:
        entry_id = f"CR{FIRST + number // EVERY_COLLECTION}"
        row = _collection(random, shared, entry_id, resource["id"])
        yield Entry("collection", row, _items("collection_id", entry_id, held))


def _shared(random: Random, number: int, holder: Holder, group: str, thing: str) -> Row:
    """What an entry, its database and its collection have in common."""
    basic = group in values.BASE_CLASSES
    return {
        "title": names.title(random, thing, holder.place),
        "unit": holder,
        "base_class": group if basic else "",
        "application_area": "" if basic else group,
        "catalogue": values.BASIC if basic else values.APPLIED,
        "cycle": random.choice(list(values.CYCLES)),
        "level": _drawn(random, LEVELS),
        "limited_to": _drawn(random, NETWORKS),
        "day": BEGAN + timedelta(days=number % 1_000),
    }


def _resource(random: Random, number: int, shared: Row, database_id: str | None, thing: str) -> Row:
    unit: Holder = shared["unit"]
    kind = _drawn(random, CLASSES)
    conditional, closed = kind == "conditional", kind == "not_shareable"
    modes = [] if closed else [random.choice(list(values.MODES))]
    return {
        "id": f"IR{FIRST + number}",
        "code": f"city/{number:07}",
        "title": shared["title"],
        "provider_unit_id": unit.id,
        "sharing_class": kind,
        "condition": "用于履行法定职责" if conditional else "",
        "use_scope": "本市依法履行相应职责的部门" if conditional else "",
        "use_purpose": "审批、监管、统计" if conditional else "",
        "refusal_reason": "法律规定应当保密" if closed else "",
        "refusal_basis": "《保守国家秘密法》" if closed else "",
        "share_modes": modes,
        "update_cycle": shared["cycle"],
        "security_level": shared["level"],
        "secrecy_required": shared["level"] in SECRET,
        "limited_to": shared["limited_to"],
        "catalogue": shared["catalogue"],
        "base_class": shared["base_class"],
        "application_area": shared["application_area"],
        "abstract": f"{unit.short_name}提供的{shared['title']}，更新周期为{shared['cycle']}。",
        "keywords": f"{thing} {shared['base_class'] or shared['application_area']}",
        "format": random.choice(list(values.FORMATS)),
        "data_form": random.choice(list(values.FORMS)),
        "searched": f"{shared['title']} {thing} {unit.short_name}",
        "status": "published",
        "published_on": shared["day"],
        "metadata_updated_on": shared["day"],
        "produced_by_id": unit.id,
        "built_by_id": unit.id,
        "operated_by_id": unit.id,
        "collector_unit_id": unit.id,
        "maintainer_unit_id": unit.id,
        "database_id": database_id,
    }


def _database(shared: Row, entry_id: str) -> Row:
    unit: Holder = shared["unit"]
    return {
        "id": entry_id,
        "title": f"{shared['title']}库",
        "owner_unit_id": unit.id,
        "base_class": shared["base_class"],
        "application_area": shared["application_area"],
        "status": "operating",
        "abstract": f"存放{shared['title']}。",
        "source_business": f"{shared['title']}的登记与管理业务",
        "maintainer": f"{unit.short_name}信息中心",
        "update_cycle": shared["cycle"],
        "maintenance_plan": "由业务系统按更新周期写入，每季度核对一次。",
        "network": "政务外网",
        "security_level": shared["level"],
        "limited_to": shared["limited_to"],
        "registration_no": f"京信库登〔2025〕{entry_id[2:]}号",
        "filed_on": shared["day"],
        "registered_on": shared["day"] + timedelta(days=20),
        "last_updated_on": shared["day"] + timedelta(days=30),
    }


def _collection(random: Random, shared: Row, entry_id: str, resource_id: str) -> Row:
    unit: Holder = shared["unit"]
    return {
        "id": entry_id,
        "title": shared["title"],
        "unit_id": unit.id,
        "base_class": shared["base_class"],
        "data_form": "数据库",
        "cycle": shared["cycle"],
        "legal_basis": random.choice(names.LAWS),
        "reviewed_by": ["TJJ", "XXB"],
        "security_level": shared["level"],
        "limited_to": shared["limited_to"],
        "resource_id": resource_id,
        "status": "published",
        "published_on": shared["day"],
    }


def _items(column: str, entry_id: str, held: list[str]) -> list[Row]:
    return [
        {
            column: entry_id,
            "item_no": number,
            "name": name,
            "name_en": f"c{number}",
            "data_type": names.type_of(name),
            "length": 100,
            "is_key": number == 1,
        }
        for number, name in enumerate(held, 1)
    ]


def _drawn(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]
