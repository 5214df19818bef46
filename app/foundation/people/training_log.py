"""Reading the training log: a unit's, and how all units stand in a year."""

from datetime import date
from typing import Any

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import joinedload

from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.foundation.people import training, unit_words
from app.foundation.people.models import TrainingRecord

CHANGES = ("training_recorded", "training_corrected", "training_withdrawn")
STANDS = TrainingRecord.withdrawn_at.is_(None)
RECORD_ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": (TrainingRecord.ends_on.desc(), TrainingRecord.id.desc()),
    "oldest": (TrainingRecord.ends_on, TrainingRecord.id),
    "hours": (TrainingRecord.hours.desc(), TrainingRecord.id.desc()),
}


def of_unit(unit_id: int, *, year: int | None = None, order: str = "newest") -> Select[Any]:
    """A unit's records, those struck out too; for the caller to page."""
    found = select(TrainingRecord).where(TrainingRecord.unit_id == unit_id)
    if year is not None:
        found = found.where(TrainingRecord.ends_on.between(*_days(year)))
    whole = (joinedload(TrainingRecord.account), joinedload(TrainingRecord.recorded_by))
    by = RECORD_ORDERS.get(order, RECORD_ORDERS["newest"])
    return found.order_by(*by).options(*whole)


def latest(unit_id: int, most: int = 5) -> list[TrainingRecord]:
    """The last few of a unit that stand."""
    return list(db.session.scalars(of_unit(unit_id).where(STANDS).limit(most)))


def one(record_id: int, reader: Account) -> TrainingRecord:
    """One record, if the account may read it."""
    found = db.session.get(TrainingRecord, record_id)
    if found is None or not training.may_read(reader, found.unit_id):
        raise NotFound(_("There is no such record."))
    return found


def holders(unit_id: int, record: TrainingRecord | None) -> list[Account]:
    """Whose training can be recorded: the unit's open accounts, and the one recorded."""
    able: Any = Account.active
    if record is not None and record.account_id is not None:
        able = Account.active | (Account.id == record.account_id)
    mine = select(Account).where(Account.unit_id == unit_id, able).order_by(Account.login)
    whole = (joinedload(Account.unit), joinedload(Account.posts))
    return list(db.session.scalars(mine.options(*whole)).unique())


def overview(year: int, *, only: str = "", order: str = "name") -> Select[Any]:
    """Rows of unit, records, people, hours of the year, last day ever; `only` none or some.

    All units that are in use but the leading bodies, which work through their members.
    """
    in_year = TrainingRecord.ends_on.between(*_days(year))
    person = func.coalesce(cast(TrainingRecord.account_id, Text), TrainingRecord.holder)
    columns = (
        TrainingRecord.unit_id.label("unit_id"),
        func.count().filter(in_year).label("records"),
        func.count(person.distinct()).filter(in_year).label("people"),
        func.coalesce(func.sum(TrainingRecord.hours).filter(in_year), 0).label("hours"),
        func.max(TrainingRecord.ends_on).label("last_on"),
    )
    counted = select(*columns).where(STANDS).group_by(TrainingRecord.unit_id).subquery()
    numbers = {name: func.coalesce(counted.c[name], 0) for name in ("records", "people", "hours")}
    rows: Any = (
        select(Unit, *(value.label(name) for name, value in numbers.items()), counted.c.last_on)
        .outerjoin(counted, counted.c.unit_id == Unit.id)
        .where(Unit.active, Unit.kind != unit_words.LEADING_BODY)
    )
    if only:
        rows = rows.where(numbers["records"] == 0 if only == "none" else numbers["records"] > 0)
    orders: dict[str, tuple[Any, ...]] = {
        "name": (),
        "hours": (numbers["hours"].desc(),),
        "records": (numbers["records"].desc(),),
        "last": (counted.c.last_on.asc().nulls_first(),),
    }
    return rows.order_by(*orders.get(order, ()), Unit.sort_key, Unit.id)


def years() -> list[int]:
    """The years with records, the latest first."""
    year = func.extract("year", TrainingRecord.ends_on).label("year")
    return [int(one) for one in db.session.scalars(select(year).distinct().order_by(year.desc()))]


def _days(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
