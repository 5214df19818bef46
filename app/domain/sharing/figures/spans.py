"""How many working days each phase takes: the median, and what the slowest tenth takes."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    func,
    literal,
    select,
    union_all,
)

from app.domain.sharing.figures.scope import Scope
from app.domain.sharing.models.answer import Answer
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.decision import AgendaItem, Decision
from app.domain.sharing.models.dispute import Dispute, Settlement
from app.foundation import day_numbers
from app.foundation.database import db
from app.foundation.months import day_of

PHASES = ("answer", "accept", "propose", "reply", "decide", "whole")


class Duration(NamedTuple):
    """How many working days a phase took."""

    phase: str
    number: int
    median: float
    slowest_tenth: float


def durations(scope: Scope) -> list[Duration]:
    """Median and ninth decile of the working days of each phase that ended in the time."""
    spans = _spans(scope)
    rows = select(
        spans.c.phase,
        func.count(),
        func.percentile_cont(0.5).within_group(spans.c.days),
        func.percentile_cont(0.9).within_group(spans.c.days),
    ).group_by(spans.c.phase)
    found = {row[0]: Duration(*row) for row in db.session.execute(rows, _working_days(scope))}
    return [found[phase] for phase in PHASES if phase in found]


def behind(scope: Scope, phase: str) -> Select[int]:
    """The cases in which a phase took longest: the slowest tenth, for a look at what held it up."""
    spans = _spans(scope)
    of_phase = select(spans.c.days).where(spans.c.phase == phase).subquery()
    edge = select(func.percentile_cont(0.9).within_group(of_phase.c.days)).scalar_subquery()
    slow = select(spans.c.case_id).where(spans.c.phase == phase, spans.c.days >= edge)
    return slow.params(**_working_days(scope))


def _spans(scope: Scope) -> Subquery:
    """Each phase of each case that ended in the time: phase, case_id, working days."""
    first_proposed, last_proposed = _proposed(func.min), _proposed(func.max)
    disputes = select(Dispute.case_id).where(scope.mine)
    by_agreement = Dispute.result.in_(("settled", "resumed", "refused"))
    decided = (
        select(Dispute.case_id, day_of(AgendaItem.at), day_of(Decision.at))
        .join(AgendaItem, AgendaItem.dispute_id == Dispute.id)
        .join(Decision, Decision.agenda_item_id == AgendaItem.id)
        .where(scope.mine, scope.holds(Decision.at))
    )
    parts = {
        "answer": _answers(scope),
        "accept": _span(disputes, Dispute.entered_at, Dispute.accepted_at, scope),
        "propose": _span(disputes, Dispute.accepted_at, first_proposed, scope),
        "reply": _span(disputes.where(by_agreement), last_proposed, Dispute.ended_at, scope),
        "decide": decided,
        "whole": _span(disputes, Dispute.entered_at, Dispute.ended_at, scope),
    }
    named = []
    for phase, statement in parts.items():
        part = statement.subquery()
        named.append(select(literal(phase).label("phase"), *part.c))
    span = union_all(*named).subquery("span")
    name, case_id, began, ended = span.c
    first, last = day_numbers.numbered("first"), day_numbers.numbered("last")
    return (
        select(
            name.label("phase"),
            case_id.label("case_id"),
            (last.c.n - first.c.n).label("days"),
        )
        .join(first, first.c.day == began)
        .join(last, last.c.day == ended)
        .subquery()
    )


def _proposed(which: Any) -> ColumnElement[datetime]:
    """When the office proposed, first or last; what it took back does not count."""
    made = select(which(Settlement.at)).where(
        Settlement.dispute_id == Dispute.id, Settlement.recalled_at.is_(None)
    )
    return made.scalar_subquery()


def _answers(scope: Scope) -> Select[Any]:
    """From the approval of the application to the provider's first answer."""
    answered = (
        select(SharingCase.id, SharingCase.approved_at, func.min(Answer.delivered_at))
        .join(Answer, Answer.case_id == SharingCase.id)
        .where(
            scope.my_case, Answer.delivered_at.is_not(None), SharingCase.approved_at.is_not(None)
        )
        .group_by(SharingCase.id)
        .subquery()
    )
    case_id, approved, first = answered.c
    return select(case_id, day_of(approved), day_of(first)).where(scope.holds(first))


def _span(statement: Select[Any], began: Any, ended: Any, scope: Scope) -> Select[Any]:
    chosen = statement.add_columns(day_of(began), day_of(ended))
    return chosen.where(scope.holds(ended), began.is_not(None))


def _working_days(scope: Scope) -> dict[str, list[Any]]:
    """The days of the time, and of the year before it in which a case may have begun, numbered."""
    return day_numbers.params(scope.since - timedelta(days=366), scope.until)
