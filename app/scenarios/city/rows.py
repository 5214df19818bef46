"""Which rows of which tables belong to a case, read from the database's own constraints."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

ROOT = "process_instance"
# What is left out: what an answer could be taken back to, papers with their files and the
# archives, which jobs would write for each case, what somebody was typing, and what the database
# works out by itself.
WITHOUT = frozenset(
    {
        "undo_point",
        "issued_document",
        "document_file",
        "sharing_archive",
        "draft",
        "sharing_desk_row",
    }
)
# The record has no foreign keys: it outlives what it speaks of.
SOFT = {
    "audit_entry": {
        "instance_id": ROOT,
        "task_id": "task",
        "account_id": "account",
        "on_behalf_of_id": "account",
        "unit_id": "unit",
        "release_id": "release",
    },
    "notice": {"task_id": "task", "instance_id": ROOT},
}
KEYS = """
SELECT k.conrelid::regclass::text, a.attname, k.confrelid::regclass::text
FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND array_length(k.conkey, 1) = 1
AND k.connamespace = 'public'::regnamespace"""
COLUMNS = """
SELECT a.attname FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0
AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum"""
Line = list[str]
NULL = "\\N"
ESCAPED = re.compile(r"\\(.)")
MEANT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True)
class Table:
    """A table of the cases: its columns, and to which table each of some of them points."""

    name: str
    columns: Sequence[str]
    keys: dict[str, str]

    @property
    def counts(self) -> bool:
        """Does it number its own rows?"""
        return "id" in self.columns and "id" not in self.keys


def tables(database: psycopg.Connection[Any]) -> dict[str, Table]:
    """The tables with rows of a case, each after those that it points to."""
    keys: dict[str, dict[str, str]] = {}
    for table, column, target in database.execute(KEYS):
        keys.setdefault(table, {})[column] = target
    for table, soft in SOFT.items():
        keys[table] = keys.get(table, {}) | soft
    own = _reached(keys)
    return {name: Table(name, _columns(database, name), keys.get(name, {})) for name in own}


def _reached(keys: dict[str, dict[str, str]]) -> list[str]:
    """The case's table and whatever points to it, or to something that does, in this order."""
    inside = {ROOT}
    while more := {
        table
        for table, its in keys.items()
        if table not in inside | WITHOUT and inside & set(its.values())
    }:
        inside |= more
    ordered: list[str] = []
    while left := inside - set(ordered):
        free = {table for table in left if not (set(keys.get(table, {}).values()) & left) - {table}}
        ordered += sorted(free or left)
    return ordered


def _columns(database: psycopg.Connection[Any], table: str) -> list[str]:
    return [name for (name,) in database.execute(COLUMNS, [table])]


def of_case(
    database: psycopg.Connection[Any], known: dict[str, Table], case: int
) -> dict[str, list[Line]]:
    """The rows of a case in each table, as COPY writes them."""
    found: dict[str, list[Line]] = {}
    ids: dict[str, list[int]] = {}
    for table in known.values():
        if wanted := _condition(table, ids, case):
            lines = list(_copied(database, table, wanted))
            if lines:
                found[table.name] = lines
            place = _own(table)
            if place is not None:
                ids[table.name] = [int(line[place]) for line in lines]
    return found


def _own(table: Table) -> int | None:
    """Where in a row stands what others point to it by."""
    names = [name for name in ("id", "instance_id", "case_id") if name in table.columns]
    return table.columns.index(names[0]) if names else None


def _condition(table: Table, ids: dict[str, list[int]], case: int) -> sql.Composable | None:
    if table.name == ROOT:
        return sql.SQL("id = {}").format(sql.Literal(case))
    ways = [
        sql.SQL("{} = ANY({})").format(sql.Identifier(column), sql.Literal(ids[target]))
        for column, target in table.keys.items()
        if ids.get(target)
    ]
    return sql.SQL(" OR ").join(ways) if ways else None


def _copied(
    database: psycopg.Connection[Any], table: Table, wanted: sql.Composable
) -> Iterator[Line]:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    order = sql.SQL(" ORDER BY id" if "id" in table.columns else "")
    query = sql.SQL("COPY (SELECT {} FROM {} WHERE {}{}) TO STDOUT").format(
        columns, sql.Identifier(table.name), wanted, order
    )
    with database.cursor() as cursor, cursor.copy(query) as copy:
        whole = b"".join(bytes(block) for block in copy).decode()
    for line in whole.split("\n")[:-1]:
        yield line.split("\t")


def plain(text: str) -> str:
    """A cell of COPY as it is in the table."""
    return ESCAPED.sub(lambda found: MEANT.get(found[1], found[1]), text)
