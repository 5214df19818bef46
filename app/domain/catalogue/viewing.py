"""Who may see which entry: everybody, whoever is signed in, or only whom it was granted.

公开 is for everybody; 内部, 敏感 and 秘密 entries (not their data) for signed-in units; what lies
above only by grant.  An entry may be limited to a network.  Its own unit and the city's catalogue
administrators see it always, in its network.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, false, literal, or_, select, true

from app.domain.catalogue.models.collection import Collection
from app.domain.catalogue.models.database import LISTED, Database
from app.domain.catalogue.models.grant import EntryGrant
from app.domain.catalogue.models.resource import PUBLISHED, Resource
from app.domain.catalogue.rules import values
from app.domain.catalogue.rules.columns import COLLECTION, DATABASE, RESOURCE
from app.foundation.database import db
from app.foundation.identity.models import Account

EVERYBODY, SIGNED_IN, GRANTED = 0, 1, 2
AUDIENCES = {"公开": EVERYBODY, "内部": SIGNED_IN, "敏感": SIGNED_IN, "秘密": SIGNED_IN}
ADMINISTRATOR = "catalogue_admin"
# For what follows from a unit's own rights, wherever its people sit at the moment.
EVERYWHERE = frozenset(values.NETWORKS)
MODELS: dict[str, type[Resource] | type[Database] | type[Collection]] = {
    RESOURCE: Resource,
    DATABASE: Database,
    COLLECTION: Collection,
}


@dataclass(frozen=True)
class Viewer:
    """Whoever looks: a stranger, or an account of a unit, from some networks."""

    unit_id: int | None = None
    is_administrator: bool = False
    networks: frozenset[str] = frozenset()

    @classmethod
    def of(cls, account: Account | None, networks: frozenset[str] = frozenset()) -> "Viewer":
        """The viewer that an account is; None is a stranger."""
        if account is None:
            return cls(networks=networks)
        return cls(account.unit_id, ADMINISTRATOR in account.effective_posts, networks)

    @property
    def signed_in(self) -> bool:
        """Is it an account?"""
        return self.unit_id is not None


def of_unit(unit_id: int, networks: frozenset[str] = frozenset()) -> Viewer:
    """A unit as such, whichever of its people look."""
    return Viewer(unit_id, networks=networks)


def audience(level: str) -> int:
    """Whom a level lets see an entry; an unknown level is for nobody without a grant."""
    return AUDIENCES.get(level, GRANTED)


def holder(kind: str) -> Any:
    """The column with the unit that answers for an entry."""
    if kind == RESOURCE:
        return Resource.provider_unit_id
    return Database.owner_unit_id if kind == DATABASE else Collection.unit_id


def listed(kind: str) -> ColumnElement[bool]:
    """Does the entry stand in its catalogue now?"""
    if kind == RESOURCE:
        return Resource.status == PUBLISHED
    return Database.status.in_(LISTED) if kind == DATABASE else Collection.status == PUBLISHED


def entries(kind: str, viewer: Viewer) -> ColumnElement[bool]:
    """May the viewer see the entries of a kind?  For a `where` on its own table."""
    model = MODELS[kind]
    return sees(viewer, kind, model.id, model.security_level, model.limited_to, holder(kind))


def sees(
    viewer: Viewer, kind: str | Any, entry_id: Any, level: Any, limited_to: Any, unit_id: Any
) -> ColumnElement[bool]:
    """May the viewer see an entry of which these columns tell id, level, network and unit?"""
    near = limited_to.in_(["", *sorted(viewer.networks)])
    if viewer.is_administrator:
        return and_(near, true())
    public = level.in_(_levels(EVERYBODY))
    if not viewer.signed_in:
        return and_(near, public)
    for_all = level.in_(_levels(EVERYBODY) + _levels(SIGNED_IN))
    granted = (
        select(EntryGrant.id)
        .where(
            EntryGrant.unit_id == viewer.unit_id,
            EntryGrant.entry_kind == (literal(kind) if isinstance(kind, str) else kind),
            EntryGrant.entry_id == cast(entry_id, String),
            EntryGrant.revoked_at.is_(None),
        )
        .exists()
    )
    own = unit_id == viewer.unit_id if unit_id is not None else false()
    return and_(near, or_(for_all, own, granted))


def may_see(kind: str, entry_id: str, viewer: Viewer) -> bool:
    """May the viewer see this one entry?"""
    model = MODELS[kind]
    statement = select(model.id).where(model.id == entry_id, entries(kind, viewer))
    return db.session.scalar(statement) is not None


def _levels(wanted: int) -> list[str]:
    return [level for level, whom in AUDIENCES.items() if whom == wanted]
