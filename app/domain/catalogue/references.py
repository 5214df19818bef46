"""What a content refers to, as far as a viewer may know of it: units, entries, related codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from app.domain.catalogue import standing
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.rules import columns
from app.domain.catalogue.rules.columns import ENTRY, RESOURCE, UNIT, UNITS
from app.domain.catalogue.services import contents
from app.domain.catalogue.standing import Entry
from app.domain.catalogue.viewing import MODELS, Viewer
from app.foundation.database import db
from app.foundation.identity.models import Unit

# The column that lists other resources by their codes.
RELATED = "related"


@dataclass(frozen=True)
class References:
    """Units by code, titles of entries by (kind, id), resources by code; nothing hidden."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    entries: Mapping[tuple[str, str], str] = field(default_factory=dict)
    related: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


def of(kind: str, contents: Iterable[Mapping[str, Any]], viewer: Viewer) -> References:
    """Everything that these contents of entries of a kind refer to."""
    told = list(contents)
    units: set[str] = set()
    entries: dict[str, set[str]] = {}
    codes: set[str] = set()
    for column in columns.of(kind):
        values = [value for one in told if (value := one.get(column.key))]
        if column.kind == UNIT:
            units |= {str(value) for value in values}
        elif column.kind == UNITS:
            units |= {str(code) for value in values for code in value}
        elif column.kind == ENTRY:
            entries.setdefault(column.key, set()).update(str(value) for value in values)
        elif column.key == RELATED:
            codes |= {str(code) for value in values for code in value}
    related, hidden = _related(codes, viewer)
    return References(_units(units), _entries(entries, viewer), related, hidden)


def codes_of(kind: str, entry: Entry) -> dict[int, str]:
    """The codes of the units that an entry names, by their ids: what its content is made with."""
    named = [one for one in columns.of(kind) if one.kind == UNIT]
    ids = {getattr(entry, contents.attribute(kind, one)) for one in named} - {None}
    found = select(Unit.id, Unit.code).where(Unit.id.in_(ids))
    return {unit_id: code for unit_id, code in db.session.execute(found)}


def _units(codes: set[str]) -> dict[str, Unit]:
    if not codes:
        return {}
    return {
        unit.code: unit for unit in db.session.scalars(select(Unit).where(Unit.code.in_(codes)))
    }


def _entries(wanted: Mapping[str, set[str]], viewer: Viewer) -> dict[tuple[str, str], str]:
    """The titles of the entries that the viewer may open; a column is named like its kind."""
    found: dict[tuple[str, str], str] = {}
    for kind, ids in wanted.items():
        if not ids:
            continue
        model: type[Any] = MODELS[kind]
        seen = select(model.id, model.title).where(model.id.in_(ids), standing.opens(kind, viewer))
        found |= {(kind, one): title for one, title in db.session.execute(seen)}
    return found


def _related(codes: set[str], viewer: Viewer) -> tuple[dict[str, tuple[str, str]], frozenset[str]]:
    """Code → id and title of what may be opened; and the codes of what must not be named."""
    if not codes:
        return {}, frozenset()
    opens = standing.opens(RESOURCE, viewer)
    known = select(Resource.code, Resource.id, Resource.title, opens).where(
        or_(Resource.code.in_(codes), Resource.id.in_(codes))
    )
    seen: dict[str, tuple[str, str]] = {}
    hidden: set[str] = set()
    for code, one, title, may_open in db.session.execute(known):
        if may_open:
            seen |= {code: (one, title), one: (one, title)}
        else:
            hidden |= {code, one}
    return seen, frozenset(hidden)
