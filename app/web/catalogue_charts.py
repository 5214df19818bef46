"""The charts of the catalogues' figures, each with the links to what is behind its numbers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_login import current_user

from app.domain.catalogue.figures import cells, coverage, whole
from app.domain.catalogue.figures.cells import Cell as Line
from app.domain.catalogue.figures.scope import FRESHNESS, Scope
from app.domain.catalogue.figures.whole import UnitCounts, Whole
from app.domain.catalogue.rules import columns, values
from app.foundation.i18n import _, speaks_english
from app.web import catalogue_figure_words as words
from app.web import catalogue_trends as trends
from app.web.charts import Cell, Chart

MOST_DEMANDS = 10
Args = Mapping[str, Any]


def all_of(scope: Scope, args: Args) -> list[Chart]:
    """Every chart that the page shows; what has nothing to count says so."""
    counted = whole.of(scope)
    found = counted.cells
    charts = [
        _classes(found, args),
        _items(found, args),
        _units(counted, args),
        _gaps(counted, args),
        _fresh("c-databases", columns.DATABASE, found, args),
        _fresh("c-metadata", columns.RESOURCE, found, args),
        _shares(found, args),
        _unit_shares(counted, args),
        *trends.growth_of(scope, counted, args),
        trends.wanted_resources(scope, args),
        trends.wanted_items(scope, args),
    ]
    return charts + ([trends.demands()] if current_user.is_authenticated else [])


def _classes(found: Sequence[Line], args: Args) -> Chart:
    rows = [
        (
            words.class_name(name),
            [
                Cell(
                    cells.entries(found, _both(name, one)),
                    trends.entries(args, **{"class": name, "catalogue": one}),
                )
                for one in coverage.LISTS
            ],
        )
        for name in _class_names(found)
    ]
    note = _("Entries by kind of basic information and area of application")
    names = [str(words.SHORT[one]) for one in coverage.LISTS]
    title = _("Coverage by class")
    return Chart("c-classes", title, note, _("Class"), names, rows, flat=True)


def _items(found: Sequence[Line], args: Args) -> Chart:
    rows = [
        (
            words.class_name(name),
            [
                Cell(
                    cells.items(found, _both(name, one)),
                    trends.entries(args, **{"class": name, "catalogue": one, "sort": "items"}),
                )
                for one in coverage.LISTS
            ],
        )
        for name in _class_names(found)
    ]
    note = _("Data items that the entries list")
    names = [str(words.SHORT[one]) for one in coverage.LISTS]
    return Chart("c-items", _("Data items by class"), note, _("Class"), names, rows, flat=True)


def _units(counted: Whole, args: Args) -> Chart:
    rows = [
        (
            _label(one),
            [
                Cell(number, trends.entries(args, unit=one.code, catalogue=name))
                for name, number in zip(coverage.LISTS, one.by_catalogue, strict=True)
            ],
        )
        for one in counted.units
    ]
    names = [str(words.SHORT[one]) for one in coverage.LISTS]
    more = (url_for("catalogue_figures.units", **args), _("All units"))
    note = _("The units that list most, by catalogue")
    title = _("Coverage by unit")
    return Chart("c-units", title, note, _("Unit"), names, rows, flat=True, more=more)


def _gaps(counted: Whole, args: Args) -> Chart:
    rows = []
    how_many = counted.listing
    urls = [url_for("catalogue_figures.units", **args, listing=one) for one in ("yes", "no")]
    rows.append(
        (
            _("Units that list something"),
            [Cell(how_many.have, urls[0]), Cell(how_many.lack, urls[1])],
        )
    )
    for gap in counted.gaps:
        cells_of = [
            Cell(gap.have, trends.entries(args, kind=_KIND_OF[gap.name], gap=gap.name)),
            Cell(gap.lack, trends.entries(args, kind=_KIND_OF[gap.name], gap=gap.name, lacks=1)),
        ]
        rows.append((str(words.GAPS[gap.name, False]), cells_of))
    note = _("What is collected or built and can be found as a resource")
    return Chart(
        "c-gaps",
        _("What is missing"),
        note,
        "",
        [_("yes"), _("no")],
        rows,
        flat=True,
        of_whole=True,
        tones=("fair", "bad"),
    )


def _fresh(id_: str, kind: str, found: Sequence[Line], args: Args) -> Chart:
    of_kind = [cell for cell in found if cell.kind == kind]
    said = words.FRESHNESS if kind == columns.DATABASE else words.AGES
    rows = [
        (
            words.class_name(name),
            [
                Cell(
                    cells.entries(of_kind, _fresh_in(name, state)),
                    trends.entries(args, **{"kind": kind, "class": name, "fresh": state}),
                )
                for state in FRESHNESS
            ],
        )
        for name in _class_names(of_kind)
    ]
    title, note = _("Freshness of databases"), _("Last update against the cycle, by class")
    if kind == columns.RESOURCE:
        title, note = _("Age of what is said of resources"), _("Since the entry was last looked at")
    names = [str(said[state]) for state in FRESHNESS]
    tones = ("good", "poor", "bad", "none")
    return Chart(id_, title, note, _("Class"), names, rows, flat=True, of_whole=True, tones=tones)


def _shares(found: Sequence[Line], args: Args) -> Chart:
    resources = [cell for cell in found if cell.kind == columns.RESOURCE]
    rows = [
        (
            words.catalogue(name) if name else _("All resources"),
            [
                Cell(
                    cells.entries(resources, _share_in(name, share)),
                    trends.entries(args, kind=columns.RESOURCE, share=share, **_named(name)),
                )
                for share in cells.SHARES
            ],
        )
        for name in ("", values.BASIC, values.APPLIED)
        if cells.entries(resources, _in_catalogue(name))
    ]
    note = _("Resources by sharing class; of those not shared, whether the law is named")
    names = [str(words.SHARES[share]) for share in cells.SHARES]
    return Chart(
        "c-shares",
        _("Sharing classes"),
        note,
        _("Catalogue"),
        names,
        rows,
        flat=True,
        of_whole=True,
        tones=("good", "fair", "none", "bad"),
    )


def _unit_shares(counted: Whole, args: Args) -> Chart:
    classes = ("unconditional", "conditional", "not_shareable")
    rows = []
    for one in counted.units:
        if any(one.by_class):
            url = {"kind": columns.RESOURCE, "unit": one.code}
            found = [
                Cell(number, trends.entries(args, **url, share=share))
                for share, number in zip(classes, one.by_class, strict=True)
            ]
            rows.append((_label(one), found))
    names = [str(words.SHARES[name]) for name in classes[:2]] + [_("not to be shared")]
    note = _("Of the units that list most")
    more = (url_for("catalogue_figures.units", **args, sort="not_shareable"), _("All units"))
    title = _("Sharing classes by unit")
    return Chart(
        "c-unit-shares",
        title,
        note,
        _("Unit"),
        names,
        rows,
        flat=True,
        of_whole=True,
        tones=("good", "fair", "none"),
        more=more,
    )


def _label(unit: UnitCounts) -> str:
    """The unit's short name in the reader's language."""
    return (speaks_english() and unit.name_en) or unit.name


def _class_names(found: Iterable[Line]) -> list[str]:
    """The classes in their order; those that nobody planned, and none, at the end."""
    held = {cell.class_name for cell in found}
    known = [name for name in (*values.BASE_CLASSES, *values.AREAS) if name in held]
    return known + sorted(held - set(known), key=lambda name: (not name, name))


_KIND_OF = {coverage.COLLECTED: columns.COLLECTION, coverage.BUILT: columns.DATABASE}


def _both(class_name: str, catalogue: str) -> Any:
    return lambda cell: cell.class_name == class_name and cell.catalogue == catalogue


def _fresh_in(class_name: str, state: str) -> Any:
    return lambda cell: cell.class_name == class_name and cell.freshness == state


def _in_catalogue(catalogue: str) -> Any:
    return lambda cell: not catalogue or cell.catalogue == catalogue


def _share_in(catalogue: str, share: str) -> Any:
    return lambda cell: cell.share == share and _in_catalogue(catalogue)(cell)


def _named(catalogue: str) -> dict[str, str]:
    return {"catalogue": catalogue} if catalogue else {}
