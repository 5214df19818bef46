"""What a piece of code asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.foundation.database import db


@contextmanager
def heard() -> Iterator[list[str]]:
    """The statements sent inside the `with` block."""
    statements: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
