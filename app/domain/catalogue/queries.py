"""Reading the catalogue: find a resource, look at one, see what else might serve.

Whoever asks for a person or a unit says for whom: what that viewer may not see is not there.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.catalogue import viewing
from app.domain.catalogue.models.resource import PUBLISHED, Resource
from app.domain.catalogue.rules.columns import RESOURCE
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _


def search(
    text: str = "",
    *,
    viewer: Viewer,
    sharing_class: str = "",
    provider_id: int | None = None,
    mode: str = "",
    not_of_unit: int | None = None,
) -> Select[Resource]:
    """The published resources in which every word of `text` is found; for the caller to page.

    `not_of_unit` wants them for a unit that holds them not: what that unit may not see is left out.
    """
    statement = (
        select(Resource)
        .where(Resource.status == PUBLISHED, viewing.entries(RESOURCE, viewer))
        .options(joinedload(Resource.provider))
        .order_by(Resource.id)
    )
    for word in text.split():
        statement = statement.where(Resource.searched.icontains(word, autoescape=True))
    if sharing_class:
        statement = statement.where(Resource.sharing_class == sharing_class)
    if provider_id:
        statement = statement.where(Resource.provider_unit_id == provider_id)
    if mode:
        statement = statement.where(Resource.share_modes.contains([mode]))
    if not_of_unit:
        theirs = viewing.of_unit(not_of_unit, viewer.networks)
        statement = statement.where(
            Resource.provider_unit_id != not_of_unit, viewing.entries(RESOURCE, theirs)
        )
    return statement


def resource(resource_id: str, viewer: Viewer | None = None) -> Resource:
    """One published resource with its items and its provider; see `find`."""
    found = find(resource_id, viewer)
    if found is None:
        raise NotFound(_("There is no such resource in the catalogue."))
    return found


def find(resource_id: str, viewer: Viewer | None = None) -> Resource | None:
    """The published resource of that number, if there is one for the viewer.

    Without a viewer the house itself asks, of a resource that somebody may see already.
    """
    statement = (
        select(Resource)
        .where(Resource.id == resource_id, Resource.status == PUBLISHED)
        .options(joinedload(Resource.provider), selectinload(Resource.items))
    )
    if viewer is not None:
        statement = statement.where(viewing.entries(RESOURCE, viewer))
    return db.session.scalars(statement).one_or_none()


def substitutes(resource_id: str, demander_id: int, viewer: Viewer) -> list[Resource]:
    """What the office may offer instead: every other resource that both of them may see."""
    statement = search(viewer=viewer, not_of_unit=demander_id).where(Resource.id != resource_id)
    return list(db.session.scalars(statement))
