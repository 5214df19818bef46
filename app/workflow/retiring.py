"""A unit is put out of use: not while it is a party of open cases, and its accounts close."""

from sqlalchemy import Select, func, select

from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import ngettext
from app.foundation.identity.models import Account, Unit
from app.foundation.people import register
from app.workflow import handover
from app.workflow.models import InstanceParty, ProcessInstance


def open_cases(unit_id: int) -> Select[int]:
    """The ids of the open cases that a unit is a party of, the oldest first."""
    party = select(InstanceParty.instance_id).where(InstanceParty.unit_id == unit_id)
    running = select(ProcessInstance.id).where(
        ProcessInstance.id.in_(party), ProcessInstance.finished_at.is_(None)
    )
    return running.order_by(ProcessInstance.id)


def count(unit_id: int) -> int:
    """How many open cases a unit is a party of."""
    return db.session.scalar(select(func.count()).select_from(open_cases(unit_id).subquery())) or 0


def accounts(unit_id: int) -> list[Account]:
    """The open accounts of a unit, which close with it."""
    mine = select(Account).where(Account.unit_id == unit_id, Account.active)
    return list(db.session.scalars(mine.order_by(Account.login)))


def deactivate(unit_id: int) -> Unit:
    """Put a unit out of use and close its accounts; refused while a case needs it."""
    unit = register.locked(unit_id, whole=True)
    if number := count(unit_id):
        raise Conflict(
            ngettext(
                "The unit is a party of %(num)s open case; it must end first.",
                "The unit is a party of %(num)s open cases; they must end first.",
                number,
            )
        )
    register.deactivate(unit)
    for account in accounts(unit_id):
        handover.close(account, None)
    return unit
