"""What somebody asks of the portal, read from the address; and the words of its facets."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_babel import LazyString
from sqlalchemy import select

from app.domain.catalogue.rules import values
from app.domain.catalogue.search import Found
from app.foundation.database import db
from app.foundation.i18n import _, lazy, speaks_english
from app.foundation.identity.models import Unit
from app.web import paging

# More than is looked at, so that whoever pastes a text sees it again; the rest would be noise.
LONGEST = 200
KINDS = {
    "resource": lazy("Information resource"),
    "item": lazy("Item"),
    "database": lazy("Database"),
    "collection": lazy("Collection responsibility"),
    "unit": lazy("Unit"),
}
# Name in the address → heading, in the order of the page.
FACETS = {
    "kind": lazy("Kind of entry"),
    "catalogue": lazy("Catalogue"),
    "class": lazy("Base class"),
    "area": lazy("Application area"),
    "unit": lazy("Unit"),
    "sharing": lazy("Sharing class"),
    "mode": lazy("Mode of sharing"),
    "cycle": lazy("Update cycle"),
    "level": lazy("Level"),
    "tag": lazy("Tag"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "catalogue": values.CATALOGUES,
    "class": values.BASE_CLASSES,
    "area": values.AREAS,
    "cycle": values.CYCLES,
    "level": values.LEVELS,
    "tag": values.TAGS,
}
CODES: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "sharing": (values.SHARING_CLASSES, values.SHARING_CLASSES_EN),
    "mode": (values.MODES, values.MODES_EN),
}
# Kind → the page of one, and what its address calls it.
PAGES = {
    "resource": ("portal_entries.resource", "id"),
    "database": ("portal_entries.database", "id"),
    "collection": ("portal_entries.collection", "id"),
    "item": ("portal_entries.item", "name"),
    "unit": ("portal_entries.unit", "code"),
}


class Choice(NamedTuple):
    """A value by which the result can be narrowed, and where that leads."""

    label: str
    number: int
    url: str


class Facet(NamedTuple):
    """A heading with its values; `chosen` is the one that is set, with the way back."""

    name: str
    title: LazyString
    choices: list[Choice]
    chosen: Choice | None


@dataclass(frozen=True)
class Asked:
    """The search as the page shows it again."""

    text: str = ""
    facets: Mapping[str, str] | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read the address; what is unknown is not asked."""
        chosen = {name: args.get(name, "") for name in FACETS}
        known = {name: value for name, value in chosen.items() if _is_known(name, value)}
        return cls(args.get("text", "").replace("\x00", " ").strip()[:LONGEST], known)

    @property
    def narrowed(self) -> Mapping[str, str]:
        """The facets that are set."""
        return self.facets or {}

    def pieces(self) -> list[str]:
        """The facets as the search wants them."""
        return [f"{name}={value}" for name, value in self.narrowed.items()]

    def args(self) -> dict[str, Any]:
        """The search as parameters of an address."""
        return {**({"text": self.text} if self.text else {}), **self.narrowed}

    def any(self) -> bool:
        """Is anything asked for?"""
        return bool(self.args())


def facets(asked: Asked, found: Found) -> list[Facet]:
    """Every facet that has something to choose, or something chosen."""
    units = _units(value for value, _number in found.facets.get("unit", ()))
    units |= _units([asked.narrowed["unit"]] if "unit" in asked.narrowed else [])
    shown = []
    for name, title in FACETS.items():
        counted = found.facets.get(name, [])
        value = asked.narrowed.get(name)
        choices = [
            Choice(said(name, one, units), number, _url(asked, {name: one}))
            for one, number in counted
            if value is None
        ]
        chosen = None
        if value is not None:
            chosen = Choice(said(name, value, units), found.counted, _url(asked, {name: ""}))
        if len(choices) > 1 or chosen:
            shown.append(Facet(name, title, choices, chosen))
    return shown


def said(name: str, value: str, units: Mapping[str, str]) -> str:
    """A value of a facet in the reader's language."""
    if name == "unit":
        return units.get(value, value)
    if name == "kind":
        return str(KINDS.get(value, value))
    if name in CODES:
        return values.coded(value, *CODES[name])
    return values.said(value, WORDS[name])


def page_of(kind: str, ref: str, **more: Any) -> str:
    """Where something that was found is shown."""
    endpoint, name = PAGES[kind]
    if endpoint not in current_app.view_functions:
        return url_for("portal.index", text=ref, **more)
    named: dict[str, Any] = {name: ref}
    return url_for(endpoint, **named, **more)


def pages(found: Found) -> paging.Page:
    """The pages of what can be looked through."""
    return paging.Page(found.lines, found.counted, found.page)


def how(found: Found) -> str:
    """What one must know of how it was found; nothing where it was found as typed."""
    if found.question.says_nothing:
        return _("Type a name: signs alone find nothing.")
    if not found.total:
        return ""
    if found.how == "nearly":
        return _("Nothing is called exactly so. Names that differ in a character:")
    if found.how == "partly":
        return _("Nothing tells of all of these words. What tells of some of them:")
    return ""


def _is_known(name: str, value: str) -> bool:
    if name == "unit":
        return value.isascii() and value.isdecimal() and len(value) < 10
    if name == "kind":
        return value in KINDS
    return value in (CODES[name][0] if name in CODES else WORDS[name])


def _units(ids: Collection[str] | Any) -> dict[str, str]:
    wanted = [int(one) for one in ids]
    if not wanted:
        return {}
    names = select(Unit.id, Unit.short_name, Unit.name_en).where(Unit.id.in_(wanted))
    english = speaks_english()
    return {
        str(unit_id): (english and name_en) or short_name
        for unit_id, short_name, name_en in db.session.execute(names)
    }


def _url(asked: Asked, changed: Mapping[str, str]) -> str:
    merged = {**asked.args(), **changed}
    return url_for("portal.index", **{name: value for name, value in merged.items() if value})
