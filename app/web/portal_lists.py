"""The four catalogues and the exchange directory as lists: filtered, in order, cut by SQL."""

from dataclasses import asdict
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.catalogue import exchanges, listings, references
from app.domain.catalogue.exchanges import Sought
from app.domain.catalogue.listings import Catalogue
from app.domain.catalogue.models.following import AREA, CLASS
from app.domain.catalogue.rules import columns, values
from app.domain.catalogue.services import contents, following
from app.foundation.errors import NotFound
from app.foundation.i18n import _, lazy
from app.web import asking, exchange_lines, paging, portal_exports, portal_words, unit_fields
from app.web.viewing import viewer

SORTS = {
    "number": lazy("Number"),
    "title": lazy("Title"),
    "unit": lazy("Unit"),
    "newest": lazy("Latest first"),
}
FLOW_SORTS = {
    "newest": lazy("Latest first"),
    "until": lazy("Ending first"),
    "provider": lazy("Provider"),
    "demander": lazy("Demander"),
    "resource": lazy("Resource"),
}
FOLLOWED = {"base_class": CLASS, "application_area": AREA}
LONGEST = 40
EXCHANGE = portal_exports.EXCHANGE


def catalogue(name: str) -> ResponseReturnValue:
    """One catalogue with its own columns."""
    found = listings.BY_SLUG.get(name)
    if found is None:
        raise NotFound(_("There is no such catalogue."))
    who = viewer()
    choices = listings.choices(found, who)
    filters = {
        key: wanted
        for key in found.filters
        if (wanted := request.args.get(key, "")) in choices[key]
    }
    unit = unit_fields.asked(request.args, "unit", "code")
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else "number"
    page = paging.cut_rows(listings.entries(found, who, filters, unit, sort), paging.number())
    asked = {**filters, **({"unit": unit} if unit else {}), "sort": sort}
    address = url_for("portal_entries.catalogue", name=found.slug)
    return render_template(
        "portal/catalogue.html",
        catalogue=found,
        title=portal_words.catalogue_name(found.name),
        tabs=tabs(found.slug),
        headings=[columns.column(found.kind, key).label for key in found.columns],
        page=paging.Page(_rows(found, page.items), page.total, page.number),
        filters=[_filter(found, key, choices[key], filters.get(key, "")) for key in found.filters],
        unit_fields=unit_fields.fields(asked, {"unit": _("Unit")}, address, "code"),
        sort=sort,
        sorts=SORTS.items(),
        args={"name": name, **asked},
        exports=portal_exports.of_list(found.slug),
        follow=_follow(filters),
    )


def exchange() -> ResponseReturnValue:
    """交换目录: what flows today from whom to whom."""
    who = viewer()
    args = request.args
    modes = columns.column(columns.RESOURCE, "share_modes")
    sought = Sought(
        unit_fields.asked(args, "provider", "code"),
        unit_fields.asked(args, "demander", "code"),
        asking.chosen(args, "mode", modes.choices),
        asking.said(args, "resource", LONGEST),
        asking.chosen(args, "sort", FLOW_SORTS, "newest"),
    )
    page = paging.cut_rows(exchanges.directory(who, sought), paging.number())
    asked = {key: value for key, value in asdict(sought).items() if value}
    return render_template(
        "portal/exchange.html",
        title=portal_words.catalogue_name(values.EXCHANGES),
        page=paging.Page(exchange_lines.of(page.items), page.total, page.number),
        sought=sought,
        args=asked,
        unit_fields=unit_fields.fields(
            asked,
            {"provider": _("Provider"), "demander": _("Demander")},
            url_for("portal_entries.exchange"),
            "code",
        ),
        modes=[(mode, modes.said(mode)) for mode in modes.choices],
        sorts=FLOW_SORTS.items(),
        exports=portal_exports.of_list(EXCHANGE),
        tabs=tabs(EXCHANGE),
    )


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """The four catalogues and the exchange directory: address, title, is it this one."""
    found = [
        (url_for("portal_entries.catalogue", name=one.slug), one.name, one.slug == here)
        for one in listings.CATALOGUES
    ]
    flows = (url_for("portal_entries.exchange"), values.EXCHANGES, here == EXCHANGE)
    return [(url, portal_words.catalogue_name(name), is_it) for url, name, is_it in (*found, flows)]


def _rows(found: Catalogue, rows: Any) -> list[dict[str, Any]]:
    """The entries of a page: title, address, and what stands in the catalogue's columns."""
    codes = {unit.id: unit.code for _entry, unit in rows}
    units = {unit.code: unit for _entry, unit in rows}
    known = references.References(units=units)
    return [
        {
            "id": entry.id,
            "title": entry.title,
            "url": portal_words.address(found.kind, entry.id),
            "cells": [_cell(found, entry, key, codes, known) for key in found.columns],
        }
        for entry, _unit in rows
    ]


def _cell(
    found: Catalogue, entry: Any, key: str, codes: dict[int, str], known: references.References
) -> portal_words.Fact:
    column = columns.column(found.kind, key)
    value = getattr(entry, contents.attribute(found.kind, column))
    if column.kind == columns.UNIT:
        value = codes.get(value, "")
    return portal_words.fact(found.kind, column, value, known)


def _filter(found: Catalogue, key: str, choices: list[str], chosen: str) -> dict[str, Any]:
    """A filter with the choices that stand in the list, in the order of the catalogue's words."""
    column = columns.column(found.kind, key)
    order = {word: place for place, word in enumerate(column.choices)}
    ranked = sorted(choices, key=lambda one: order.get(one, len(order)))
    none = references.References()
    said = [(one, _said(found, column, one, none)) for one in ranked]
    return {"key": key, "label": column.label, "choices": said, "chosen": chosen}


def _said(found: Catalogue, column: columns.Column, value: str, none: references.References) -> str:
    whole: Any = [value] if column.kind == columns.LIST else value
    return portal_words.said(found.kind, column, whole, none)[0].text


def _follow(filters: dict[str, str]) -> dict[str, Any] | None:
    """The class or area that the list is narrowed to, for whoever wants to follow it."""
    if not current_user.is_authenticated:
        return None
    for key, subject in FOLLOWED.items():
        if name := filters.get(key):
            followed = following.follows(current_user, subject, name)
            return {"subject": subject, "key": name, "followed": followed}
    return None
