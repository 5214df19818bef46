"""What every act on a demand has in common: the lock, the history, whom it is told to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.domain.catalogue import demand_pool
from app.domain.catalogue.models.demand import Demand, DemandEvent, DemandUnit
from app.domain.catalogue.rules import demand as rules
from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.foundation.faults import Faults
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit

OFFICES_ROLE = "office"


class SentTwice(Conflict):
    """The same act by the same account, sent once more: it was recorded the first time."""

    def __init__(self) -> None:
        super().__init__(_("This was recorded already."))


class Overtaken(Conflict):
    """Somebody acted on the demand since the page was drawn; `last` says who and what."""

    def __init__(self, last: DemandEvent) -> None:
        super().__init__(_("Somebody else acted on this demand meanwhile."))
        self.last = last


@dataclass(frozen=True)
class Step:
    """Who acts on which demand, as the page showed it; `version` None is whatever it is now."""

    account: Account
    demand_id: int
    version: int | None = None
    said: Mapping[str, Any] = field(default_factory=dict)

    def as_sent(self, act: str) -> str:
        """What was sent, in a few letters, by which a second copy is known."""
        said = repr((act, self.account.id, self.version, sorted(self.said.items())))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def begin(step: Step, act: str) -> Demand:
    """The demand, locked, where this account may do this with it now; raises where it may not."""
    found = locked(step.demand_id, step.account)
    check_may(found, step.account, act)
    last = demand_pool.last_event(found.id)
    if step.version is not None and step.version != found.version and last is not None:
        if last.details.get("sent") == step.as_sent(act):
            raise SentTwice
        raise Overtaken(last)
    if act not in demand_pool.acts(found, step.account):
        raise Conflict(_("This demand stands differently by now: that is not possible any more."))
    return found


def check_may(demand: Demand, account: Account, act: str) -> None:
    """Raise unless the account's posts allow this, whatever the state."""
    if act not in demand_pool.may(demand, account):
        raise NotAllowed(_("Your post does not allow this."))


def locked(demand_id: int, account: Account) -> Demand:
    """The demand that the account may see, locked until the command has ended."""
    seen = select(Demand).where(Demand.id == demand_id, demand_pool.sees(account))
    statement = seen.with_for_update(of=Demand).execution_options(populate_existing=True)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no such demand."))
    return found


def note(
    demand: Demand,
    act: str,
    account: Account | None = None,
    text: str = "",
    sent: str = "",
    **details: Any,
) -> None:
    """Write into the history what happened; every later act must know of it."""
    demand.version += 1
    db.session.add(
        DemandEvent(
            demand_id=demand.id,
            act=act,
            unit_id=account.unit_id if account else None,
            by_id=account.id if account else None,
            text=text,
            details=details | ({"sent": sent} if sent else {}),
        )
    )
    audit.record(f"demand {act}", subject=str(demand), number=demand.number, **details)
    db.session.flush()


def close(demand: Demand, state: str, reason: str = "") -> None:
    """The demand waits for nobody any more."""
    demand.state, demand.reason, demand.closed_at = state, reason, clock.now()
    demand.due_on = None


def tell_unit(demand: Demand, kind: str, unit_id: int, result: str = "", **more: Any) -> None:
    """Tell a unit's sharing officers and their head."""
    _tell(demand, kind, unit_id, rules.UNIT_POSTS, result, **more)


def tell_office(demand: Demand, kind: str, result: str = "", **more: Any) -> None:
    """Tell the city's catalogue administrators."""
    offices = select(Unit.id).where(Unit.roles.contains([OFFICES_ROLE]), Unit.active)
    for unit_id in db.session.scalars(offices):
        _tell(demand, kind, unit_id, (rules.OFFICE,), result, **more)


def tell_demanders(demand: Demand, result: str) -> None:
    """Tell everybody who needs the data."""
    units = select(DemandUnit.unit_id).where(DemandUnit.demand_id == demand.id)
    for unit_id in db.session.scalars(units):
        _tell(demand, "demand_answered", unit_id, (rules.OFFICER,), result)


def need(faults: Faults, name: str, value: str, longest: int) -> None:
    """A text that must be there, and not be too long."""
    if not value:
        faults.add(name, _("This field is required."))
    if len(value) > longest:
        faults.add(name, _("At most %(most)d characters.", most=longest))


def _tell(
    demand: Demand, kind: str, unit_id: int, posts: tuple[str, ...], result: str, **more: Any
) -> None:
    if demand.due_on:
        more["due_on"] = demand.due_on.isoformat()
    notices.queue(
        kind,
        instance_id=None,
        unit_id=unit_id,
        posts=posts,
        demand=demand.id,
        case=f"{demand.number} {demand.title}",
        result=result,
        **more,
    )
