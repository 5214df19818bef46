"""The versions of an entry that a viewer may read: all of them, the one of a day, any two.

A version is read by whoever may see the entry as it is now and as it was then: of the two levels
the stricter counts.
"""

from datetime import date
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select
from sqlalchemy.orm import defer, joinedload

from app.domain.catalogue import standing, viewing
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.standing import GONE
from app.domain.catalogue.viewing import MODELS, Viewer
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account


def visible(kind: str, entry_id: str, viewer: Viewer) -> list[EntryVersion]:
    """The versions that the viewer may read, the oldest first; what they say only when asked."""
    wanted = _readable(kind, entry_id, viewer).order_by(EntryVersion.number)
    by = joinedload(EntryVersion.by).joinedload(Account.unit)
    return list(db.session.scalars(wanted.options(defer(EntryVersion.content), by)))


def on_day(kind: str, entry_id: str, viewer: Viewer, day: date) -> EntryVersion:
    """The version in force at the end of a day.

    Where the viewer may not read it, or there was none yet, nothing is told of either.
    """
    in_force = (
        select(EntryVersion.id)
        .where(
            EntryVersion.entry_kind == kind,
            EntryVersion.entry_id == entry_id,
            EntryVersion.at < clock.end_of_day(day),
        )
        .order_by(EntryVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    readable = _readable(kind, entry_id, viewer).where(EntryVersion.id == in_force)
    found = db.session.scalars(readable).one_or_none()
    if found is None or (not viewer.signed_in and _is_out(kind, found)):
        raise NotFound(_("On that day there was no such entry in the catalogue."))
    return found


def _readable(kind: str, entry_id: str, viewer: Viewer) -> Select[EntryVersion]:
    """The versions of an entry that the viewer may read."""
    model: type[Any] = MODELS[kind]
    then = EntryVersion.content
    level = then["security_level"].astext
    network = func.coalesce(then["limited_to"].astext, literal(""))
    return (
        select(EntryVersion)
        .join(model, model.id == EntryVersion.entry_id)
        .where(
            EntryVersion.entry_kind == kind,
            EntryVersion.entry_id == cast(entry_id, String),
            standing.opens(kind, viewer),
            viewing.sees(viewer, kind, model.id, level, network, viewing.holder(kind)),
        )
    )


def _is_out(kind: str, version: EntryVersion) -> bool:
    status = str(version.content.get("status") or "")
    return standing.of_status(kind, status) == GONE
