"""Whom the office asked about a dispute, who has answered, and whom it might ask."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.domain.catalogue import areas
from app.domain.sharing import queries
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute, Opinion
from app.foundation.database import db
from app.foundation.identity.models import Account, AccountPost, Unit
from app.workflow.models import Task

LEGAL_ADVISOR = "legal_advisor"
# Ground of the refusal → the role of the unit that knows about it.
EXPERTS = {"law": "legal_opinion", "secrecy": "secrecy_filing"}
AREA, GROUND, BEFORE = "area", "ground", "before"
EARLIER = 30
MOST_BEFORE = 3


@dataclass(frozen=True)
class Asked:
    """A unit that was asked; `task` is open while it may still answer."""

    unit: Unit
    has_advisor: bool
    opinion: Opinion | None
    task: Task | None


def of(dispute: Dispute) -> list[Asked]:
    """Every unit that was asked in a dispute, those that have not answered first."""
    if not dispute.consult:
        return []
    found = select(Unit).where(Unit.code.in_(dispute.consult)).order_by(Unit.sort_key)
    units = list(db.session.scalars(found))
    given = (
        select(Opinion).where(Opinion.dispute_id == dispute.id).options(joinedload(Opinion.unit))
    )
    said = {one.unit_id: one for one in db.session.scalars(given)}
    waiting = select(Task).where(
        Task.instance_id == dispute.case_id, Task.name == "give_opinion", Task.closed_at.is_(None)
    )
    open_tasks = {task.unit_id: task for task in db.session.scalars(waiting)}
    able = with_advisors(unit.id for unit in units)
    asked = [Asked(u, u.id in able, said.get(u.id), open_tasks.get(u.id)) for u in units]
    return sorted(asked, key=lambda one: one.opinion is not None)


def with_advisors(unit_ids: Iterable[int]) -> set[int]:
    """Those of these units that have a legal advisor."""
    statement = (
        select(Account.unit_id)
        .join(AccountPost, AccountPost.account_id == Account.id)
        .where(Account.active, AccountPost.post == LEGAL_ADVISOR)
        .where(Account.unit_id.in_(list(unit_ids)))
    )
    return set(db.session.scalars(statement))


def worth_asking(dispute: Dispute) -> list[tuple[Unit, str]]:
    """Units that may know more about a dispute, each with why; nobody is chosen by this."""
    able = {unit.code: unit for unit in queries.units_to_consult(dispute.case_id)}
    case = queries.case(dispute.case_id)
    reasons: dict[str, str] = {}
    if lead := areas.lead_of(case.resource.application_area):
        reasons[lead] = AREA
    role = EXPERTS.get(str(dispute.facts.get("reason_code")))
    for unit in able.values() if role else ():
        if role in unit.roles:
            reasons.setdefault(unit.code, GROUND)
    for code in _asked_before(dispute, case):
        reasons.setdefault(code, BEFORE)
    return [(able[code], why) for code, why in reasons.items() if code in able]


def _asked_before(dispute: Dispute, case: SharingCase) -> list[str]:
    """The units that the same office asked most often in its latest disputes of the same kind."""
    latest = (
        select(Dispute.consult)
        .where(
            Dispute.office_id == dispute.office_id,
            Dispute.provider_id == case.provider_id,
            Dispute.cause == dispute.cause,
            Dispute.id != dispute.id,
            func.jsonb_array_length(Dispute.consult) > 0,
        )
        .order_by(Dispute.id.desc())
        .limit(EARLIER)
    )
    times: Mapping[str, int] = Counter(c for codes in db.session.scalars(latest) for c in codes)
    return sorted(times, key=lambda code: (-times[code], code))[:MOST_BEFORE]
