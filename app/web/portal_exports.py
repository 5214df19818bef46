"""Links to what can be taken away: shown where the exports are there."""

from typing import Any

from flask import current_app, url_for
from werkzeug.routing import BuildError

from app.domain.catalogue.rules.columns import RESOURCE

EXPORT = "transfer.export"
LIST_FORMATS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
ENTRY_FORMATS = {"json": "JSON", "jsonld": "DCAT JSON-LD", "ttl": "DCAT Turtle"}
# The core metadata are those of resources.
RESOURCE_FORMATS = {"xml": "GB/T 21063.3 XML", **ENTRY_FORMATS}
RESOURCES = ("basic", "application")
EXCHANGE = "exchange"


def of_list(slug: str) -> list[tuple[str, str]]:
    """Name and address of each format of a catalogue."""
    if slug == EXCHANGE:
        return _links(LIST_FORMATS, catalogue=slug)
    more = RESOURCE_FORMATS if slug in RESOURCES else ENTRY_FORMATS
    return _links(LIST_FORMATS | more, catalogue=slug)


def of_entry(kind: str, entry_id: str) -> list[tuple[str, str]]:
    """Name and address of each format of one entry."""
    formats = RESOURCE_FORMATS if kind == RESOURCE else ENTRY_FORMATS
    return _links(formats, kind=kind, id=entry_id)


def _links(formats: dict[str, str], **values: Any) -> list[tuple[str, str]]:
    if EXPORT not in current_app.view_functions:
        return []
    try:
        return [(name, url_for(EXPORT, format=code, **values)) for code, name in formats.items()]
    except BuildError:
        return []
