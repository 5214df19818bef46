"""What in the exchange directory depends on an entry: the agreements in force today."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from app.domain.catalogue.models.exchange import Exchange
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Unit


class Live(NamedTuple):
    """An agreement in force: its number, who uses the data, until when."""

    number: str
    demander: str
    valid_until: date


def on_resource(resource_id: str) -> list[Live]:
    """The agreements that a resource is delivered under."""
    return _live(Exchange.resource_id == resource_id)


def on_database(database_id: str) -> list[Live]:
    """The agreements whose data come from a database."""
    return _live(Exchange.database_id == database_id)


def _live(which: ColumnElement[bool]) -> list[Live]:
    found = (
        select(Exchange.number, Unit.short_name, Exchange.valid_until)
        .join(Unit, Unit.id == Exchange.demander_id)
        .where(which, Exchange.valid_until >= clock.today())
        .order_by(Exchange.number)
    )
    return [Live(number, who, until) for number, who, until in db.session.execute(found)]
