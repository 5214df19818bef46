"""Who takes part in a made-up city's cases: units with their two accounts, and what they hold."""

from collections.abc import Iterator, Sequence
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, update

from app.domain.catalogue.city import build
from app.domain.catalogue.city.entries import Entry
from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.services import contents
from app.foundation.database import db
from app.foundation.identity import passwords, tenure
from app.foundation.identity.models import Account, AccountPost, Unit
from app.scenarios.city.patterns import Part

POSTS = {"share": ("信息共享岗", "sharing_officer"), "head": ("共享工作负责人", "unit_approver")}
MADE_UP = "^C[0-9]{5}$"
FIRST_RESOURCE = 1_000_001  # written IR01000001: below the numbers that others count
# So many of the units that have most are asked for what they hold; all may ask.
PROVIDERS = 300
BELOW = 12  # units have so many below them


def staff() -> None:
    """Give every made-up unit its officer and its head, and some of them a unit above."""
    staffed = select(Account.unit_id)
    found = select(Unit.id, Unit.code, Unit.short_name, Unit.region_code).where(
        Unit.code.regexp_match(MADE_UP), Unit.id.not_in(staffed)
    )
    units = db.session.execute(found.order_by(Unit.code)).all()
    shared = passwords.hashed(passwords.PUBLISHED)
    accounts = [
        {
            "login": f"{unit.code.lower()}_{name}",
            "display_post": f"{unit.short_name}{title}",
            "unit_id": unit.id,
            "password_hash": shared,
            "email": f"{unit.code.lower()}_{name}@xieshang.example",
        }
        for unit in units
        for name, (title, _post) in POSTS.items()
    ]
    if not accounts:
        return
    made = db.session.execute(insert(Account).returning(Account.id, Account.login), accounts)
    posts = [
        {"account_id": number, "post": POSTS[login.partition("_")[2]][1]} for number, login in made
    ]
    db.session.execute(insert(AccountPost), posts)
    tenure.begin_missing()
    _put_below(units)


def _put_below(units: Sequence[Any]) -> None:
    """Of every dozen units of a district, the first is above the others."""
    above: dict[str, list[int]] = {}
    parents = []
    for unit in units:
        line = above.setdefault(unit.region_code, [])
        if len(line) % BELOW:
            parents.append({"id": unit.id, "parent_id": line[len(line) // BELOW * BELOW]})
        line.append(unit.id)
    if parents:
        db.session.execute(update(Unit), parents)


def parts() -> dict[str, Part]:
    """The units that have the usual two accounts, by code; those with most cases first."""
    posts = select(AccountPost.account_id, AccountPost.post).subquery()
    statement = (
        select(
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.short_name,
            Unit.region_code,
            Account.login,
            Account.id,
        )
        .join(Account, Account.unit_id == Unit.id)
        .join(posts, posts.c.account_id == Account.id)
        .where(Account.active, Unit.active, Unit.roles.contains(["participant"]))
        .where(posts.c.post.in_(post for _title, post in POSTS.values()))
        .order_by(Unit.id)
    )
    units: dict[str, list[Any]] = {}
    for number, code, name, short, region, login, account in db.session.execute(statement):
        unit = units.setdefault(code, [number, code, name, short, region, {}])
        unit[-1].setdefault(login.rpartition("_")[2], []).append(account)
    return {
        code: Part(number, code, name, short, staff["share"][0], staff["head"][0], region)
        for code, (number, _code, name, short, region, staff) in units.items()
        if {post: len(some) for post, some in staff.items()} == {"share": 1, "head": 1}
    }


def skewed(random: Random, many: int) -> int:
    """A place among so many: the second has half of what the first has, the third a third."""
    return int((many + 1) ** random.random()) - 1


def held(wanted: Sequence[str], units: Sequence[Part]) -> dict[tuple[int, str], str]:
    """For each of the units a resource with the items of each that the scenarios speak of."""
    numbers = _numbers()
    sources = {one.id: one for one in db.session.scalars(_resources(wanted))}
    found: dict[tuple[int, str], str] = {}

    def made() -> Iterator[Entry]:
        for unit in units:
            for number in wanted:
                source = sources[number]
                if source.provider_unit_id == unit.id:
                    found[unit.id, number] = number
                    continue
                entry_id = f"IR0{next(numbers)}"
                found[unit.id, number] = entry_id
                yield _like(source, entry_id, unit)

    entries = list(made())
    build.write(entries, contents.unit_codes())
    return found


def _numbers() -> Iterator[int]:
    last = db.session.scalar(
        select(func.max(Resource.id)).where(Resource.id.regexp_match("^IR0[0-9]{7}$"))
    )
    return count(int(last[3:]) + 1 if last else FIRST_RESOURCE)


def _resources(wanted: Sequence[str]) -> Any:
    return select(Resource).where(Resource.id.in_(wanted))


def _like(source: Resource, entry_id: str, unit: Part) -> Entry:
    """A resource as another unit holds it."""
    row = {column.name: getattr(source, column.name) for column in Resource.__table__.columns}
    row |= {"id": entry_id, "code": f"city/{entry_id}", "title": f"{unit.short_name}{source.title}"}
    row |= {"database_id": None, "searched": f"{row['title']} {unit.short_name}"}
    row |= dict.fromkeys(OF_UNIT, unit.id)
    items = db.session.scalars(
        select(DataItem).where(DataItem.resource_id == source.id).order_by(DataItem.item_no)
    )
    columns = [c.name for c in DataItem.__table__.columns if c.name not in ("id", "resource_id")]
    lines = [{"resource_id": entry_id} | {n: getattr(one, n) for n in columns} for one in items]
    return Entry("resource", row, lines)


OF_UNIT = (
    "provider_unit_id",
    "produced_by_id",
    "built_by_id",
    "operated_by_id",
    "collector_unit_id",
    "maintainer_unit_id",
)
