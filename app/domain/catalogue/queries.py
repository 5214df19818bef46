"""Reading the catalogue: find a resource, look at one, see what else might serve."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.catalogue.models.resource import PUBLISHED, Resource
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Unit


def search(
    text: str = "",
    *,
    sharing_class: str = "",
    provider_id: int | None = None,
    mode: str = "",
    not_of_unit: int | None = None,
) -> Select[Resource]:
    """The published resources in which every word of `text` is found; for the caller to page."""
    statement = (
        select(Resource)
        .where(Resource.status == PUBLISHED)
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
        statement = statement.where(Resource.provider_unit_id != not_of_unit)
    return statement


def resource(resource_id: str) -> Resource:
    """One published resource with its items and its provider."""
    found = find(resource_id)
    if found is None:
        raise NotFound(_("There is no such resource in the catalogue."))
    return found


def find(resource_id: str) -> Resource | None:
    """The published resource of that number, if there is one."""
    statement = (
        select(Resource)
        .where(Resource.id == resource_id, Resource.status == PUBLISHED)
        .options(joinedload(Resource.provider), selectinload(Resource.items))
    )
    return db.session.scalars(statement).one_or_none()


def substitutes(resource_id: str, demander_id: int) -> list[Resource]:
    """What the office may offer instead: every other resource, but for the demander's own."""
    statement = search(not_of_unit=demander_id).where(Resource.id != resource_id)
    return list(db.session.scalars(statement))


def providers() -> list[Unit]:
    """The units that have a published resource, in Chinese alphabetical order."""
    having = select(Resource.provider_unit_id).where(Resource.status == PUBLISHED)
    statement = select(Unit).where(Unit.id.in_(having)).order_by(Unit.sort_key)
    return list(db.session.scalars(statement))
