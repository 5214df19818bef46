"""How many rows there are, as far as it is worth counting: nobody leafs through ten thousand."""

from typing import Any

from sqlalchemy import Select, func, select

from app.foundation.database import db

MOST = 10_000


class Total(int):
    """So many rows were counted; written with a plus where there are more."""

    more = False

    @classmethod
    def of(cls, rows: int) -> "Total":
        """Of a count that went one further than the most."""
        found = cls(min(rows, MOST))
        found.more = rows > MOST
        return found

    def __str__(self) -> str:
        return f"{int(self)}+" if self.more else super().__str__()


def bounded(statement: Select[Any]) -> Any:
    """A scalar subquery that counts the rows of a statement, one further than the most."""
    rows = statement.order_by(None).limit(MOST + 1).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


def total(statement: Select[Any]) -> Total:
    """How many rows a statement has."""
    return Total.of(db.session.scalar(select(bounded(statement))) or 0)
