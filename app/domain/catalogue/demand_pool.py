"""Reading the demand pool: one demand, the list, what is like it, what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload

from app.domain.catalogue.models.demand import Demand, DemandEvent, DemandUnit
from app.domain.catalogue.rules import demand as rules
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account

SORTS = {
    "newest": (Demand.id.desc(),),
    "wanted": (Demand.wanted.desc(), Demand.id.desc()),
    "due": (Demand.due_on.asc().nulls_last(), Demand.id.desc()),
    "oldest": (Demand.id.asc(),),
}
MOST_ALIKE = 5


@dataclass(frozen=True)
class Wanted:
    """What is asked of the list."""

    text: str = ""
    state: str = ""
    role: str = ""
    urgency: str = ""
    sort: str = "newest"


def sees(account: Account) -> ColumnElement[bool]:
    """May the account see a demand?  One marked internal is for those who take part."""
    if rules.OFFICE in account.effective_posts:
        return true()
    return or_(
        Demand.internal.is_(False),
        Demand.assigned_unit_id == account.unit_id,
        Demand.unit_id == account.unit_id,
        _needed_by(account.unit_id),
    )


def demand(demand_id: int, account: Account) -> Demand:
    """One demand, with its units."""
    statement = (
        select(Demand)
        .where(Demand.id == demand_id, sees(account))
        .options(
            joinedload(Demand.unit),
            joinedload(Demand.by),
            joinedload(Demand.assigned_unit),
            joinedload(Demand.merged_into),
        )
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no such demand."))
    return found


def may_see(demand_id: int, account: Account) -> bool:
    """May the account see this demand?"""
    statement = select(Demand.id).where(Demand.id == demand_id, sees(account))
    return db.session.scalar(statement) is not None


def listed(account: Account, wanted: Wanted) -> Select[Demand]:
    """The demands that the account may see, filtered and sorted, for the caller to page."""
    statement = (
        select(Demand)
        .where(sees(account))
        .options(joinedload(Demand.unit), joinedload(Demand.assigned_unit))
        .order_by(*SORTS[wanted.sort])
    )
    for word in wanted.text.split():
        held = func.array_to_string(Demand.items, " ").icontains(word, autoescape=True)
        places = (Demand.title, Demand.number, Demand.purpose)
        named = (place.icontains(word, autoescape=True) for place in places)
        statement = statement.where(or_(held, *named))
    if wanted.state:
        statement = statement.where(_in_state(wanted.state))
    if wanted.urgency:
        statement = statement.where(Demand.urgency == wanted.urgency)
    if wanted.role == "needed":
        statement = statement.where(_needed_by(account.unit_id))
    elif wanted.role == "assigned":
        statement = statement.where(Demand.assigned_unit_id == account.unit_id)
    return statement


def most_wanted(account: Account, most: int) -> list[Demand]:
    """The demands that wait and that most units need."""
    statement = (
        select(Demand)
        .where(sees(account), Demand.state.in_(rules.LIVE))
        .order_by(*SORTS["wanted"])
        .limit(most)
    )
    return list(db.session.scalars(statement))


def alike(title: str, items: Sequence[str], account: Account) -> list[Demand]:
    """Demands that wait and ask for much the same: by name, or half of the items and two."""
    named = Demand.title.icontains(title, autoescape=True)
    found: ColumnElement[bool] = named
    if len(items) > 1:
        shared = func.cardinality(
            func.array(
                select(func.unnest(Demand.items).label("item"))
                .intersect(select(func.unnest(cast(list(items), ARRAY(Text)))))
                .scalar_subquery()
            )
        )
        found = or_(named, (shared >= 2) & (shared * 2 >= len(items)))
    statement = (
        select(Demand)
        .where(sees(account), Demand.state.in_(rules.LIVE), found)
        .options(joinedload(Demand.unit))
        .order_by(*SORTS["wanted"])
        .limit(MOST_ALIKE)
    )
    return list(db.session.scalars(statement))


def units(demand_id: int) -> list[DemandUnit]:
    """The units that need the data, the first first."""
    statement = (
        select(DemandUnit)
        .where(DemandUnit.demand_id == demand_id)
        .options(joinedload(DemandUnit.unit))
        .order_by(DemandUnit.at, DemandUnit.unit_id)
    )
    return list(db.session.scalars(statement))


def history(demand_id: int) -> list[DemandEvent]:
    """What happened to a demand, the latest first."""
    statement = (
        select(DemandEvent)
        .where(DemandEvent.demand_id == demand_id)
        .options(joinedload(DemandEvent.unit), joinedload(DemandEvent.by).joinedload(Account.unit))
        .order_by(DemandEvent.id.desc())
    )
    return list(db.session.scalars(statement))


def last_event(demand_id: int) -> DemandEvent | None:
    """What happened last."""
    statement = (
        select(DemandEvent)
        .where(DemandEvent.demand_id == demand_id)
        .order_by(DemandEvent.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


def needs(found: Demand, account: Account) -> bool:
    """Does the account's unit need the data of this demand?"""
    return db.session.get(DemandUnit, (found.id, account.unit_id)) is not None


def may(found: Demand, account: Account) -> set[str]:
    """What the account's posts let it do with the demand, whatever its state."""
    mine = found.assigned_unit_id == account.unit_id
    return rules.allowed(account.effective_posts, of_assigned=mine)


def acts(found: Demand, account: Account) -> set[str]:
    """What the account may do with the demand now."""
    joined = needs(found, account)
    possible = rules.possible(
        found.state, alone=found.wanted < 2, joined=joined, internal=found.internal
    )
    if found.assigned_unit_id == account.unit_id:
        possible -= {"join"}
    return possible & may(found, account)


def mergeable(found: Demand) -> list[Demand]:
    """The demands into which this one may be merged, the likeliest first."""
    likely = Demand.items.overlap(found.items)
    statement = (
        select(Demand)
        .where(Demand.id != found.id, Demand.state.in_(rules.LIVE))
        .order_by(likely.desc(), Demand.wanted.desc(), Demand.id.desc())
        .limit(100)
    )
    return list(db.session.scalars(statement))


def _needed_by(unit_id: int) -> ColumnElement[bool]:
    return Demand.id.in_(select(DemandUnit.demand_id).where(DemandUnit.unit_id == unit_id))


def _in_state(state: str) -> ColumnElement[bool]:
    """A state, or one of the two that a list asks for: `live` and `overdue`."""
    if state == "live":
        return Demand.state.in_(rules.LIVE)
    if state == "overdue":
        return Demand.state.in_((rules.ASSIGNED, rules.PROMISED)) & (Demand.due_on < clock.today())
    return Demand.state == state
