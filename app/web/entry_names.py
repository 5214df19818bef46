"""Entries of the catalogues as notices name them: only those that the reader may still see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
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
    found: dict[str, Named] = {}
    for name in filter(None, names):
        kind, _colon, entry_id = name.partition(":")
        if not entry_id:  # very many at once
            found[name] = Named("", url_for("follows.index"))
        wanted.setdefault(kind, set()).add(entry_id)
    for kind in KINDS:
        if not (ids := wanted.get(kind)):
            continue
        model: type[Any] = MODELS[kind]
        seen = select(model.id, model.title).where(model.id.in_(ids), standing.opens(kind, viewer))
        for one, title in db.session.execute(seen):
            found[f"{kind}:{one}"] = Named(f"{title} ({one})", portal_words.address(kind, one))
    return found


def said(params: Mapping[str, Any], entry: Named | None) -> dict[str, Any]:
    """What the text of a notice says of an entry."""
    kind = str(params.get("entry", "")).partition(":")[0]
    act = portal_words.act(kind, str(params.get("act", "")))
    count = params.get("count", "") if "entry" in params else ""
    return {"entry": entry.text if entry else "", "entry_act": act, "count": count}
