"""A unit begins the matter that lists what is asked for: filled in from the demand, tied to it."""

from typing import Any

from sqlalchemy import select

from app.domain.catalogue import demand_pool
from app.domain.catalogue.models.demand import Demand
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.catalogue.rules import demand as rules
from app.domain.catalogue.services import demand_steps as steps
from app.foundation.database import db
from app.foundation.identity.models import Account

WITH_A_UNIT = (rules.ASSIGNED, rules.PROMISED)


def prefill(demand_id: str, account: Account) -> dict[str, Any]:
    """What the first form of the matter holds; nothing for a unit that is not asked."""
    found = _mine(demand_id, account)
    if found is None:
        return {}
    return {"action": "new", "title": found.title, "reason": f"响应{found.number}：{found.purpose}"}


def begun(demand_id: str, case: CatalogueCase, account: Account) -> None:
    """The matter was begun for this demand, and holds its items; publishing ends the demand."""
    found = _mine(demand_id, account, lock=True)
    if found is None or found.instance_id == case.id:
        return
    found.instance_id = case.id
    if "items" not in case.content:
        named = [{"name": item} for item in found.items]
        case.content = case.content | {"items": named}
    steps.note(found, "being_listed", account, instance=case.id)


def _mine(demand_id: str, account: Account, *, lock: bool = False) -> Demand | None:
    """The demand with which the account's unit was asked; nonsense is none."""
    if not (demand_id.isascii() and demand_id.isdecimal() and len(demand_id) < 10):
        return None
    statement = select(Demand).where(
        Demand.id == int(demand_id),
        demand_pool.sees(account),
        Demand.assigned_unit_id == account.unit_id,
        Demand.state.in_(WITH_A_UNIT),
    )
    if lock:
        statement = statement.with_for_update(of=Demand)
    return db.session.scalars(statement).one_or_none()
