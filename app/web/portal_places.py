"""定位 of an item, and what a unit holds."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue import exchanges, listings, located
from app.domain.catalogue.located import Sought
from app.domain.catalogue.models.exchange import Exchange
from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.rules.columns import KINDS, RESOURCE
from app.domain.catalogue.services import following
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _, lazy
from app.foundation.identity import queries as people
from app.foundation.identity.models import Unit
from app.web import exchange_lines, paging, portal_words, unit_fields
from app.web.viewing import viewer

SORTS = {
    "entry": lazy("Number"),
    "unit": lazy("Unit"),
    "title": lazy("Title"),
    "sharing_class": lazy("Sharing class"),
}
FEW = 8
OFFICER = "sharing_officer"


def item(name: str) -> ResponseReturnValue:
    """Who holds an item, under its own name or another, where, and how to get it."""
    who, names = viewer(), located.names_of(name)
    many = located.holders(names, who)
    if not many:
        raise NotFound(_("There is no such item in the catalogues."))
    sought = _sought()
    asked = {k: v for k, v in asdict(sought).items() if v}
    address = url_for("portal_entries.item", name=name)
    page = paging.cut_rows(located.places(names, who, sought), paging.number())
    rows = [_place(row) for row in page.items]
    return render_template(
        "portal/item.html",
        name=names[0],
        asked=name,
        others=names[1:],
        page=paging.Page(rows, page.total, page.number),
        sought=sought,
        args={"name": name, **asked},
        many=many,
        unit_fields=unit_fields.fields(asked, {"unit": _("Unit")}, address, "code"),
        kinds=[(kind, portal_words.KIND_NAMES[kind]) for kind in KINDS],
        classes=[(c, columns.column(RESOURCE, "sharing_class").said(c)) for c in located.CLASSES],
        sorts=SORTS.items(),
        may_apply=_is_officer(),
    )


def unit(code: str) -> ResponseReturnValue:
    """What a unit holds in each catalogue, and what flows in and out of it."""
    who, found = viewer(), people.unit_by_code(code)
    account = current_user if current_user.is_authenticated else None
    return render_template(
        "portal/unit.html",
        unit=found,
        holdings=[_holding(one, found, who) for one in listings.CATALOGUES],
        out=_flows(who, exchanges.Sought(provider=code), Exchange.provider_id == found.id),
        into=_flows(who, exchanges.Sought(demander=code), Exchange.demander_id == found.id),
        sharing=_sharing_department(found),
        posts=_posts(found) if who.signed_in else [],
        followed=following.follows(account, "unit", code) if account else None,
    )


def item_rows(items: Iterable[Mapping[str, Any]], *, links: bool) -> list[dict[str, Any]]:
    """The items of an entry as its page lists them; with `links` each leads to its 定位."""
    kinds = next(one for one in columns.ITEM_COLUMNS if one.key == "data_type")
    return [
        {
            **one,
            "data_type": kinds.said(str(one.get("data_type") or "")),
            "url": url_for("portal_entries.item", name=one["name"]) if links else "",
        }
        for one in items
    ]


def _sought() -> Sought:
    """Read the address; what is unknown is not asked."""
    args = request.args
    wanted = Sought(
        args.get("kind", ""),
        unit_fields.asked(args, "unit", "code"),
        args.get("sharing_class", ""),
        args.get("sort", "entry"),
    )
    return Sought(
        wanted.kind if wanted.kind in KINDS else "",
        wanted.unit,
        wanted.sharing_class if wanted.sharing_class in located.CLASSES else "",
        wanted.sort if wanted.sort in located.ORDERS else "entry",
    )


def _place(row: Any) -> dict[str, Any]:
    """One entry that holds the item."""
    sharing = columns.column(RESOURCE, "sharing_class")
    modes = columns.column(RESOURCE, "share_modes")
    english_unit = portal_words.speaks_english() and row.unit_en
    kinds = next(one for one in columns.ITEM_COLUMNS if one.key == "data_type")
    return {
        "kind": row.kind,
        "kind_name": portal_words.KIND_NAMES[row.kind],
        "id": row.id,
        "title": row.title,
        "url": portal_words.address(row.kind, row.id),
        "unit": english_unit or row.short_name,
        "unit_url": url_for("portal_entries.unit", code=row.unit_code),
        "unit_id": row.unit_id,
        "name": row.name,
        "name_en": row.name_en,
        "type": kinds.said(row.data_type) + (f" ({row.length})" if row.length else ""),
        "is_sensitive": row.is_sensitive,
        "sharing_class": sharing.said(row.sharing_class),
        "modes": [modes.said(mode) for mode in row.share_modes or []],
        "condition": row.condition,
        "cycle": values.said(row.cycle, values.CYCLES),
        "is_shared": row.kind == RESOURCE and row.sharing_class != "not_shareable",
    }


def _holding(catalogue: listings.Catalogue, unit: Unit, who: Viewer) -> dict[str, Any]:
    """How much a unit has in a catalogue, and its first entries there."""
    first = db.session.execute(listings.entries(catalogue, who, {}, unit.code, "newest").limit(FEW))
    entries = [
        {"id": one.id, "title": one.title, "url": portal_words.address(catalogue.kind, one.id)}
        for one, _unit in first
    ]
    return {
        "name": portal_words.catalogue_name(catalogue.name),
        "count": listings.count(catalogue, who, unit.id),
        "url": url_for("portal_entries.catalogue", name=catalogue.slug, unit=unit.code),
        "entries": entries,
    }


def _flows(who: Viewer, sought: exchanges.Sought, of_unit: Any) -> dict[str, Any]:
    rows = list(db.session.execute(exchanges.directory(who, sought).limit(FEW)))
    side = "provider" if sought.provider else "demander"
    args: dict[str, Any] = {side: sought.provider or sought.demander}
    return {
        "lines": exchange_lines.of(rows),
        "count": exchanges.count(who, of_unit),
        "url": url_for("portal_entries.exchange", **args),
    }


def _sharing_department(unit: Unit) -> list[tuple[str, str]]:
    """Where the unit's sharing is done, as the register of units says."""
    named = (
        ("sharing_unit", _("Sharing department")),
        ("contact_post", _("Contact")),
        ("address", _("Address")),
    )
    return [(label, said) for name, label in named if (said := getattr(unit, name, ""))]


def _posts(unit: Unit) -> list[str]:
    """The unit's named sharing posts, for whoever is signed in."""
    holders = people.holders(unit.id, [OFFICER, "unit_approver"])
    return [account.label for account in holders]


def _is_officer() -> bool:
    return current_user.is_authenticated and OFFICER in current_user.effective_posts
