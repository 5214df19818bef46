"""The record of a unit: answers on time, refusals upheld or overturned, late deliveries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.foundation.database import db
from app.foundation.identity.models import Unit

# What became of a refusal: both sides or the group let it stand, or data is shared after all.
UPHELD = ("refused", "refuse")
OVERTURNED = ("settled", "resumed", "provide")
SHOWN = 5


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
    """The records of these units, in three statements however much there is on record."""
    found: dict[int, dict[str, int]] = {unit_id: {} for unit_id in unit_ids}
    for statement in (_answers(unit_ids), _as_provider(unit_ids), _as_demander(unit_ids)):
        for row in db.session.execute(statement).mappings():
            counted = dict(row)
            found[counted.pop("unit")].update(counted)
    return {unit_id: Standing(**counted) for unit_id, counted in found.items()}


def between(one: int, other: int, before: int) -> tuple[list[Earlier], int]:
    """The last disputes between two units before this one, whoever applied, and how many in all."""
    demander, provider = aliased(Unit), aliased(Unit)
    theirs = or_(
        and_(Dispute.demander_id == one, Dispute.provider_id == other),
        and_(Dispute.demander_id == other, Dispute.provider_id == one),
    )
    total = select(func.count()).where(theirs, Dispute.id < before)
    rows = (
        select(
            Dispute.id,
            Dispute.case_id,
            SharingCase.number,
            Resource.title,
            demander,
            provider,
            Dispute.cause,
            Dispute.result,
            Dispute.entered_at,
        )
        .join(SharingCase, SharingCase.id == Dispute.case_id)
        .join(Resource, Resource.id == SharingCase.resource_id)
        .join(demander, demander.id == Dispute.demander_id)
        .join(provider, provider.id == Dispute.provider_id)
        .where(theirs, Dispute.id < before)
        .order_by(Dispute.id.desc())
        .limit(SHOWN)
    )
    return [_earlier(row) for row in db.session.execute(rows)], db.session.scalar(total) or 0


def _earlier(row: Any) -> Earlier:
    dispute_id, case_id, number, title, demander, provider, *rest = row
    return Earlier(
        dispute_id, case_id, number or str(case_id), title, demander.label, provider.label, *rest
    )


def _answers(unit_ids: Collection[int]) -> Any:
    """A delivered answer was in time: a clock that ran out takes the case to the office."""
    return (
        select(Answer.provider_id.label("unit"), func.count().label("answered"))
        .where(Answer.provider_id.in_(unit_ids), Answer.delivered_at.is_not(None))
        .group_by(Answer.provider_id)
    )


def _as_provider(unit_ids: Collection[int]) -> Any:
    refusal = Dispute.cause == "refusal"
    return (
        select(
            Dispute.provider_id.label("unit"),
            func.count().label("disputes"),
            _counted("silent", Dispute.cause == "overdue", Dispute.late),
            _counted("upheld", refusal, Dispute.result.in_(UPHELD)),
            _counted("overturned", refusal, Dispute.result.in_(OVERTURNED)),
            _counted("undecided", refusal, _open_result()),
            _counted("late_deliveries", Dispute.cause == "non_delivery", Dispute.late),
        )
        .where(Dispute.provider_id.in_(unit_ids))
        .group_by(Dispute.provider_id)
    )


def _as_demander(unit_ids: Collection[int]) -> Any:
    return (
        select(
            Dispute.demander_id.label("unit"),
            func.count().label("raised"),
            _counted("won", Dispute.result.in_(OVERTURNED)),
        )
        .where(Dispute.demander_id.in_(unit_ids))
        .group_by(Dispute.demander_id)
    )


def _open_result() -> Any:
    settled = Dispute.result.in_(UPHELD + OVERTURNED)
    return or_(Dispute.result.is_(None), ~settled)


def _counted(name: str, *conditions: Any) -> Any:
    return func.count().filter(and_(*conditions)).label(name)
