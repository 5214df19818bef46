"""The rows of a case, out of the live tables and back into them, whatever tables there are.

Values pass as the text that PostgreSQL writes and reads, so nothing is rounded or reordered.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from psycopg import sql
from sqlalchemy import Connection, text

from app.domain.keeping.rules.record import Rows
from app.foundation.database import db

# What the tables are today, which after an upgrade may be more than what a record holds.
LAYOUT = """
    SELECT k.name, k.clause,
        array_agg(a.attname::text ORDER BY a.attnum) AS columns,
        (SELECT array_agg(p.attname::text ORDER BY array_position(i.indkey::int2[], p.attnum))
         FROM pg_index i
         JOIN pg_attribute p ON p.attrelid = i.indrelid AND p.attnum = ANY (i.indkey)
         WHERE i.indrelid = k.name::regclass AND i.indisprimary) AS key
    FROM kept_table k
    JOIN pg_attribute a ON a.attrelid = k.name::regclass
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY k.position, k.name, k.clause ORDER BY k.position"""
POINTERS = """
    SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid IN ('unit'::regclass, 'account'::regclass)"""


class Table(NamedTuple):
    """A table that holds rows of cases."""

    name: str
    clause: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


class Layout(NamedTuple):
    """All of them, in the order in which they can be filled; and what points at people."""

    tables: tuple[Table, ...]
    # (table, column) → `unit` or `account`.
    people: dict[tuple[str, str], str]


def layout() -> Layout:
    """How the tables look at this moment; asked once for many cases."""
    tables = tuple(
        Table(name, clause, tuple(columns), tuple(key))
        for name, clause, columns, key in db.session.execute(text(LAYOUT))
    )
    people = {(table, column): of for table, column, of in db.session.execute(text(POINTERS))}
    people |= {("audit_entry", "account_id"): "account", ("audit_entry", "unit_id"): "unit"}
    return Layout(tables, people)


def read(case_id: int, tables: tuple[Table, ...]) -> list[Rows]:
    """Every row of a case, in one statement; tables that have none are left out."""
    found: dict[int, list[Any]] = {}
    for place, values in _connection().exec_driver_sql(_select(tables), {"case": case_id}):
        found.setdefault(place, []).append(values)
    return [Rows(tables[p].name, tables[p].columns, rows) for p, rows in sorted(found.items())]


def put_back(tables: Sequence[Rows], today: Sequence[Table]) -> None:
    """Insert the rows of a record; a column that is gone is left out, a new one has its default."""
    kept = {one.table: one for one in tables}
    for table in today:
        if table.name in kept:
            _insert(kept[table.name], table)


def entries(case_id: int, columns: Sequence[str]) -> list[list[str | None]]:
    """What the archive lists of the record of a case, as texts."""
    statement = sql.SQL(
        "SELECT ARRAY[{}]::text[] FROM kept_entry WHERE instance_id = %(case)s ORDER BY id"
    ).format(sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(c)) for c in columns))
    found = _connection().exec_driver_sql(statement.as_string(), {"case": case_id})
    return [list(values) for (values,) in found]


def _insert(kept: Rows, table: Table) -> None:
    places = [i for i, column in enumerate(kept.columns) if column in set(table.columns)]
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(sql.Identifier(kept.columns[i]) for i in places),
        sql.SQL(", ").join([sql.Placeholder()] * len(places)),
    )
    rows = [tuple(row[i] for i in places) for row in kept.rows]
    _connection().exec_driver_sql(statement.as_string(), rows)


@lru_cache(maxsize=2)  # put together once for many cases
def _select(tables: tuple[Table, ...]) -> str:
    """One select of all: the place of the table, and the row as texts, in the order of its key."""
    parts = [
        sql.SQL("(SELECT {}, ARRAY[{}]::text[] FROM {} WHERE {} ORDER BY {})").format(
            sql.Literal(place),
            sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(c)) for c in one.columns),
            sql.Identifier(one.name),
            sql.SQL(one.clause.replace("$1", "%(case)s")),  # the owner's own words
            sql.SQL(", ").join(map(sql.Identifier, one.key)),
        )
        for place, one in enumerate(tables)
    ]
    return sql.SQL(" UNION ALL ").join(parts).as_string()


def _connection() -> Connection:
    return db.session.connection()
