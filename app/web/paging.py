"""One page of a long list, cut by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from flask import request
from sqlalchemy import Select

from app.foundation import counting
from app.foundation.database import db

SIZE = 20
LAST = 10_000


@dataclass(frozen=True)
class Page:
    """The rows of one page, and how many there are in all."""

    items: Sequence[Any]
    total: int
    number: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, ceil(self.total / self.size))


def number() -> int:
    """The page asked for in the address; nonsense is the first."""
    return min(max(request.args.get("page", 1, int), 1), LAST)


def cut(statement: Select[Any], wanted: int) -> Page:
    """One page of a statement's rows; past the last page, the last."""
    part, total, page = _part(statement, wanted)
    return Page(db.session.scalars(part).unique().all(), total, page)


def cut_rows(statement: Select[Any], wanted: int) -> Page:
    """One page of a statement that selects several columns."""
    part, total, page = _part(statement, wanted)
    return Page(db.session.execute(part).all(), total, page)


def of_list(whole: Sequence[Any], wanted: int) -> Page:
    """One page of what is in memory already."""
    page = min(wanted, max(1, ceil(len(whole) / SIZE)))
    return Page(whole[(page - 1) * SIZE : page * SIZE], len(whole), page)


def _part(statement: Select[Any], wanted: int) -> tuple[Select[Any], int, int]:
    """The statement cut to a page, how many rows there are in all, and which page it is."""
    total = counting.total(statement)
    page = min(wanted, max(1, ceil(total / SIZE)))
    return statement.limit(SIZE).offset((page - 1) * SIZE), total, page
