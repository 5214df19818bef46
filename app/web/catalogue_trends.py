"""Charts of what moves: growth, what is applied for, what is asked for and not listed."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_login import current_user

from app.domain.catalogue import demand_pool
from app.domain.catalogue.figures import cells, growth, wanted
from app.domain.catalogue.figures.scope import Scope
from app.domain.catalogue.figures.whole import Whole
from app.domain.catalogue.rules import columns
from app.foundation.i18n import _
from app.foundation.months import months
from app.web import catalogue_figure_words as words
from app.web import demand_cards
from app.web.charts import Cell, Chart

MOST_DEMANDS = 10
Args = Mapping[str, Any]


def growth_of(scope: Scope, counted: Whole, args: Args) -> list[Chart]:
    """What was published, changed and withdrawn in each month, and how many are listed."""
    by_month = {(one.month, one.deed): one.number for one in counted.growth}
    every = months(scope)
    rows = [
        (
            f"{month:%Y-%m}",
            [
                Cell(
                    by_month.get((month, deed), 0),
                    entries(args, month=f"{month:%Y-%m}", deed=deed),
                )
                for deed in growth.DEEDS
            ],
        )
        for month in every
    ]
    totals = growth.totals(cells.entries(counted.cells, lambda _cell: True), every, counted.growth)
    sums = [(f"{month:%Y-%m}", [Cell(totals[month])]) for month in every]
    names = [str(words.DEEDS[deed]) for deed in growth.DEEDS]
    note = _("Entries published, changed and withdrawn in each month")
    return [
        Chart("c-growth", _("Growth"), note, _("Month"), names, rows, stacked=False),
        Chart(
            "c-totals",
            _("Entries listed in all"),
            _("At the end of each month"),
            _("Month"),
            [_("Entries")],
            sums,
        ),
    ]


def wanted_resources(scope: Scope, args: Args) -> Chart:
    """The resources for which most units applied."""
    rows = [
        (one.title, _asked_for(one, demand_cards.entry_url(columns.RESOURCE, one.name)))
        for one in wanted.resources(scope)
    ]
    note = _("Applications that left their unit in this time")
    title = _("Most wanted resources")
    return _of_applications("c-wanted", title, note, _("Resource"), rows)


def wanted_items(scope: Scope, args: Args) -> Chart:
    """The items for which most units applied."""
    rows = [
        (one.name, _asked_for(one, entries(args, item=one.name))) for one in wanted.items(scope)
    ]
    note = _("By how many units applied for them, wherever they are held")
    return _of_applications("c-wanted-items", _("Most wanted items"), note, _("Item"), rows)


def demands() -> Chart:
    """The demands that most units share."""
    rows = [
        (one.title, [Cell(one.wanted, url_for("demands.show", demand_id=one.id))])
        for one in demand_pool.most_wanted(current_user, MOST_DEMANDS)
    ]
    more = (url_for("demands.index", sort="wanted"), _("The demand pool"))
    note = _("Demands that wait, by how many units need the data")
    names = [_("Units that need it")]
    title = _("Most wanted and not listed")
    return Chart("c-demands", title, note, _("Data"), names, rows, False, True, more=more)


def _of_applications(
    id_: str, title: str, note: str, head: str, rows: list[tuple[str, list[Cell]]]
) -> Chart:
    names = [_("Units"), _("Applications")]
    return Chart(id_, title, note, head, names, rows, stacked=False, flat=True)


def _asked_for(one: wanted.Wanted, url: str) -> list[Cell]:
    return [Cell(one.units, url), Cell(one.applications, url)]


def entries(args: Args, **asked: Any) -> str:
    """The list of entries behind a number, within the page's filters."""
    return url_for("catalogue_figures.entries", **{**args, **asked})
