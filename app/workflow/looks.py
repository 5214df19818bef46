"""Who has looked: what waits for a unit counts as seen from its first look at the case."""

from sqlalchemy import ColumnElement, and_, exists, select, update

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow import parties
from app.workflow.models import InstanceParty, Task


def may_look(instance_id: int, account: Account) -> tuple[bool, bool]:
    """May the account see the case, and does something unseen wait there for its unit?

    Both in one statement: a page that shows nothing new costs no more than it did.
    """
    new = exists().where(_unseen(instance_id, account.unit_id))
    mine = parties.visible_to(account).where(InstanceParty.instance_id == instance_id)
    found = db.session.execute(mine.with_only_columns(new).limit(1)).first()
    return found is not None, bool(found and found[0])


def mark(instance_id: int, unit_id: int) -> None:
    """The unit has seen what waits for it in the case.

    Whoever takes a step back locks the same rows: the look comes before it, and it is refused,
    or after it, and there is nothing left to be seen.
    """
    new = select(Task.id).where(_unseen(instance_id, unit_id)).order_by(Task.id)
    seen = update(Task).where(Task.id.in_(new.with_for_update())).values(seen_at=clock.now())
    db.session.execute(seen, execution_options={"synchronize_session": False})


def _unseen(instance_id: int, unit_id: int) -> ColumnElement[bool]:
    return and_(
        Task.instance_id == instance_id,
        Task.unit_id == unit_id,
        Task.closed_at.is_(None),
        Task.seen_at.is_(None),
    )
