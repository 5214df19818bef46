"""The frame of every page: where one may go, and what waits there."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask, current_app, g, request, url_for
from flask_babel import LazyString, get_locale
from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.domain.keeping import keepers
from app.domain.meetings import queries
from app.foundation.database import db
from app.foundation.i18n import lazy
from app.foundation.identity import posts
from app.foundation.notices import Notice
from app.web.back import this_page
from app.web.visitor import Visitor, visitor
from app.workflow.models import Task

MOST = 100  # counting further costs time, and nobody reads the number


class Place(NamedTuple):
    """An entry of the main menu, for all or for the holders of some posts."""

    endpoint: str
    title: LazyString
    badge: str = ""
    posts: frozenset[str] = frozenset()
    # ... and, in the office, of these as well.
    office_posts: frozenset[str] = frozenset()
    # ... and, in the city's own office, of these.
    city_posts: frozenset[str] = frozenset()
    # ... and, in the unit that keeps the archive, of these.
    archives_posts: frozenset[str] = frozenset()


# Who finds the pages of the leading group in the menu: its members' heads among all heads.
GROUP = frozenset({queries.SECRETARY, queries.CHAIR, queries.HEAD, queries.AUDITOR})
PLACES = (
    Place("inbox.index", lazy("My tasks"), badge="tasks"),
    Place(
        "desk.index",
        lazy("Dispute desk"),
        posts=frozenset({"escalation_officer", "auditor"}),
        office_posts=frozenset({"unit_approver"}),
    ),
    Place(
        "supervision.index",
        lazy("Supervision"),
        posts=frozenset({"escalation_officer", "auditor"}),
        office_posts=frozenset({"unit_approver"}),
    ),
    Place("instances.index", lazy("Unit's cases")),
    Place("sharing.choose", lazy("New application"), posts=frozenset({"sharing_officer"})),
    Place(
        "catalogue_matters.index",
        lazy("Catalogue matters"),
        posts=frozenset(
            {
                "sharing_officer",
                "unit_approver",
                "catalogue_admin",
                "collection_reviewer",
                "auditor",
            }
        ),
    ),
    Place(
        "meetings.index",
        lazy("Leading group"),
        posts=GROUP,
        city_posts=frozenset({queries.OFFICER}),
    ),
    Place("documents.index", lazy("Documents")),
    Place(
        "figures.index",
        lazy("Figures"),
        posts=frozenset(
            {"escalation_officer", "auditor", "leading_group_secretary", "leading_group_chair"}
        ),
        office_posts=frozenset({"unit_approver"}),
    ),
    Place(
        "destroying.index",
        lazy("Archive"),
        posts=frozenset({keepers.AUDITOR}),
        archives_posts=frozenset({keepers.ARCHIVIST}),
    ),
    Place("people.index", lazy("Units and staff"), posts=frozenset({"sysadmin"})),
    Place("operating.index", lazy("Operation"), posts=frozenset({"sysadmin"})),
    Place("studio.index", lazy("Process studio"), posts=frozenset({"process_admin"})),
    Place("portal.index", lazy("Catalogues")),
    Place("notices.index", lazy("Notices"), badge="notices"),
)
# Modules whose pages lie under another's.
UNDER = {"operating": "given_up"}
# The modules of the portal's pages: its own tabs lead to them.
OF_PORTAL = ("portal_", "catalogue_figures", "demands", "gate", "synonyms")


@dataclass(frozen=True)
class Counts:
    """What waits for the visitor."""

    tasks: int = 0
    notices: int = 0

    def shown(self, name: str) -> str:
        """The number on a badge; nothing where nothing waits."""
        number: int = getattr(self, name, 0)
        return f"{MOST - 1}+" if number >= MOST else str(number or "")


def install(app: Flask) -> None:
    """Give the templates the frame."""
    app.context_processor(lambda: {"me": visitor()})
    app.jinja_env.globals.update(
        places=places,
        counts=counts,
        this_page=this_page,
        portal_home=portal_home,
        get_locale=get_locale,
        post_title=posts.title,
    )


def places() -> list[tuple[Place, bool]]:
    """Where this visitor may go, and whether it is here."""
    who = visitor()
    if who is None:
        return []
    here = (g.get("stands_in") or request.endpoint or "").partition(".")[0]
    return [
        (place, _leads_to(place, here))
        for place in PLACES
        if place.endpoint in current_app.view_functions and _may_go(who, place)
    ]


def _leads_to(place: Place, here: str) -> bool:
    """Is this page the place's own, or one of the portal's many?"""
    own = place.endpoint.partition(".")[0]
    if own == "studio":
        return here.startswith("studio")
    return here in (own, UNDER.get(own)) or (own == "portal" and here.startswith(OF_PORTAL))


def portal_home() -> str:
    """Where the catalogues begin: their search."""
    return url_for("portal.index")


def counts() -> Counts:
    """What waits, by one statement; nothing on the page of an error."""
    who = visitor()
    if who is None or g.get("plain_frame"):
        return Counts()
    if "counts" not in g:
        row = db.session.execute(select(_waiting(who), _unread(who))).one()
        g.counts = Counts(*row)
    found: Counts = g.counts
    return found


def _may_go(who: Visitor, place: Place) -> bool:
    able = place.posts
    if who.in_office:
        able |= place.office_posts
    if who.in_citys_office:
        able |= place.city_posts
    if who.in_archives:
        able |= place.archives_posts
    return not able or bool(able & who.post_names)


def _waiting(who: Visitor) -> Any:
    """The same tasks as `inbox.waiting` lists, counted as far as the badge shows."""
    mine = select(Task.id).where(
        Task.closed_at.is_(None),
        Task.unit_id == who.unit_id,
        Task.posts.overlap(cast(sorted(who.post_names), ARRAY(Text))),
        or_(Task.claimed_by_id.is_(None), Task.claimed_by_id == who.id),
    )
    return select(func.count()).select_from(mine.limit(MOST).subquery()).scalar_subquery()


def _unread(who: Visitor) -> Any:
    unread = (
        select(Notice.id)
        .where(Notice.account_id == who.id, Notice.read_at.is_(None), Notice.shown)
        .limit(MOST)
        .subquery()
    )
    return select(func.count()).select_from(unread).scalar_subquery()
