"""Reading many matters at once: their headings, the search among them, the list."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from app.domain.catalogue.models.matter import CatalogueCase
from app.foundation.database import db
from app.foundation.i18n import speaks_english
from app.foundation.identity.models import Unit
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance

ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": (CatalogueCase.submitted_at.desc(), CatalogueCase.id.desc()),
    "oldest": (CatalogueCase.submitted_at.asc(), CatalogueCase.id.asc()),
    "number": (CatalogueCase.number.asc(), CatalogueCase.id.asc()),
}


class Line(NamedTuple):
    """A matter in one line of a list; its heading also says in which days each clock counts."""

    id: int
    number: str
    title: str
    process_id: str
    unit: str
    state: str
    submitted_at: datetime
    clocks: Mapping[str, str] = MappingProxyType({})

    @property
    def between(self) -> str:
        """Whose matter it is."""
        return self.unit


def headings(case_ids: Iterable[int]) -> dict[int, Line]:
    """The lines of these matters, in one query."""
    wanted = list(case_ids)
    if not wanted:
        return {}
    rows = db.session.execute(_lines().add_columns(_units()).where(CatalogueCase.id.in_(wanted)))
    return {row[0]: as_line(row[:-1])._replace(clocks=row[-1] or {}) for row in rows}


def matching(text: str, among: Select[Any] | None = None) -> Select[int]:
    """The ids of the matters whose number, title, entry or unit hold every word of the text.

    `among` selects the ids of the few that come into question, so that no others are read.
    """
    found = select(CatalogueCase.id).join(Unit, Unit.id == CatalogueCase.unit_id)
    for word in text.split():
        found = found.where(_holds(word))
    return found if among is None else found.where(CatalogueCase.id.in_(among))


def listed(
    visible: Select[int],
    *,
    text: str = "",
    process_id: str = "",
    state: str = "",
    order: str = "newest",
) -> Select[Any]:
    """The matters among `visible`, filtered and sorted, for the caller to page."""
    found = _lines().where(CatalogueCase.id.in_(visible)).order_by(*ORDERS[order])
    if text:
        found = found.where(CatalogueCase.id.in_(matching(text)))
    if process_id:
        found = found.where(CatalogueCase.process_id == process_id)
    if state:
        found = found.where(ProcessInstance.case_state == state)
    return found


def as_line(row: Any) -> Line:
    """A row of the list in the reader's language."""
    case_id, number, title, process_id, state, at, unit, unit_en = row
    if speaks_english():
        unit = unit_en or unit
    return Line(case_id, number or str(case_id), title, process_id, unit, state, at)


def _lines() -> Select[Any]:
    columns = select(
        CatalogueCase.id,
        CatalogueCase.number,
        CatalogueCase.title,
        CatalogueCase.process_id,
        ProcessInstance.case_state,
        CatalogueCase.submitted_at,
        Unit.short_name,
        Unit.name_en,
    )
    return _joined(columns)


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(CatalogueCase)
        .join(ProcessInstance, ProcessInstance.id == CatalogueCase.id)
        .join(Unit, Unit.id == CatalogueCase.unit_id)
    )


def _units() -> ScalarSelect[Any]:
    """Of each clock of a matter that has not ended, the days it counts."""
    counted = select(func.jsonb_object_agg(Clock.name, Clock.unit, type_=JSONB))
    return counted.where(
        Clock.instance_id == CatalogueCase.id, Clock.ended_at.is_(None)
    ).scalar_subquery()


def _holds(word: str) -> ColumnElement[bool]:
    places = (
        CatalogueCase.number,
        CatalogueCase.title,
        CatalogueCase.entry_id,
        Unit.name,
        Unit.short_name,
        Unit.name_en,
    )
    return or_(*(place.icontains(word, autoescape=True) for place in places))
