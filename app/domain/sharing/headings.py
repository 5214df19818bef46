"""The heading of any case, and the search among all of them, whichever room it belongs to."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select, union

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


def matching(text: str) -> Select[Any]:
    """The cases that a text search finds."""
    both = union(register.matching(text), matters.matching(text)).subquery()
    return select(both.c[0])


def numbered(numbers: Iterable[str]) -> dict[str, int]:
    """The cases of these numbers, by their number."""
    wanted = list(numbers)
    tables = (SharingCase, CatalogueCase)
    found = [select(t.number, t.id).where(t.number.in_(wanted)) for t in tables]
    rows = (row for one in found for row in db.session.execute(one))
    return {str(number): case_id for number, case_id in rows}
