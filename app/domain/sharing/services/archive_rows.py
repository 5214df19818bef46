"""Rows as plain data, for archives; and the ledgers of a case."""

from typing import Any

from sqlalchemy import inspect, select

from app.foundation.database import db
from app.workflow.ledger import Clock, ClockEntry, standing

NOT_OF_THE_RECORD = {"archive", "submission_key"}


def as_row(record: Any) -> dict[str, Any]:
    """A row as plain data, in the order of its columns' names."""
    columns = inspect(type(record)).column_attrs
    named = {column.key: getattr(record, column.key) for column in columns}
    return {name: value for name, value in sorted(named.items()) if name not in NOT_OF_THE_RECORD}


def clocks(case_id: int, side: str | None) -> list[dict[str, Any]]:
    """The clocks of a case with their ledgers: all of it, or as one side may read it."""
    statement = select(Clock).where(Clock.instance_id == case_id).order_by(Clock.id)
    return [
        as_row(found) | {"entries": [_line(entry, side) for entry in lines]}
        for found in db.session.scalars(statement)
        if (lines := _lines(found, side))
    ]


def _lines(found: Clock, side: str | None) -> list[ClockEntry]:
    """The ledger of a clock; nothing for a side where the clock went with a step taken back."""
    if side is None:
        return found.entries
    gone = any(entry.event == "recalled" for entry in found.entries)
    return [] if gone else standing(found.entries)


def _line(entry: ClockEntry, side: str | None) -> dict[str, Any]:
    """A line of the ledger; why the provider asked for more time is for the office."""
    row = as_row(entry)
    if side not in (None, "provider") and entry.event == "extended":
        row["reason"] = ""
    return row
