"""How the figures of the catalogues are said: shares, freshness, what happened, what is asked."""

from collections.abc import Mapping
from typing import Any

from app.domain.catalogue.figures.behind import Asked
from app.domain.catalogue.rules import columns, values
from app.foundation.i18n import _, lazy
from app.foundation.identity.models import Unit

SHARES = {
    "unconditional": lazy("shared unconditionally"),
    "conditional": lazy("shared under conditions"),
    "with_basis": lazy("not shared, with its legal basis"),
    "without_basis": lazy("not shared, no legal basis named"),
    "not_shareable": lazy("not to be shared"),
}
# Of databases, by their own cycle.
FRESHNESS = {
    "current": lazy("within its cycle"),
    "late": lazy("not updated for one cycle"),
    "overdue": lazy("not updated for two cycles"),
    "unknown": lazy("no fixed cycle"),
}
# Of what is said of resources, looked at once a year.
AGES = {
    "current": lazy("within a year"),
    "late": lazy("one to two years"),
    "overdue": lazy("more than two years"),
    "unknown": lazy("not known"),
}
DEEDS = {
    "published": lazy("published"),
    "changed": lazy("changed"),
    "withdrawn": lazy("withdrawn"),
}
KINDS = {
    columns.RESOURCE: lazy("resources"),
    columns.DATABASE: lazy("databases"),
    columns.COLLECTION: lazy("collection responsibilities"),
}
# The catalogues where there is little room.
SHORT = {
    values.BASIC: lazy("Basic"),
    values.APPLIED: lazy("Application areas"),
    values.DATABASES: lazy("Databases"),
    values.COLLECTIONS: lazy("Collection"),
}
GAPS = {
    ("units", False): lazy("Units that list something"),
    ("units", True): lazy("Units that list nothing"),
    ("collected", False): lazy("Collection responsibilities with a resource"),
    ("collected", True): lazy("Collection responsibilities without a resource"),
    ("built", False): lazy("Registered databases whose resource is listed"),
    ("built", True): lazy("Registered databases whose resource is not listed"),
}
UNIT_SORTS = {
    "entries": lazy("most entries"),
    "items": lazy("most items"),
    "overdue": lazy("most overdue"),
    "not_shareable": lazy("most not shared"),
    "name": lazy("unit"),
}
ENTRY_SORTS = {
    "id": lazy("number"),
    "items": lazy("most items"),
    "oldest": lazy("longest not updated first"),
    "unit": lazy("unit"),
}


def class_name(name: str) -> str:
    """A kind of basic information or an area of application, in the reader's language."""
    if not name:
        return _("no class")
    return values.said(name, values.BASE_CLASSES | values.AREAS)


def catalogue(name: str) -> str:
    """A catalogue in the reader's language."""
    return values.said(name, values.CATALOGUES)


def fresh(kind: str, state: str) -> str:
    """How fresh an entry of this kind is."""
    if kind == columns.COLLECTION:
        return ""
    return str((AGES if kind == columns.RESOURCE else FRESHNESS)[state])


def conditions(asked: Asked, filters: Mapping[str, Any], unit: Unit | None) -> list[str]:
    """What the entries of a list have in common, in words."""
    found = [unit.label] if unit else []
    if filters.get("catalogue"):
        found.append(catalogue(filters["catalogue"]))
    if filters.get("level"):
        found.append(values.said(filters["level"], values.LEVELS))
    if asked.kind:
        found.append(str(KINDS[asked.kind]))
    if asked.class_name is not None:
        found.append(class_name(asked.class_name))
    if asked.share:
        found.append(str(SHARES[asked.share]))
    if asked.fresh:
        found.append(fresh(asked.kind or columns.DATABASE, asked.fresh))
    if asked.gap:
        found.append(str(GAPS[asked.gap, asked.lacks]))
    if asked.month:
        found.append(f"{asked.month:%Y-%m} {DEEDS[asked.deed]}")
    return found + [one for one in (asked.item, asked.entry_id) if one]
