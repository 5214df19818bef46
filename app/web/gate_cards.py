"""How hits of the duplicate check are shown: on the page of the check, of a form, of a case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import url_for

from app.domain.catalogue import kept_hits
from app.domain.catalogue.rules import columns, overlap
from app.domain.catalogue.rules import values as words
from app.domain.catalogue.viewing import Viewer
from app.foundation.i18n import _, lazy
from app.web import portal_words, viewing, wording
from app.web.cards import Panel

TEMPLATE = "gate/_found.html"
VERDICTS = {
    overlap.EXISTS: (lazy("It exists: together the entries below hold every item."), "danger"),
    overlap.PARTIAL: (lazy("Some of it exists in the entries below."), "warning"),
    overlap.NONE: (lazy("Nothing like it is in the catalogues."), "success"),
}
STANDINGS = {
    "updating": lazy("being updated: what it holds is not confirmed"),
    "filed": lazy("filed, not registered yet"),
}


def of_kept(kept: Mapping[str, Any], viewer: Viewer | None = None) -> Panel | None:
    """The card of a case: what the check showed, and the reason to go on; for one reader."""
    if not kept:
        return None
    found = kept_hits.for_reader(kept, viewer or viewing.viewer())
    return Panel("h-duplicates", _("Duplicate check"), TEMPLATE, {"found": shown(found)}, True)


def shown(found: Mapping[str, Any], *, applies_for: str | None = None) -> dict[str, Any]:
    """A verdict as the template shows it; `applies_for` is the unit that may apply for the hits."""
    said, tone = VERDICTS[found["verdict"]]
    lists = {
        name: [_line(hit, applies_for) for hit in found.get(name) or ()]
        for name in ("hits", "unconfirmed", "withheld")
    }
    at = wording.local_time(datetime.fromisoformat(found["at"])) if found.get("at") else ""
    names = [
        one | {"url": portal_words.address(one["kind"], one["id"])}
        for one in found.get("names") or ()
    ]
    agreements = list(found.get("agreements") or ())
    return {
        **found,
        **lists,
        "agreements": agreements,
        "names": names,
        "said": str(said),
        "tone": tone,
        "at": at,
    }


def _line(hit: Mapping[str, Any], applies_for: str | None) -> dict[str, Any]:
    matches = hit["matches"]
    same = [one["held"] for one in matches if one["how"] == "same"]
    applying = hit["kind"] == columns.RESOURCE and applies_for not in (None, hit["unit"])
    return {
        **hit,
        "catalogue_name": words.said(hit["catalogue"], words.CATALOGUES),
        "class_name": wording.named(wording.CLASSES, hit["sharing_class"])
        if hit["sharing_class"]
        else "",
        "standing_name": wording.named(STANDINGS, hit["standing"])
        if hit["standing"] in STANDINGS
        else "",
        "url": portal_words.address(hit["kind"], hit["id"]),
        "same": same,
        "others": [one for one in matches if one["how"] != "same"],
        "apply_url": _apply_url(hit) if applying else None,
    }


def _apply_url(hit: Mapping[str, Any]) -> str:
    """Where the proposal becomes an application for what this resource has of it."""
    held = list(dict.fromkeys(one["held"] for one in hit["matches"]))
    return url_for("sharing.application", resource_id=hit["id"], items=held)
