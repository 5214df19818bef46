"""The portal's search: what there is, who holds it, how one gets it; for strangers too."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.catalogue import search
from app.domain.catalogue.search import holding, marking
from app.web import paging, portal_asked
from app.web.viewing import viewer

bp = Blueprint("portal", __name__, url_prefix="/portal")

ITEMS_SHOWN = 6


@bp.get("/")
def index() -> ResponseReturnValue:
    """Find; with a script the result changes while one types."""
    asked = portal_asked.Asked.of(request.args)
    who = viewer()
    found = search.search(asked.text, who, asked.pieces(), paging.number())
    first = found.page == 1 and not asked.narrowed and found.question.key
    page = portal_asked.pages(found)
    values = {
        "asked": asked,
        "found": found,
        "located": holding.locate(found.question, who) if first else None,
        "page": page,
        "facets": portal_asked.facets(asked, found),
        "note": portal_asked.how(found),
        "kinds": portal_asked.KINDS,
        "page_of": portal_asked.page_of,
        "parts": lambda text: marking.parts(text, found.question),
        "items": lambda line: _items(line, found),
        "said": lambda name, value: portal_asked.said(name, value, {}),
    }
    template = "portal/_found.html" if request.headers.get("HX-Request") else "portal/search.html"
    return render_template(template, **values), {"Vary": "HX-Request"}


@bp.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Names that complete what is typed, as JSON."""
    asked = portal_asked.Asked.of(request.args)
    return jsonify(
        [
            {
                "kind": str(portal_asked.KINDS[one.kind]),
                "title": one.title,
                "url": portal_asked.page_of(one.kind, one.ref),
            }
            for one in search.suggest(asked.text, viewer())
        ]
    )


def _items(line: search.Line, found: search.Found) -> list[list[marking.Part]]:
    """The items of a line in which a word was found."""
    marked = [marking.parts(item, found.question) for item in line.items or ()]
    return [parts for parts in marked if any(hit for _text, hit in parts)][:ITEMS_SHOWN]
