"""The catalogues: search, and an entry, as far as the account may see them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, url_for
from marshmallow import Schema, fields

from app.domain.catalogue import references, search, standing
from app.domain.catalogue.rules.columns import KINDS
from app.domain.catalogue.services import contents
from app.foundation.errors import NotFound
from app.foundation.i18n import _, lazy, speaks_english
from app.web import portal_asked, portal_places, portal_words
from app.web.api.described import Paged, asked_text, described, page_of, pages, said
from app.web.viewing import viewer

bp = Blueprint("catalogue", __name__, url_prefix="/catalogue")

CatalogueQuery = Paged.from_dict(
    {"text": asked_text(), **{name: asked_text() for name in portal_asked.FACETS}},
    name="CatalogueQuery",
)


class FoundSchema(Schema):
    """What a search finds, in one line."""

    kind = fields.String(required=True)
    id = fields.String(required=True, attribute="ref")
    title = fields.String(required=True)
    unit = said(lambda line: (speaks_english() and line.unit_en) or line.unit or "")
    level = fields.String(required=True)
    limited_to = fields.String(required=True)
    sharing_class = fields.String(required=True)
    modes = fields.List(fields.String(), required=True)
    cycle = fields.String(required=True)
    summary = fields.String(required=True)
    url = said(lambda line: portal_asked.page_of(line.kind, line.ref, _external=True))


class SaidSchema(Schema):
    """A value in words."""

    text = fields.String(required=True)


class FactSchema(Schema):
    """A column of an entry: its name and what stands in it, in words."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    values = fields.List(fields.Pluck(SaidSchema, "text"), required=True)


class ItemSchema(Schema):
    """An item of an entry."""

    name = fields.String(required=True)
    name_en = fields.String(required=True)
    data_type = fields.String(required=True)
    length = fields.Integer(required=True, allow_none=True)
    is_sensitive = fields.Boolean(required=True)


class EntrySchema(Schema):
    """An entry of the catalogues as its page shows it."""

    kind = fields.String(required=True)
    id = fields.String(required=True)
    title = fields.String(required=True)
    stands = fields.String(required=True)
    facts = fields.List(fields.Nested(FactSchema), required=True)
    items = fields.List(fields.Nested(ItemSchema), required=True)
    url = fields.String(required=True)


FoundPageSchema = pages(FoundSchema, "FoundPageSchema")


@bp.get("")
@described(
    lazy("Search the catalogues; without a text, everything that the account may see"),
    FoundPageSchema,
    query=CatalogueQuery,
    scope="catalogue:read",
)
def find(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What is found, the best first, page by page."""
    wanted = portal_asked.Asked.of(asked)
    found = search.search(wanted.text, viewer(), wanted.pieces(), asked["page"])
    return page_of(portal_asked.pages(found), found.lines, asked)


@bp.get("/<kind>/<entry_id>")
@described(lazy("An entry: its facts in words, and its items"), EntrySchema, scope="catalogue:read")
def show(kind: str, entry_id: str) -> dict[str, Any]:
    """One entry that the account may open."""
    if kind not in KINDS or "\x00" in entry_id:
        raise NotFound(_("There is no such entry in the catalogue."))
    who = viewer()
    entry = standing.entry(kind, entry_id, who)
    content = contents.of(kind, entry, references.codes_of(kind, entry))
    groups = portal_words.groups(kind, content, references.of(kind, [content], who))
    return {
        "kind": kind,
        "id": entry_id,
        "title": content["title"],
        "stands": standing.of_status(kind, str(content.get("status") or "")),
        "facts": [fact for group in groups for fact in group.facts],
        "items": portal_places.item_rows(content.get("items") or [], links=False),
        "url": url_for(f"portal_entries.{kind}", id=entry_id, _external=True),
    }
