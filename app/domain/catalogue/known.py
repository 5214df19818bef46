"""Entries that are named elsewhere: which of them somebody may see, and what they hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import literal, select

from app.domain.catalogue import synonyms, viewing
from app.domain.catalogue.holdings import ITEMS
from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db

PREFIXES = {"IR": columns.RESOURCE, "DB": columns.DATABASE, "CR": columns.COLLECTION}
LISTS = {columns.DATABASE: values.DATABASES, columns.COLLECTION: values.COLLECTIONS}


def holds_all(kind: str, entry_id: str, items: Sequence[str]) -> bool:
    """Does an entry hold every one of these items, under whichever name?"""
    if not items:
        return False
    item, owner = ITEMS[kind]
    known = synonyms.current()
    held = {
        known.root(name) for name in db.session.scalars(select(item.name).where(owner == entry_id))
    }
    return {known.root(name) for name in items} <= held


def seen(hits: Sequence[Mapping[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    """Of entries named before, those that the viewer may see now, with title and catalogue."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kind in columns.KINDS:
        model: Any = viewing.MODELS[kind]
        ids = [hit["id"] for hit in hits if hit["kind"] == kind]
        catalogue = model.catalogue if kind == columns.RESOURCE else literal(LISTS[kind])
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
