"""The portal's own navigation: search, catalogues with the exchange directory, figures, demands."""

from typing import Any, NamedTuple

from flask import Flask, request, url_for
from flask_babel import LazyString

from app.foundation.i18n import lazy
from app.web.visitor import visitor


class Tab(NamedTuple):
    """A page of the portal; what only signed-in units see is no tab for a stranger."""

    endpoint: str
    title: LazyString
    for_strangers: bool = True
    args: tuple[tuple[str, str], ...] = ()
    # Only for the holders of these posts; empty: for all.
    posts: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        """Where it leads."""
        return url_for(self.endpoint, **dict[str, Any](self.args))


TABS = (
    Tab("portal.index", lazy("Search the catalogues")),
    Tab("portal_entries.catalogue", lazy("Browse by catalogue"), args=(("name", "basic"),)),
    Tab("catalogue_figures.index", lazy("Numbers")),
    Tab("demands.index", lazy("Demand pool"), for_strangers=False),
    Tab(
        "gate.index",
        lazy("Duplicate check"),
        for_strangers=False,
        posts=frozenset({"sharing_officer", "catalogue_admin", "collection_reviewer"}),
    ),
    Tab(
        "synonyms.index",
        lazy("Synonyms"),
        for_strangers=False,
        posts=frozenset({"catalogue_admin"}),
    ),
)


def install(app: Flask) -> None:
    """Give the templates the tabs."""
    app.jinja_env.globals.update(portal_tabs=tabs)


def tabs() -> list[tuple[str, LazyString, bool]]:
    """Address, title, and whether it is here, of each tab that this visitor has."""
    here = request.endpoint or ""
    return [(tab.url, tab.title, _is_here(tab, here)) for tab in TABS if _is_for(tab)]


def _is_for(tab: Tab) -> bool:
    who = visitor()
    if who is None:
        return tab.for_strangers
    return not tab.posts or bool(tab.posts & who.post_names)


def _is_here(tab: Tab, here: str) -> bool:
    """A page below a tab belongs to it, unless it is a tab itself."""
    if here in {one.endpoint for one in TABS}:
        return here == tab.endpoint
    room, _dot, page = tab.endpoint.partition(".")
    return here.startswith(f"{room}.") and page in ("index", "catalogue")
