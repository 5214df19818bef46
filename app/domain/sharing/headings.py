"""The heading of any case, and the search among all of them, whichever room it belongs to."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select, union

from app.domain.catalogue import register as matters
from app.domain.sharing import register

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
