"""What the register says of a unit, as typed and as kept; and whether it can be said."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from app.foundation.database import db
from app.foundation.faults import Faults
from app.foundation.i18n import _
from app.foundation.identity import queries
from app.foundation.identity.models import Unit
from app.foundation.people import unit_words

# Field → how long it may be.  `parent` is a unit's code; all others are columns.
FIELDS = {
    "name": 200,
    "short_name": 100,
    "name_en": 200,
    "kind": 20,
    "level": 20,
    "region_code": 12,
    "parent": 20,
    "sharing_unit": 100,
    "contact_post": 100,
    "credit_code": 18,
    "document_word": 20,
    "website": 200,
    "address": 300,
}
NEEDED = ("name", "short_name", "kind", "level", "region_code")
CODE = re.compile(r"[A-Z][A-Z0-9_]{1,19}")
WEBSITE = re.compile(r"https?://[^\s<>\"']{1,190}")
# GB 32100: which signs, and by what each of the first seventeen counts for the last.
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def of(unit: Unit) -> dict[str, str]:
    """What the register says of a unit, field by field."""
    found = {name: getattr(unit, name) for name in FIELDS if name != "parent"}
    return {**found, "parent": unit.parent.code if unit.parent else ""}


def cleaned(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, field by field, without spaces at the ends."""
    clean = {name: " ".join(typed.get(name, "").split()) for name in FIELDS}
    clean["credit_code"] = clean["credit_code"].upper()
    return clean


def check(entry: Mapping[str, str], unit: Unit | None, regions: Collection[str]) -> Unit | None:
    """Raise where it cannot be said of this unit, or of a new one; the unit above, if any."""
    faults = Faults()
    for name, longest in FIELDS.items():
        if len(entry[name]) > longest:
            faults.add(name, _("At most %(count)d characters.", count=longest))
    for name in NEEDED:
        if not entry[name]:
            faults.add(name, _("This field is required."))
    before = of(unit) if unit else dict[str, str]()
    for name, known in _choices(regions).items():
        # What an import brought is kept; a person chooses from the list.
        if entry[name] and entry[name] not in known and entry[name] != before.get(name):
            faults.add(name, _("Choose from the list."))
    if entry["website"] and not WEBSITE.fullmatch(entry["website"]):
        faults.add("website", _("An address begins with http:// or https://."))
    _check_credit_code(faults, entry["credit_code"], unit)
    above = _above(faults, entry["parent"], unit)
    faults.stop()
    return above


def is_credit_code(code: str) -> bool:
    """Is this a unified credit code: eighteen signs, of which the last checks the others?"""
    if len(code) != len(WEIGHTS) + 1 or not set(code) <= set(SIGNS):
        return False
    total = sum(SIGNS.index(sign) * weight for sign, weight in zip(code, WEIGHTS, strict=False))
    return SIGNS[-total % len(SIGNS)] == code[-1]


def _choices(regions: Collection[str]) -> dict[str, Collection[str]]:
    return {"kind": unit_words.KINDS, "level": unit_words.LEVELS, "region_code": regions}


def _check_credit_code(faults: Faults, code: str, unit: Unit | None) -> None:
    if not code:
        return
    if not is_credit_code(code):
        faults.add(
            "credit_code",
            _("This is no unified credit code: it has 18 signs, the last of which must fit."),
        )
        return
    same: Any = select(Unit).where(Unit.credit_code == code)
    other = db.session.scalars(same.where(Unit.id != unit.id) if unit else same).first()
    if other is not None:
        faults.add("credit_code", _("%(unit)s has this credit code already.", unit=other.label))


def _above(faults: Faults, code: str, unit: Unit | None) -> Unit | None:
    """The unit above; a fault where there is none, or where it stands below this one."""
    if not code:
        return None
    above = queries.unit_of_code(code)
    if above is None or not (above.active or (unit and unit.parent_id == above.id)):
        faults.add("parent", _("There is no active unit %(code)s.", code=code))
        return None
    if unit is not None and unit.id in {one.id for one in upwards(above)}:
        faults.add(
            "parent",
            _(
                "%(above)s stands below this unit already, or is this unit: a unit cannot stand "
                "above itself.",
                above=above.label,
            ),
        )
    return above


def upwards(unit: Unit) -> list[Unit]:
    """A unit and those above it, the lowest first."""
    first = select(Unit.id, Unit.parent_id, db.literal(0).label("height")).where(Unit.id == unit.id)
    walk = first.cte("walk", recursive=True)
    # A circle cannot be (the database refuses it); the walk would end all the same.
    higher = (
        select(Unit.id, Unit.parent_id, walk.c.height + 1)
        .where(Unit.id == walk.c.parent_id)
        .where(walk.c.height < HIGHEST)
    )
    walk = walk.union(higher)
    return list(
        db.session.scalars(select(Unit).join(walk, walk.c.id == Unit.id).order_by(walk.c.height))
    )


HIGHEST = 50
