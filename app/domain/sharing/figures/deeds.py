"""Which units refuse, are upheld or overturned, and are late."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Select, Subquery, case, func, literal, select, union_all

from app.domain.sharing.figures.scope import Scope
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.foundation.database import db
from app.foundation.identity.models import Unit

# What is told of a unit, each the cases in which it was so.
DEEDS = ("answered", "refused", "upheld", "overturned", "late")
UPHELD = ("refused", "refuse")
OVERTURNED = ("settled", "resumed", "provide")
MOST_UNITS = 10


class Record(NamedTuple):
    """What a unit did as a provider."""

    unit: Unit
    deeds: Mapping[str, int]


def records(scope: Scope) -> list[Record]:
    """The units that refuse, are overturned or are late most, with all that they answered."""
    deeds = _deeds(scope)
    told = [func.count(deeds.c.case_id.distinct()).filter(deeds.c.deed == d) for d in DEEDS]
    bad = func.count().filter(deeds.c.deed.in_(("refused", "late")))
    rows = (
        select(Unit, *told)
        .join(deeds, deeds.c.unit_id == Unit.id)
        .group_by(Unit.id)
        .order_by(bad.desc(), Unit.sort_key)
        .limit(MOST_UNITS)
    )
    return [
        Record(row[0], dict(zip(DEEDS, row[1:], strict=True))) for row in db.session.execute(rows)
    ]


def behind(scope: Scope, unit_id: int, deed: str) -> Select[int]:
    """The cases in which a unit answered, refused, was upheld, overturned or late."""
    deeds = _deeds(scope)
    return select(deeds.c.case_id).where(deeds.c.unit_id == unit_id, deeds.c.deed == deed)


def _deeds(scope: Scope) -> Subquery:
    """What providers did in the time: unit_id, deed, case_id."""
    delivered = (
        select(
            Answer.provider_id.label("unit_id"),
            literal("answered").label("deed"),
            Answer.case_id.label("case_id"),
        )
        .join(SharingCase, SharingCase.id == Answer.case_id)
        .where(scope.my_case, scope.holds(Answer.delivered_at))
    )
    refused = delivered.with_only_columns(
        Answer.provider_id, literal("refused"), Answer.case_id
    ).where(Answer.kind == "refuse")
    weighed = case(
        (Dispute.result.in_(UPHELD), "upheld"), (Dispute.result.in_(OVERTURNED), "overturned")
    )
    ended = select(Dispute.provider_id, weighed, Dispute.case_id).where(
        scope.mine, Dispute.cause == "refusal", scope.holds(Dispute.ended_at)
    )
    late = select(Dispute.provider_id, literal("late"), Dispute.case_id).where(
        scope.mine, Dispute.late, scope.holds(Dispute.entered_at)
    )
    return union_all(delivered, refused, ended, late).subquery("deeds")
