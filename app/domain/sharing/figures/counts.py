"""How many disputes come before the office each month, and how those that end are settled."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from app.domain.sharing.figures.scope import Scope
from app.domain.sharing.models.dispute import Dispute
from app.foundation.database import db
from app.foundation.months import month_of

CAUSES = ("refusal", "overdue", "non_delivery")
RESULTS = ("settled", "resumed", "refused", "provide", "refuse", "renegotiate")


class Count(NamedTuple):
    """How many of a group in a month."""

    month: date
    group: str
    number: int


def opened(scope: Scope) -> list[Count]:
    """The disputes that came before the office, by month and cause."""
    return _by_month(Dispute.entered_at, Dispute.cause, scope)


def settled(scope: Scope) -> list[Count]:
    """The disputes that ended, by month and outcome."""
    return _by_month(Dispute.ended_at, Dispute.result, scope)


def behind(scope: Scope, what: str, month: date | None = None, group: str = "") -> Select[int]:
    """The cases behind a bar of the disputes `opened` or `settled`; of all months where none."""
    moment, grouped = {
        "opened": (Dispute.entered_at, Dispute.cause),
        "settled": (Dispute.ended_at, Dispute.result),
    }[what]
    found = select(Dispute.case_id).where(scope.mine, scope.holds(moment))
    if month:
        found = found.where(month_of(moment) == month)
    return found.where(grouped == group) if group else found


def _by_month(moment: Any, group: Any, scope: Scope) -> list[Count]:
    month = month_of(moment)
    rows = (
        select(month, group, func.count())
        .where(scope.mine, scope.holds(moment), group.is_not(None))
        .group_by(month, group)
        .order_by(month, group)
    )
    return [Count(*row) for row in db.session.execute(rows)]
