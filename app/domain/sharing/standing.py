"""The record of a unit: answers on time, refusals upheld or overturned, late deliveries."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, desc, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.foundation.database import db
from app.foundation.identity.models import Unit
from app.foundation.kept import KeptAnswer, KeptCase, KeptDispute

# What became of a refusal: both sides or the group let it stand, or data is shared after all.
UPHELD = ("refused", "refuse")
OVERTURNED = ("settled", "resumed", "provide")
SHOWN = 5
AnyDispute = type[Dispute] | type[KeptDispute]


@dataclass(frozen=True)
class Standing:
    """What is on record of a unit, as the provider and as the demander."""

    answered: int = 0
    silent: int = 0
    upheld: int = 0
    overturned: int = 0
    undecided: int = 0
    late_deliveries: int = 0
    disputes: int = 0
    raised: int = 0
    won: int = 0

    @property
    def due(self) -> int:
        """How many answers were due; where the office was late, none was."""
        return self.answered + self.silent


class Earlier(NamedTuple):
    """Another dispute between the same two units."""

    id: int
    case_id: int
    number: str
    title: str
    demander: str
    provider: str
    cause: str
    result: str | None
    entered_at: datetime


def of_units(unit_ids: Collection[int]) -> dict[int, Standing]:
    """The records of these units, archived cases among them, in three statements."""
    found: dict[int, Counter[str]] = {unit_id: Counter() for unit_id in unit_ids}
    counting = (_answers(unit_ids), _as_provider(unit_ids), _as_demander(unit_ids))
    for live_and_kept in counting:
        for row in db.session.execute(union_all(*live_and_kept)).mappings():
            counted = dict(row)
            found[counted.pop("unit")].update(counted)
    return {unit_id: Standing(**counted) for unit_id, counted in found.items()}


def between(one: int, other: int, before: int) -> tuple[list[Earlier], int]:
    """The last disputes between two units before this one, whoever applied, and how many in all."""
    demander, provider = aliased(Unit), aliased(Unit)
    live = (
        select(*_told(Dispute, SharingCase.number, Resource.title))
        .join(SharingCase, SharingCase.id == Dispute.case_id)
        .join(Resource, Resource.id == SharingCase.resource_id)
        .where(_between(Dispute, one, other), Dispute.id < before)
    )
    kept = (
        select(*_told(KeptDispute, KeptCase.number, KeptCase.title))
        .join(KeptCase, KeptCase.id == KeptDispute.case_id)
        .where(_between(KeptDispute, one, other), KeptDispute.id < before, _not_lent())
    )
    last = (some.order_by(desc("id")).limit(SHOWN) for some in (live, kept))
    both = union_all(*(select(some.subquery()) for some in last)).subquery()
    names = ("id", "case_id", "number", "title")
    rest = ("cause", "result", "entered_at")
    rows = (
        select(*(both.c[n] for n in names), demander, provider, *(both.c[n] for n in rest))
        .join(demander, demander.id == both.c.demander_id)
        .join(provider, provider.id == both.c.provider_id)
        .order_by(both.c.id.desc())
        .limit(SHOWN)
    )
    of_live = select(func.count()).where(_between(Dispute, one, other), Dispute.id < before)
    of_kept = select(func.count()).where(
        _between(KeptDispute, one, other), KeptDispute.id < before, _not_lent()
    )
    total = select(of_live.scalar_subquery() + of_kept.scalar_subquery())
    return [_earlier(row) for row in db.session.execute(rows)], db.session.scalar(total) or 0


def _not_lent() -> ColumnElement[bool]:
    """Of the archive's disputes: not one that is laid out to be read at this moment."""
    return ~exists().where(Dispute.id == KeptDispute.id)


def _told(table: AnyDispute, number: Any, title: Any) -> list[Any]:
    return [
        table.id,
        table.case_id,
        number.label("number"),
        title.label("title"),
        table.demander_id,
        table.provider_id,
        table.cause,
        table.result,
        table.entered_at,
    ]


def _between(table: AnyDispute, one: int, other: int) -> ColumnElement[bool]:
    return or_(
        and_(table.demander_id == one, table.provider_id == other),
        and_(table.demander_id == other, table.provider_id == one),
    )


def _earlier(row: Any) -> Earlier:
    dispute_id, case_id, number, title, demander, provider, *rest = row
    return Earlier(
        dispute_id, case_id, number or str(case_id), title, demander.label, provider.label, *rest
    )


def _answers(unit_ids: Collection[int]) -> tuple[Any, Any]:
    """A delivered answer was in time: a clock that ran out takes the case to the office."""

    def counted(table: type[Answer] | type[KeptAnswer]) -> Any:
        found = select(table.provider_id.label("unit"), func.count().label("answered"))
        return found.where(table.provider_id.in_(unit_ids)).group_by(table.provider_id)

    lent = exists().where(Answer.id == KeptAnswer.id)
    return (
        counted(Answer).where(Answer.delivered_at.is_not(None)),
        counted(KeptAnswer).where(~lent),
    )


def _as_provider(unit_ids: Collection[int]) -> tuple[Any, Any]:
    def counted(table: AnyDispute) -> Any:
        refusal = table.cause == "refusal"
        return (
            select(
                table.provider_id.label("unit"),
                func.count().label("disputes"),
                _counted("silent", table.cause == "overdue", table.late),
                _counted("upheld", refusal, table.result.in_(UPHELD)),
                _counted("overturned", refusal, table.result.in_(OVERTURNED)),
                _counted("undecided", refusal, _open_result(table)),
                _counted("late_deliveries", table.cause == "non_delivery", table.late),
            )
            .where(table.provider_id.in_(unit_ids))
            .group_by(table.provider_id)
        )

    return counted(Dispute), counted(KeptDispute).where(_not_lent())


def _as_demander(unit_ids: Collection[int]) -> tuple[Any, Any]:
    def counted(table: AnyDispute) -> Any:
        return (
            select(
                table.demander_id.label("unit"),
                func.count().label("raised"),
                _counted("won", table.result.in_(OVERTURNED)),
            )
            .where(table.demander_id.in_(unit_ids))
            .group_by(table.demander_id)
        )

    return counted(Dispute), counted(KeptDispute).where(_not_lent())


def _open_result(table: AnyDispute) -> Any:
    settled = table.result.in_(UPHELD + OVERTURNED)
    return or_(table.result.is_(None), ~settled)


def _counted(name: str, *conditions: Any) -> Any:
    return func.count().filter(and_(*conditions)).label(name)
