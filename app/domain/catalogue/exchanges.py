"""交换目录: what flows between whom today, of the resources that the viewer may see."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from app.domain.catalogue import viewing
from app.domain.catalogue.models.exchange import Exchange
from app.domain.catalogue.models.resource import Resource
from app.domain.catalogue.rules.columns import RESOURCE
from app.domain.catalogue.viewing import Viewer
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Unit

Provider, Demander = aliased(Unit, name="provider"), aliased(Unit, name="demander")
ORDERS = {
    "newest": (Exchange.effective_at.desc(), Exchange.agreement_id.desc()),
    "until": (Exchange.valid_until, Exchange.agreement_id),
    "provider": (Provider.sort_key, Exchange.agreement_id),
    "demander": (Demander.sort_key, Exchange.agreement_id),
    "resource": (Resource.title, Exchange.agreement_id),
}


@dataclass(frozen=True)
class Sought:
    """What is asked of the directory; units by their codes."""

    provider: str = ""
    demander: str = ""
    mode: str = ""
    resource: str = ""
    sort: str = "newest"


def directory(viewer: Viewer, sought: Sought) -> Select[Any]:
    """The agreements in force today, each with both units and its resource; for paging."""
    statement: Any = (
        select(Exchange, Resource.title, Provider, Demander)
        .join(Resource, Resource.id == Exchange.resource_id)
        .join(Provider, Provider.id == Exchange.provider_id)
        .join(Demander, Demander.id == Exchange.demander_id)
        .where(_shown(viewer))
        .order_by(*ORDERS.get(sought.sort, ORDERS["newest"]))
    )
    if sought.provider:
        statement = statement.where(Provider.code == sought.provider)
    if sought.demander:
        statement = statement.where(Demander.code == sought.demander)
    if sought.mode:
        statement = statement.where(Exchange.mode == sought.mode)
    if sought.resource:
        statement = statement.where(Exchange.resource_id == sought.resource)
    found: Select[Any] = statement
    return found


def count(viewer: Viewer, *conditions: ColumnElement[bool]) -> int:
    """How many agreements of the directory meet the conditions."""
    counted = (
        select(func.count())
        .select_from(Exchange)
        .join(Resource, Resource.id == Exchange.resource_id)
        .where(_shown(viewer), *conditions)
    )
    return db.session.scalar(counted) or 0


def of_resources(ids: list[str], viewer: Viewer) -> list[Any]:
    """What flows of these resources: the exchange and its demander, the latest first."""
    wanted = (
        select(Exchange, Demander)
        .join(Resource, Resource.id == Exchange.resource_id)
        .join(Demander, Demander.id == Exchange.demander_id)
        .where(Exchange.resource_id.in_(ids), _shown(viewer))
        .order_by(*ORDERS["newest"])
    )
    return list(db.session.execute(wanted))


def _shown(viewer: Viewer) -> ColumnElement[bool]:
    """Within its term, of a resource that the viewer may see; strangers only while it stands."""
    shown = [Exchange.valid_until >= clock.today(), viewing.entries(RESOURCE, viewer)]
    if not viewer.signed_in:
        shown.append(viewing.listed(RESOURCE))
    return and_(*shown)
