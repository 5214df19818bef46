"""What the gate showed and kept with a case, as somebody else may read it.

A reader sees of it the entries that the reader may see: neither the provider of another resource
nor a unit whose grant has ended learns from a case of an entry that is hidden from it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.domain.catalogue.holdings import Named, visible
from app.domain.catalogue.rules import columns, overlap
from app.domain.catalogue.viewing import MODELS, Viewer
from app.foundation.database import db

Kept = Mapping[str, Any]


def for_reader(kept: Kept, viewer: Viewer) -> dict[str, Any]:
    """What was kept, for this reader; under `withheld` what its applicant was not shown."""
    lists = {name: list(kept.get(name) or []) for name in ("hits", "unconfirmed", "hidden_hits")}
    agreed = [dict(one, kind=columns.RESOURCE) for one in kept.get("agreements") or []]
    named = [(hit["kind"], hit["id"]) for hits in lists.values() for hit in hits]
    alike = list(kept.get("names") or [])
    named += [(one["kind"], one["id"]) for one in alike]
    known = _seen([*named, *((one["kind"], one["resource_id"]) for one in agreed)], viewer)
    shown = {
        name: [hit for hit in hits if (hit["kind"], hit["id"]) in known]
        for name, hits in lists.items()
    }
    whole = len(shown["hits"]) == len(lists["hits"])
    proposed = kept.get("proposed") or {}
    items = list(dict.fromkeys(proposed.get("items") or []))
    covered = {item for hit in shown["hits"] for item in hit["matched"]}
    missing = [item for item in items if item not in covered]
    return {
        "at": kept.get("at", ""),
        "proposed": proposed,
        "verdict": kept.get("verdict", overlap.NONE)
        if whole
        else overlap.verdict(items, covered, len(shown["hits"])),
        "hits": shown["hits"],
        "missing": list(kept.get("missing") or []) if whole else missing,
        "unconfirmed": shown["unconfirmed"],
        "withheld": shown["hidden_hits"],
        "agreements": [one for one in agreed if (one["kind"], one["resource_id"]) in known],
        "more": kept.get("more", 0) if whole else 0,
        # An item nearly so spelt may stand in hidden entries only.
        "near": list(kept.get("near") or []) if whole else [],
        "names": [one for one in alike if (one["kind"], one["id"]) in known],
        "reason": kept.get("reason", ""),
    }


def _seen(named: Iterable[Named], viewer: Viewer) -> set[Named]:
    """Those entries that the viewer may see, one statement for each kind."""
    ids: dict[str, set[str]] = {}
    for kind, entry_id in named:
        ids.setdefault(kind, set()).add(entry_id)
    return {
        (kind, entry_id)
        for kind, wanted in ids.items()
        for entry_id in db.session.scalars(
            select(MODELS[kind].id).where(MODELS[kind].id.in_(wanted), visible(kind, viewer))
        )
    }
