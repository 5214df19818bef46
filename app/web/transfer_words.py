"""How imports are said to people: states, what becomes of an entry, columns."""

from typing import Any

from app.domain.catalogue.models import transfer as states
from app.domain.catalogue.rules import columns
from app.domain.catalogue.transfer import layout, planning
from app.foundation.i18n import lazy

STATES: dict[str, tuple[Any, str]] = {
    states.WAITING: (lazy("waits for its check"), "waiting"),
    states.CHECKING: (lazy("is being checked"), "going"),
    states.FAULTY: (lazy("has faults"), "dispute"),
    states.CHECKED: (lazy("waits for its release"), "waiting"),
    states.RELEASED: (lazy("released, waits to be imported"), "waiting"),
    states.IMPORTING: (lazy("is being imported"), "going"),
    states.DONE: (lazy("imported"), "calm"),
    states.REFUSED: (lazy("not imported"), "dispute"),
    states.TO_TAKE_BACK: (lazy("is to be taken back"), "waiting"),
    states.TAKING_BACK: (lazy("is being taken back"), "going"),
    states.TAKEN_BACK: (lazy("undone"), "closed"),
    states.DISCARDED: (lazy("discarded"), "closed"),
    states.FAILED: (lazy("broke off"), "dispute"),
}
ACTS = {
    planning.NEW: lazy("new"),
    planning.CHANGED: lazy("changed"),
    planning.RETURNED: lazy("published again"),
    planning.SAME: lazy("unchanged"),
}
KINDS = {
    columns.RESOURCE: lazy("Information resources"),
    columns.DATABASE: lazy("Databases"),
    columns.COLLECTION: lazy("Collection responsibilities"),
}
FORMATS = {
    "xlsx": "Excel",
    "csv": "CSV",
    "json": "JSON",
    "xml": "GB/T 21063.3 XML",
    "ttl": "DCAT Turtle",
    "jsonld": "DCAT JSON-LD",
}


def state_name(state: str) -> str:
    """A state, in the reader's language."""
    return str(STATES[state][0]) if state in STATES else ""


def left(kind: str, keys: list[str]) -> str:
    """The headings of columns, in the reader's language."""
    return "、".join(layout.column_of(kind, key).label for key in keys)
