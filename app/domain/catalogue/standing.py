"""Whether somebody may open an entry's page, and how the entry stands: listed, gone, not yet."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import selectinload

from app.domain.catalogue import viewing
from app.domain.catalogue.models.collection import Collection
from app.domain.catalogue.models.database import DEREGISTERED, LISTED, Database
from app.domain.catalogue.models.resource import PUBLISHED, WITHDRAWN, Resource
from app.domain.catalogue.rules.columns import DATABASE, RESOURCE
from app.domain.catalogue.viewing import MODELS, Viewer
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _

Entry = Resource | Database | Collection
STANDING, GONE, NOT_YET = "listed", "gone", "not_yet"
OUT = {PUBLISHED: STANDING, WITHDRAWN: GONE, DEREGISTERED: GONE}


def entry(kind: str, entry_id: str, viewer: Viewer) -> Entry:
    """An entry whose page the viewer may open; any other does not exist."""
    model: type[Any] = MODELS[kind]
    wanted = select(model).where(model.id == entry_id, opens(kind, viewer))
    found: Entry | None = db.session.scalars(
        wanted.options(selectinload(model.items))
    ).one_or_none()
    if found is None:
        raise absent()
    return found


def may_open(kind: str, entry_id: str, viewer: Viewer) -> bool:
    """May the viewer open the page of this entry?"""
    model: type[Any] = MODELS[kind]
    wanted = select(model.id).where(model.id == entry_id, opens(kind, viewer))
    return db.session.scalar(wanted) is not None


def absent() -> NotFound:
    """What everybody hears of an entry that there is not, for them."""
    return NotFound(_("There is no such entry in the catalogue."))


def opens(kind: str, viewer: Viewer) -> ColumnElement[bool]:
    """May the viewer open the pages of the entries of a kind?

    What stands in the catalogue is for all who may see it; what was taken out only for whoever is
    signed in; what is not yet in it only for its own unit and the administrators.
    """
    seen = viewing.entries(kind, viewer)
    if not viewer.signed_in:
        return and_(seen, viewing.listed(kind))
    own = true() if viewer.is_administrator else viewing.holder(kind) == viewer.unit_id
    return and_(seen, or_(viewing.listed(kind), was_listed(kind), own))


def was_listed(kind: str) -> ColumnElement[bool]:
    """Did the entry stand in its catalogue once, and was it taken out?"""
    if kind == DATABASE:
        return Database.status == DEREGISTERED
    return (Resource if kind == RESOURCE else Collection).status == WITHDRAWN


def of_status(kind: str, status: str) -> str:
    """How an entry of that status stands: listed, gone or not yet."""
    if kind == DATABASE and status in LISTED:
        return STANDING
    return OUT.get(status, NOT_YET)
