"""What an entry says, in words, grouped as an official reads it.

Labels and choices come from `rules/columns.py`; what the viewer may not know of is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import LazyString

from app.domain.catalogue.references import RELATED, References
from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.rules.columns import COLLECTION, DATABASE, RESOURCE, Column
from app.foundation.i18n import _, lazy, speaks_english
from app.foundation.identity.models import Unit

LINKS = ("http://", "https://")
Keys = tuple[str, ...]
# Kind → groups: id, title, columns.  Title and status stand in the page's head.
GROUPS: dict[str, tuple[tuple[str, LazyString, Keys], ...]] = {
    RESOURCE: (
        ("what", lazy("What it is"), (
            "abstract", "catalogue", "base_class", "application_area", "keywords", "format",
            "data_form", "update_cycle", "tags", "related", "published_on",
        )),
        ("who", lazy("Who answers for it"), (
            "produced_by", "built_by", "operated_by", "provider", "collector",
        )),
        ("how", lazy("How to get it"), (
            "sharing_class", "condition", "use_scope", "use_purpose", "refusal_reason",
            "refusal_basis", "share_modes", "secrecy_required", "security_level", "limited_to",
            "database",
        )),
        ("opening", lazy("Opening to the public"), ("is_open", "open_condition")),
        ("online", lazy("On line and metadata"), (
            "code", "online_url", "service_url", "service_type", "maintainer",
            "metadata_updated_on",
        )),
    ),
    DATABASE: (
        ("what", lazy("What it is"), (
            "abstract", "base_class", "application_area", "records", "dbms", "network",
            "security_level", "limited_to",
        )),
        ("who", lazy("Who answers for it"), ("owner", "maintainer", "source_business")),
        ("upkeep", lazy("How it is kept"), (
            "update_cycle", "last_updated_on", "maintenance_plan", "maintenance_cost",
            "funding_class",
        )),
        ("register", lazy("Filing and registration"), (
            "status", "filing_no", "filed_on", "registration_no", "registered_on",
            "deregistered_on", "deregister_reason",
        )),
    ),
    COLLECTION: (
        ("what", lazy("What it is"), (
            "data_form", "base_class", "cycle", "standard", "resource", "security_level",
            "limited_to",
        )),
        ("who", lazy("Who answers for it"), ("unit", "joint_units", "reviewed_by")),
        ("basis", lazy("Basis and registration"), (
            "legal_basis", "registration_no", "published_on",
        )),
    ),
}  # fmt: skip
KIND_NAMES = {
    RESOURCE: lazy("Information resource"),
    DATABASE: lazy("Database"),
    COLLECTION: lazy("Collection responsibility"),
}
STATUSES = {
    "published": lazy("published"),
    "withdrawn": lazy("withdrawn from the catalogue"),
    "draft": lazy("draft"),
}
ACTS = {
    "published": lazy("published"),
    "changed": lazy("changed"),
    "withdrawn": lazy("withdrawn from the catalogue"),
}


@dataclass(frozen=True)
class Said:
    """A value in words, and where it leads."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """A column of an entry with what stands in it; `core` is its name in GB/T 21063.3."""

    key: str
    label: str
    values: list[Said]
    core: str = ""


@dataclass(frozen=True)
class Group:
    """Facts that are read together."""

    id: str
    title: str
    facts: list[Fact]


def groups(kind: str, content: Mapping[str, Any], known: References) -> list[Group]:
    """What an entry says, group by group; empty columns and groups are left out."""
    made = (
        Group(name, str(title), facts(kind, content, known, keys))
        for name, title, keys in GROUPS[kind]
    )
    return [group for group in made if group.facts]


def core(content: Mapping[str, Any], known: References) -> list[Fact]:
    """The core metadata of a resource under their short names of GB/T 21063.3."""
    keys = [column.key for column in columns.of(RESOURCE) if column.core]
    return facts(RESOURCE, content, known, keys)


def facts(
    kind: str, content: Mapping[str, Any], known: References, keys: Iterable[str]
) -> list[Fact]:
    """Some columns of an entry in words; the empty ones are left out."""
    made = (fact(kind, columns.column(kind, key), content.get(key), known) for key in keys)
    return [one for one in made if one.values]


def fact(kind: str, column: Column, value: Any, known: References) -> Fact:
    """One column in words."""
    return Fact(column.key, column.label, said(kind, column, value, known), column.core)


def said(kind: str, column: Column, value: Any, known: References) -> list[Said]:
    """What stands in a column, in the reader's language, with what may be opened as links."""
    if value in (None, "", []):
        return []
    if column.kind == columns.UNIT:
        return [_unit(str(value), known)]
    if column.kind == columns.UNITS:
        return [_unit(str(code), known) for code in value]
    if column.kind == columns.ENTRY:
        return _entry(column.key, str(value), known)
    if column.key == RELATED:
        return _related(value, known)
    if column.key == "status":
        return [Said(status(kind, str(value)))]
    return _plain(column, value)


def _plain(column: Column, value: Any) -> list[Said]:
    if column.kind == columns.YES:
        return [Said(_("yes") if value else _("no"))]
    if column.kind == columns.LIST:
        return [Said(values.said(str(one), values.TAGS)) for one in value]
    if column.kind == columns.CHOICES:
        return [Said(column.said(str(one))) for one in value]
    if column.kind == columns.NUMBER and isinstance(value, int):
        return [Said(f"{value:,}")]
    text = column.said(str(value))
    return [Said(text, text if text.startswith(LINKS) else "")]


def _unit(code: str, known: References) -> Said:
    unit = known.units.get(code)
    return of_unit(unit) if unit else Said(code)


def of_unit(unit: Unit) -> Said:
    """A unit's name as a link to its page."""
    return Said(unit.label, url_for("portal_entries.unit", code=unit.code))


def _entry(kind: str, entry_id: str, known: References) -> list[Said]:
    title = known.entries.get((kind, entry_id))
    return [Said(f"{title} ({entry_id})", address(kind, entry_id))] if title else []


def _related(codes: Iterable[Any], known: References) -> list[Said]:
    found = []
    for code in map(str, codes):
        if code in known.related:
            one, title = known.related[code]
            found.append(Said(f"{title} ({code})", address(RESOURCE, one)))
        elif code not in known.hidden:
            found.append(Said(code))
    return found


def address(kind: str, entry_id: str, **more: Any) -> str:
    """The page of an entry."""
    return url_for(f"portal_entries.{kind}", id=entry_id, **more)


def status(kind: str, code: str) -> str:
    """How an entry stands, in words."""
    if kind == DATABASE:
        chinese, english = values.DATABASE_STATUSES.get(code, (code, code))
        return english if speaks_english() else chinese
    return str(STATUSES.get(code, code))


def act(kind: str, code: str) -> str:
    """What a version did to the entry, in words."""
    return str(ACTS[code]) if code in ACTS else status(kind, code)


def catalogue_name(name: str) -> str:
    """A catalogue's name in the reader's language."""
    return values.said(name, values.CATALOGUES)
