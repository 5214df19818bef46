"""Reading many cases at once: their headings, the search among them, the list of a unit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing.models.case import SharingCase
from app.foundation.database import db
from app.foundation.i18n import speaks_english
from app.foundation.identity.models import Unit
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance

ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": (SharingCase.submitted_at.desc(), SharingCase.id.desc()),
    "oldest": (SharingCase.submitted_at.asc(), SharingCase.id.asc()),
    "number": (SharingCase.number.asc(), SharingCase.id.asc()),
}
_demander, _provider = aliased(Unit), aliased(Unit)


class Line(NamedTuple):
    """A case in one line of a list; its heading also says in which days each clock counts."""

    id: int
    number: str
    title: str
    demander: str
    provider: str
    state: str
    submitted_at: datetime
    clocks: Mapping[str, str] = MappingProxyType({})

    @property
    def between(self) -> str:
        """Who applies to whom."""
        return f"{self.demander} → {self.provider}"


def headings(case_ids: Iterable[int]) -> dict[int, Line]:
    """The lines of these cases, in one query."""
    wanted = list(case_ids)
    if not wanted:
        return {}
    rows = db.session.execute(_lines().add_columns(_units()).where(SharingCase.id.in_(wanted)))
    return {row[0]: as_line(row[:-1])._replace(clocks=row[-1] or {}) for row in rows}


def matching(text: str, among: Select[Any] | None = None) -> Select[int]:
    """The ids of the cases whose number, resource or units hold every word of the text.

    `among` selects the ids of the few that come into question, so that no others are read.
    """
    found = select(SharingCase.id).where(*_hold(text))
    return found if among is None else found.where(SharingCase.id.in_(among))


def listed(
    visible: Select[int],
    unit_id: int,
    *,
    text: str = "",
    state: str = "",
    role: str = "",
    order: str = "newest",
) -> Select[Any]:
    """The cases among `visible`, filtered and sorted, for the caller to page."""
    found = _lines().where(SharingCase.id.in_(visible)).order_by(*ORDERS[order])
    if text:
        found = found.where(*_hold(text))
    if state:
        found = found.where(ProcessInstance.case_state == state)
    sides = {"demander": SharingCase.demander_id, "provider": SharingCase.provider_id}
    if role in sides:
        found = found.where(sides[role] == unit_id)
    elif role:
        found = found.where(SharingCase.demander_id != unit_id, SharingCase.provider_id != unit_id)
    return found


def as_line(row: Any) -> Line:
    """A row of the list in the reader's language."""
    case_id, number, title, state, at, demander, demander_en, provider, provider_en = row
    if speaks_english():
        demander, provider = demander_en or demander, provider_en or provider
    return Line(case_id, number or str(case_id), title, demander, provider, state, at)


def _lines() -> Select[Any]:
    columns = select(
        SharingCase.id,
        SharingCase.number,
        Resource.title,
        ProcessInstance.case_state,
        SharingCase.submitted_at,
        _demander.short_name,
        _demander.name_en,
        _provider.short_name,
        _provider.name_en,
    )
    return _joined(columns).join(ProcessInstance, ProcessInstance.id == SharingCase.id)


def _units() -> ScalarSelect[Any]:
    """Of each clock of a case that has not ended, the days it counts."""
    counted = select(func.jsonb_object_agg(Clock.name, Clock.unit, type_=JSONB))
    return counted.where(
        Clock.instance_id == SharingCase.id, Clock.ended_at.is_(None)
    ).scalar_subquery()


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(SharingCase)
        .join(Resource, Resource.id == SharingCase.resource_id)
        .join(_demander, _demander.id == SharingCase.demander_id)
        .join(_provider, _provider.id == SharingCase.provider_id)
    )


def _hold(text: str) -> list[ColumnElement[bool]]:
    return [_holds(word) for word in text.split()]


def _holds(word: str) -> ColumnElement[bool]:
    """A word in the names of a case's resource and units.

    Asked so that the planner may choose: where few cases are looked at their own names are read,
    where there are many the word is looked for once in the names of all resources and units.
    """
    resource, demander, provider = aliased(Resource), aliased(Unit), aliased(Unit)
    return or_(
        _in(word, SharingCase.number),
        exists().where(
            resource.id == SharingCase.resource_id, _in(word, resource.title, resource.id)
        ),
        exists().where(demander.id == SharingCase.demander_id, _named(demander, word)),
        exists().where(provider.id == SharingCase.provider_id, _named(provider, word)),
    )


def _named(unit: type[Unit], word: str) -> ColumnElement[bool]:
    return _in(word, unit.name, unit.short_name, unit.name_en)


def _in(word: str, *places: Any) -> ColumnElement[bool]:
    return or_(*(place.icontains(word, autoescape=True) for place in places))
