"""Write very many rows at once, by PostgreSQL's COPY."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import JSONB

from app.foundation.database import db


def rows(model: type[Any], given: Iterable[dict[str, Any]]) -> None:
    """Write rows of a table in the transaction; what a row leaves open is as the model says.

    Either every row says its own number, or the database gives it to all.
    """
    waiting = iter(given)
    if (first := next(waiting, None)) is None:
        return
    columns = [column for column in _columns(model.__table__) if not _is_given(column, first)]
    names = [column.name for column in columns]
    json = {column.name for column in columns if isinstance(column.type, JSONB)}
    into = f"COPY {model.__tablename__} ({', '.join(names)}) FROM STDIN"
    driver: Any = db.session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in chain([first], waiting):
            whole = defaults(model) | row
            copy.write_row(
                [orjson.dumps(whole[n]).decode() if n in json else whole[n] for n in names]
            )


def defaults(model: type[Any]) -> dict[str, Any]:
    """What each column of a model says where nobody says anything."""
    return {column.name: _default(column) for column in _columns(model.__table__)}


@cache
def _columns(table: Table) -> Sequence[Column[Any]]:
    return list(table.columns)


def _is_given(column: Column[Any], row: dict[str, Any]) -> bool:
    """Is it a number that the database counts itself?"""
    return column is column.table.autoincrement_column and column.name not in row


def _default(column: Column[Any]) -> Any:
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg
