"""What is listed already of a proposal: the entries that share at least two and half of its items.

Items count by their canonical names.  A hit shares two items and half of its own or of the
proposal's (issue 4, the gate).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from app.domain.catalogue import viewing
from app.domain.catalogue.models.collection import CollectionItem
from app.domain.catalogue.models.database import DatabaseItem
from app.domain.catalogue.models.resource import DataItem
from app.domain.catalogue.models.synonym import Synonym
from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db

MOST = 10
PREFIXES = {"IR": columns.RESOURCE, "DB": columns.DATABASE, "CR": columns.COLLECTION}
EXISTS, PARTIAL, NONE = "exists", "partial", "none"
# Of each kind: the column of its items that names their entry, and the one with their name.
ITEMS: dict[str, tuple[Any, Any]] = {
    columns.RESOURCE: (DataItem.resource_id, DataItem.name),
    columns.DATABASE: (DatabaseItem.database_id, DatabaseItem.name),
    columns.COLLECTION: (CollectionItem.collection_id, CollectionItem.name),
}


@dataclass(frozen=True)
class Known:
    """What exists: the hits, the fullest first, and the items that none of them holds."""

    verdict: str
    hits: tuple[dict[str, Any], ...]
    missing: tuple[str, ...]


def check(items: Sequence[str], viewer: Viewer) -> Known:
    """What the viewer may see of the four catalogues that holds these items."""
    canon = canonical(items)
    names = _names(set(canon.values()))
    hits = [hit for kind in columns.KINDS for hit in _hits(kind, canon, names, viewer)]
    hits.sort(key=lambda hit: (-len(hit["matched"]), hit["id"]))
    held = {item for hit in hits for item in hit["matched"]}
    missing = tuple(item for item in items if item not in held)
    verdict = NONE if not hits else PARTIAL if missing else EXISTS
    return Known(verdict, tuple(hits[:MOST]), missing)


def canonical(items: Sequence[str]) -> dict[str, str]:
    """Item → the name under which the catalogues have it."""
    known = select(Synonym.term, Synonym.canonical).where(Synonym.term.in_(items))
    found = {term: name for term, name in db.session.execute(known)}
    return {item: found.get(item, item) for item in items}


def _names(wanted: set[str]) -> dict[str, str]:
    """Every name of these items → its canonical name."""
    known = select(Synonym.term, Synonym.canonical).where(Synonym.canonical.in_(wanted))
    return {name: name for name in wanted} | {t: c for t, c in db.session.execute(known)}


def _hits(
    kind: str, canon: dict[str, str], names: dict[str, str], viewer: Viewer
) -> list[dict[str, Any]]:
    found = []
    for entry_id, title, catalogue, unit_id, held in db.session.execute(
        _sharing(kind, names, len(set(canon.values())), viewer)
    ):
        has = {names[name] for name in held}
        matched = [item for item, name in canon.items() if name in has]
        if len(has) > 1:
            found.append(
                {
                    "kind": kind,
                    "id": entry_id,
                    "title": title,
                    "catalogue": catalogue,
                    "unit": unit_id,
                    "matched": matched,
                }
            )
    return found


def _sharing(kind: str, names: dict[str, str], wanted: int, viewer: Viewer) -> Select[Any]:
    model: Any = viewing.MODELS[kind]
    entry_id, name = ITEMS[kind]
    shares = (
        select(entry_id.label("id"), func.array_agg(name).label("held"))
        .where(name.in_(list(names)))
        .group_by(entry_id)
        .having(func.count() > 1)
        .subquery()
    )
    whole = select(func.count()).where(entry_id == model.id).scalar_subquery()
    shared = func.cardinality(shares.c.held)
    catalogue = model.catalogue if kind == columns.RESOURCE else _constant(kind)
    return (
        select(model.id, model.title, catalogue, viewing.holder(kind), shares.c.held)
        .join(shares, shares.c.id == model.id)
        .where(
            viewing.listed(kind),
            viewing.entries(kind, viewer),
            and_(shared > 1, or_(shared * 2 >= wanted, shared * 2 >= whole)),
        )
        .order_by(shared.desc(), model.id)
        .limit(MOST)
    )


def _constant(kind: str) -> Any:
    named = values.DATABASES if kind == columns.DATABASE else values.COLLECTIONS
    return func.concat(named)


def holds_all(kind: str, entry_id: str, items: Sequence[str]) -> bool:
    """Does an entry hold every one of these items, under whichever name?"""
    owner, name = ITEMS[kind]
    held = canonical(db.session.scalars(select(name).where(owner == entry_id)).all())
    return bool(items) and set(canonical(items).values()) <= set(held.values())


def seen(hits: Sequence[Mapping[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    """Of entries named before, those that the viewer may see now, with title and catalogue."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kind in columns.KINDS:
        model: Any = viewing.MODELS[kind]
        ids = [hit["id"] for hit in hits if hit["kind"] == kind]
        catalogue = model.catalogue if kind == columns.RESOURCE else _constant(kind)
        named = select(model.id, model.title, catalogue).where(
            model.id.in_(ids), viewing.listed(kind), viewing.entries(kind, viewer)
        )
        for entry_id, title, where in db.session.execute(named) if ids else ():
            found[kind, entry_id] = {"title": title, "catalogue": where}
    return [
        {**hit, **found[hit["kind"], hit["id"]]}
        for hit in hits
        if (hit["kind"], hit["id"]) in found
    ]


def named(entry_id: str) -> tuple[str, str]:
    """Kind and id of an entry by its id alone; an unknown one is of no kind."""
    known = (entry_id or "").strip().upper()
    for prefix, kind in PREFIXES.items():
        if known.startswith(prefix):
            return kind, known
    return "", known
