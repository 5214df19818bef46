"""Which archived cases may be destroyed, and what keeps the others."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from app.domain.catalogue.models.demand import LIVE, Demand
from app.domain.catalogue.models.version import EntryVersion
from app.domain.keeping import queries
from app.domain.keeping.rules import destroying, term
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute
from app.foundation import clock
from app.foundation.database import db
from app.foundation.destroyed import DestructionLine, KeptHold
from app.foundation.kept import KeptCase
from app.workflow.models import ProcessInstance

DUE, HELD, PROPOSED = STANDINGS = ("due", "held", "proposed")
ORDERS = ("oldest", "newest", "number", "largest")


@dataclass
class Settings:
    """After how many years this installation destroys; set once by the factory."""

    years: int = destroying.USUAL_YEARS


settings = Settings()


def configure(years: int) -> None:
    """Say after how many years archived cases may be destroyed."""
    settings.years = years


@dataclass(frozen=True)
class Asked:
    """What to show of the cases whose term is over."""

    standing: str = DUE
    text: str = ""
    room: str = ""
    year: int = 0
    order: str = "oldest"


def years() -> int:
    """After how many years, counted as for the archive; never less than the term of keeping."""
    return destroying.years(settings.years, queries.keeping_term().years)


def listed(asked: Asked) -> Select[Any]:
    """The archived cases whose term is over, with what keeps each; for the caller to page."""
    reasons = holding()
    columns: list[Any] = [KeptCase, *(one.label(name) for name, one in reasons.items())]
    found = select(*columns)
    found = found.where(*_over(), proposed() if asked.standing == PROPOSED else ~proposed())
    if asked.standing == DUE:
        found = found.where(not_(or_(*reasons.values())))
    elif asked.standing == HELD:
        found = found.where(or_(*reasons.values()))
    if asked.room:
        found = found.where(KeptCase.process_id.startswith(f"{asked.room}_", autoescape=True))
    if asked.year:
        found = found.where(func.extract("year", KeptCase.ended_on) == asked.year)
    for word in asked.text.split():
        found = found.where(KeptCase.number.icontains(word, autoescape=True))
    return found.order_by(*_order(asked.order))


def keeps(case_id: int) -> str:
    """What keeps an archived case from being destroyed now; nothing where nothing does."""
    over = and_(*_over())
    asked = select(over, *holding().values()).where(KeptCase.id == case_id)
    row = db.session.execute(asked).one_or_none()
    if row is None:
        return destroying.GONE
    if not row[0]:
        return destroying.EARLY
    return next((name for name, holds in zip(holding(), row[1:], strict=True) if holds), "")


def proposed() -> ColumnElement[bool]:
    """Does the case stand in a register that was not refused, withdrawn or stopped?"""
    return exists().where(DestructionLine.case_id == KeptCase.id, DestructionLine.spared == "")


def holding() -> dict[str, ColumnElement[bool]]:
    """Each reason for which a case is kept although its term is over."""
    held = exists().where(KeptHold.case_id == KeptCase.id, KeptHold.lifted_at.is_(None))
    return {
        destroying.HELD: held,
        destroying.DISPUTE: _in_dispute(),
        destroying.REFERRED: or_(*_referred()),
    }


def _over() -> tuple[ColumnElement[bool], ...]:
    """Past its term, and named by a manifest: what no manifest names would leave no trace."""
    before = term.ended_before(clock.today(), years())
    return KeptCase.ended_on < before, KeptCase.batch.is_not(None)


def _in_dispute() -> ColumnElement[bool]:
    """Is there an open dispute between the same two units?  Its file may be evidence."""
    return exists().where(
        Dispute.ended_at.is_(None),
        or_(
            and_(Dispute.demander_id == KeptCase.unit_id, Dispute.provider_id == KeptCase.other_id),
            and_(Dispute.demander_id == KeptCase.other_id, Dispute.provider_id == KeptCase.unit_id),
        ),
    )


def _referred() -> list[ColumnElement[bool]]:
    """Does something that is still open, or still holds, point at the case?"""
    case, later = KeptCase.id, aliased(EntryVersion)
    demanded = exists().where(Demand.instance_id == case, Demand.state.in_(LIVE))
    # The entry of the catalogue still stands as this matter has made it.
    stands = exists().where(
        EntryVersion.instance_id == case,
        EntryVersion.act != "withdrawn",
        ~exists().where(
            later.entry_kind == EntryVersion.entry_kind,
            later.entry_id == EntryVersion.entry_id,
            later.number > EntryVersion.number,
        ),
    )
    # An open application names its agreement.
    names_it = func.jsonb_build_array(func.jsonb_build_object("case_id", case), type_=JSONB)
    applied = exists().where(
        SharingCase.demander_id == KeptCase.unit_id,
        SharingCase.live_agreements.contains(names_it),
        ProcessInstance.id == SharingCase.id,
        ProcessInstance.finished_at.is_(None),
    )
    return [*queries.before_the_group(case), demanded, stands, applied]


def _order(order: str) -> tuple[Any, ...]:
    orders: dict[str, tuple[Any, ...]] = {
        "oldest": (KeptCase.ended_on.asc(), KeptCase.id.asc()),
        "newest": (KeptCase.ended_on.desc(), KeptCase.id.desc()),
        "number": (KeptCase.number.asc(), KeptCase.id.asc()),
        "largest": (KeptCase.size.desc(), KeptCase.id.asc()),
    }
    return orders[order]
