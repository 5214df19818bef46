"""Links to what can be taken away: shown where the exports are there."""

from typing import Any

from flask import current_app, url_for
from werkzeug.routing import BuildError

EXPORT = "transfer.export"
LIST_FORMATS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
ENTRY_FORMATS = {"xml": "GB/T 21063.3 XML", "jsonld": "DCAT JSON-LD", "ttl": "DCAT Turtle"}


def of_list(slug: str) -> list[tuple[str, str]]:
    """Name and address of each format of a catalogue."""
    return _links(LIST_FORMATS, catalogue=slug)


def of_entry(kind: str, entry_id: str) -> list[tuple[str, str]]:
    """Name and address of each format of one entry."""
    return _links(ENTRY_FORMATS, kind=kind, id=entry_id)


def _links(formats: dict[str, str], **values: Any) -> list[tuple[str, str]]:
    if EXPORT not in current_app.view_functions:
        return []
    try:
        return [(name, url_for(EXPORT, format=code, **values)) for code, name in formats.items()]
    except BuildError:
        return []
