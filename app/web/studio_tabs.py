"""The studio's own navigation, in the order of the work: draw, compare, move, mend, look, set."""

from typing import NamedTuple

from flask import Flask, current_app, request, url_for
from flask_babel import LazyString

from app.foundation.i18n import lazy
from app.web.visitor import visitor

ADMIN = "process_admin"


class Tab(NamedTuple):
    """A page of the studio, and the modules whose pages lie below it."""

    endpoint: str
    title: LazyString
    modules: tuple[str, ...] = ()


TABS = (
    Tab("studio.index", lazy("Processes"), ("studio_import",)),
    Tab(
        "studio.drafts",
        lazy("Draft versions"),
        ("studio_decision", "studio_editor", "studio_forms", "studio_trials", "studio_adapting"),
    ),
    Tab("studio_scenarios.index", lazy("Scenarios"), ("studio_scenarios", "studio_recording")),
    Tab("studio_versions.index", lazy("Versions"), ("studio_compare", "studio_versions")),
    Tab("studio_moves.index", lazy("Running cases"), ("studio_moves",)),
    Tab("studio_repair.index", lazy("Repair"), ("studio_repair",)),
    Tab("studio_heat.index", lazy("Heat map"), ("studio_heat",)),
    Tab("studio_settings.index", lazy("Settings"), ("studio_settings",)),
)


def install(app: Flask) -> None:
    """Give the templates the tabs."""
    app.jinja_env.globals.update(studio_tabs=tabs, config_views=lambda: current_app.view_functions)


def tabs() -> list[tuple[str, LazyString, bool]]:
    """Address, title, and whether it is here, of each tab that this visitor has."""
    if visitor() is None:
        return []
    here = request.endpoint or ""
    return [
        (url_for(tab.endpoint), tab.title, _is_here(tab, here))
        for tab in TABS
        if tab.endpoint in current_app.view_functions
    ]


def _is_here(tab: Tab, here: str) -> bool:
    module = here.partition(".")[0]
    if here == tab.endpoint or module in tab.modules:
        return True
    return tab.endpoint == "studio.drafts" and module == "studio" and here != "studio.index"
