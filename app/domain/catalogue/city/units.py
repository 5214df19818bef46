"""The units of a made-up city: offices of districts, streets, and what belongs to these."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from sqlalchemy import insert, select

from app.domain.catalogue.city import names
from app.domain.catalogue.rules import initials
from app.foundation.database import db
from app.foundation.identity.models import Unit

PREFIX = "C"


def make(count: int) -> None:
    """Add units until there are so many of the made-up ones."""
    there = db.session.scalars(select(Unit.code).where(Unit.code.regexp_match("^C[0-9]{5}$")))
    known = set(there)
    rows = [row for row in islice(_units(), count) if row["code"] not in known]
    if rows:
        db.session.execute(insert(Unit), rows)


def of_city() -> list[tuple[int, str, str, str]]:
    """Id, code, short name and district of every made-up unit."""
    statement = (
        select(Unit.id, Unit.code, Unit.short_name, Unit.region_code)
        .where(Unit.code.regexp_match("^C[0-9]{5}$"))
        .order_by(Unit.code)
    )
    places = {code: name for name, code in names.DISTRICTS.items()}
    return [
        (unit_id, code, short, places.get(region, ""))
        for unit_id, code, short, region in db.session.execute(statement)
    ]


def _units() -> Iterator[dict[str, Any]]:
    for number, (place, name) in enumerate(_named(), 1):
        short = place + name
        yield {
            "code": f"{PREFIX}{number:05}",
            "name": f"北京市{short}",
            "short_name": short,
            "name_en": "",
            "sort_key": initials.usual(short),
            "kind": "区",
            "level": "区县",
            "region_code": names.DISTRICTS[place],
            "roles": ["participant"],
        }


def _named() -> Iterator[tuple[str, str]]:
    """District and name, never twice: first the districts' offices, then what lies below."""
    yield from product(names.DISTRICTS, names.OFFICES)
    streets = [street + kind for street, kind in product(names.STREETS, names.STREET_KINDS)]
    yield from product(names.DISTRICTS, streets)
    for station in names.STATIONS:
        for place, street in product(names.DISTRICTS, names.STREETS):
            yield place, street + station
    for number in range(1, 10_000):
        for place, street in product(names.DISTRICTS, names.STREETS):
            yield place, f"{street}第{number}居民委员会"
