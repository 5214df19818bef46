"""Entries of the catalogues as notices name them: only those that the reader may still see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.domain.catalogue import standing
from app.domain.catalogue.rules.columns import KINDS
from app.domain.catalogue.viewing import MODELS, Viewer
from app.foundation.database import db
from app.web import portal_words


@dataclass(frozen=True)
class Named:
    """An entry's title with its number, and its page."""

    text: str
    url: str


def of(names: Iterable[str], viewer: Viewer) -> dict[str, Named]:
    """Of entries named as in `resource:IR0001`, those whose page the viewer may open."""
    wanted: dict[str, set[str]] = {}
    for name in filter(None, names):
        kind, _colon, entry_id = name.partition(":")
        wanted.setdefault(kind, set()).add(entry_id)
    found: dict[str, Named] = {}
    for kind in KINDS:
        if not (ids := wanted.get(kind)):
            continue
        model: type[Any] = MODELS[kind]
        seen = select(model.id, model.title).where(model.id.in_(ids), standing.opens(kind, viewer))
        for one, title in db.session.execute(seen):
            found[f"{kind}:{one}"] = Named(f"{title} ({one})", portal_words.address(kind, one))
    return found


def said(params: Mapping[str, Any], entry: Named | None) -> dict[str, str]:
    """What the text of a notice says of an entry."""
    kind = str(params.get("entry", "")).partition(":")[0]
    act = portal_words.act(kind, str(params.get("act", "")))
    return {"entry": entry.text if entry else "", "entry_act": act}
