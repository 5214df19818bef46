"""Figures of the catalogues: charts with their tables, the units, the entries behind a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.catalogue.figures import behind, coverage
from app.domain.catalogue.figures.cells import SHARES
from app.domain.catalogue.figures.growth import DEEDS
from app.domain.catalogue.figures.scope import FRESHNESS, Scope
from app.domain.catalogue.models.resource import NOT_SHAREABLE
from app.domain.catalogue.rules import columns, values
from app.foundation import clock
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Unit
from app.foundation.months import first_of_month
from app.web import (
    catalogue_charts,
    catalogue_figure_words,
    demand_cards,
    paging,
    unit_fields,
)
from app.web.viewing import viewer

bp = Blueprint("catalogue_figures", __name__, url_prefix="/portal/figures")

PERIODS = (6, 12, 24, 36)
LONGEST = 100


@dataclass(frozen=True)
class Filters:
    """What the figures are narrowed to, as the page shows it again."""

    months: int = 12
    unit: str = ""
    catalogue: str = ""
    level: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Filters":
        """Read the address; what is unknown is not asked."""
        months = args.get("months", "")
        return cls(
            int(months) if months in {str(one) for one in PERIODS} else 12,
            unit_fields.asked(args, "unit", "code"),
            args.get("catalogue", "") if args.get("catalogue") in coverage.LISTS else "",
            args.get("level", "") if args.get("level") in values.LEVELS else "",
        )

    def args(self) -> dict[str, Any]:
        """The same as parameters of an address."""
        return {name: value for name, value in vars(self).items() if value}


@bp.get("/")
def index() -> ResponseReturnValue:
    """The catalogues in figures, as far as whoever asks may see them."""
    filters = Filters.of(request.args)
    scope, unit = _scope(filters)
    return render_template(
        "catalogue_figures/index.html",
        charts=catalogue_charts.all_of(scope, filters.args()),
        unit=unit,
        **_choices(filters),
    )


@bp.get("/units")
def units() -> ResponseReturnValue:
    """Every unit with what it lists; those that list nothing as well."""
    filters = Filters.of(request.args)
    scope, _unit = _scope(filters)
    sort = _one_of("sort", catalogue_figure_words.UNIT_SORTS, "entries")
    listing = _one_of("listing", ("yes", "no"))
    wanted = {"yes": True, "no": False}.get(listing)
    page = paging.cut_rows(coverage.units(scope, sort, listing=wanted), paging.number())
    lines = [coverage.line(row) for row in page.items]
    args = filters.args() | {"sort": sort} | ({"listing": listing} if listing else {})
    shown = render_template(
        "catalogue_figures/units.html",
        page=paging.Page(lines, page.total, page.number),
        lists=[str(catalogue_figure_words.SHORT[one]) for one in coverage.LISTS],
        list_names=coverage.LISTS,
        sorts=catalogue_figure_words.UNIT_SORTS.items(),
        sort=sort,
        listing=listing,
        args=args,
        **_choices(filters),
    )
    return shown


@bp.get("/entries")
def entries() -> ResponseReturnValue:
    """The entries behind a number."""
    filters = Filters.of(request.args)
    scope, unit = _scope(filters)
    if filters.unit and unit is None:
        raise NotFound(_("There is no unit %(code)s.", code=filters.unit))
    asked = _asked()
    sort = _one_of("sort", catalogue_figure_words.ENTRY_SORTS, "id")
    page = paging.cut_rows(behind.entries(scope, asked, sort), paging.number())
    titles = behind.titles([line for line, _unit, _fresh in page.items])
    lines = [
        {
            "line": line,
            "unit": of_unit,
            "fresh": fresh,
            "title": titles[line.kind, line.entry_id],
            "url": demand_cards.entry_url(line.kind, line.entry_id),
        }
        for line, of_unit, fresh in page.items
        if (line.kind, line.entry_id) in titles
    ]
    args = request.args.to_dict()
    args.pop("page", None)
    return render_template(
        "catalogue_figures/entries.html",
        page=paging.Page(lines, page.total, page.number),
        said=catalogue_figure_words.conditions(asked, filters.args(), unit),
        sorts=catalogue_figure_words.ENTRY_SORTS.items(),
        sort=sort,
        args=args,
        words=catalogue_figure_words,
        filters=filters,
    )


def _scope(filters: Filters) -> tuple[Scope, Unit | None]:
    """What is counted, and the unit that was asked for; of an unknown one nothing is."""
    unit = unit_fields.read(filters.unit, "code").unit
    today = clock.today()
    scope = Scope(
        viewer(),
        first_of_month(today, filters.months - 1),
        today,
        unit.id if unit else unit_fields.NOBODY if filters.unit else None,
        filters.catalogue,
        filters.level,
    )
    return scope, unit


def _choices(filters: Filters) -> dict[str, Any]:
    """What can be chosen in the filters; levels that a stranger cannot see are not offered."""
    address = url_for(request.endpoint or "catalogue_figures.index")
    return {
        "filters": filters,
        "periods": PERIODS,
        "unit_fields": unit_fields.fields(filters.args(), {"unit": _("Unit")}, address, "code"),
        "catalogue_choices": [(one, values.said(one, values.CATALOGUES)) for one in coverage.LISTS],
        "level_choices": [(one, values.said(one, values.LEVELS)) for one in values.LEVELS]
        if viewer().signed_in
        else None,
    }


def _asked() -> behind.Asked:
    """Which entries are asked for; nonsense is no page."""
    month, deed = request.args.get("month", ""), request.args.get("deed", "")
    found = behind.Asked(
        kind=_one_of("kind", columns.KINDS),
        class_name=_text("class") if "class" in request.args else None,
        share=_one_of("share", (*SHARES, NOT_SHAREABLE)),
        fresh=_one_of("fresh", FRESHNESS),
        gap=_one_of("gap", (coverage.COLLECTED, coverage.BUILT)),
        lacks=request.args.get("lacks") == "1",
        month=_month(month) if month else None,
        deed=_one_of("deed", DEEDS),
        item=_text("item"),
        entry_id=_text("entry"),
    )
    if bool(month) != bool(deed) or (month and found.month is None):
        raise NotFound(_("There is no such page."))
    return found


def _one_of(name: str, choices: Any, otherwise: str = "") -> str:
    """One of the choices; what is none of them is no page."""
    asked = request.args.get(name, "")
    if asked and asked not in choices:
        raise NotFound(_("There is no such page."))
    return asked or otherwise


def _text(name: str) -> str:
    return request.args.get(name, "")[:LONGEST].replace("\x00", "")


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
