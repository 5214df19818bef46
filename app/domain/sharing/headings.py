"""The heading of any case, and the search among all of them, whichever room it belongs to."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, String, cast, or_, select, union, union_all

from app.domain.catalogue import register as matters
from app.domain.catalogue.models.matter import CatalogueCase
from app.domain.sharing import register
from app.domain.sharing.models.case import SharingCase
from app.foundation.database import db

Heading = register.Line | matters.Line


def of(case_ids: Iterable[int]) -> dict[int, Heading]:
    """The headings of many cases: one query, and a second where some are the catalogue's."""
    wanted = set(case_ids)
    found: dict[int, Heading] = {**register.headings(wanted)}
    return found | matters.headings(wanted - set(found))


def matching(text: str, among: Select[Any] | None = None) -> Select[Any]:
    """The cases that a text search finds, all of them or those among some."""
    both = union(register.matching(text, among), matters.matching(text, among)).subquery()
    return select(both.c[0])


def numbered(numbers: Iterable[str]) -> dict[str, int]:
    """The cases of these numbers, by their number."""
    wanted = list(numbers)
    tables = (SharingCase, CatalogueCase)
    found = [select(t.number, t.id).where(t.number.in_(wanted)) for t in tables]
    rows = (row for one in found for row in db.session.execute(one))
    return {str(number): case_id for number, case_id in rows}


def numbers(case_ids: Iterable[int]) -> dict[int, str]:
    """The numbers of cases by their ids, for those who are to know no more of them."""
    wanted = list(case_ids)
    both = union_all(
        select(SharingCase.id, SharingCase.number).where(SharingCase.id.in_(wanted)),
        select(CatalogueCase.id, CatalogueCase.number).where(CatalogueCase.id.in_(wanted)),
    )
    return {case_id: number or str(case_id) for case_id, number in db.session.execute(both)}


def of_number(text: str) -> Select[Any]:
    """The cases whose number holds the text, or is it."""
    both = union(
        *(
            select(case.id).where(
                or_(
                    case.number.icontains(text, autoescape=True),
                    cast(case.id, String) == text,
                )
            )
            for case in (SharingCase, CatalogueCase)
        )
    ).subquery()
    return select(both.c[0])
