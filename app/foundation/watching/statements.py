"""Statements: how many, which were slow; and how many connections are in use.

A slow one is logged with its text but without its values: those are what people wrote.
"""

import logging
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import QueuePool

from app.foundation.watching import numbers

LONGEST = 2_000
log = logging.getLogger("xieshang.slow")


@dataclass
class Count:
    """What one request, or one look of a job, has asked the database."""

    statements: int = 0
    seconds: float = 0.0


counted: ContextVar[Count | None] = ContextVar("counted", default=None)


def watch(engine: Engine, slow_after: float) -> None:
    """Count every statement of the engine; log those that take longer than `slow_after` seconds."""

    @event.listens_for(engine, "before_cursor_execute")
    def begin(connection: Connection, *_more: Any) -> None:
        connection.info["asked_at"] = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def end(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        took = time.perf_counter() - connection.info.pop("asked_at", time.perf_counter())
        numbers.statements.inc()
        if count := counted.get():
            count.statements += 1
            count.seconds += took
        if took > slow_after:
            numbers.slow_statements.inc()
            text = " ".join(statement.split())[:LONGEST]
            log.warning("slow statement", extra={"ms": round(took * 1000), "statement": text})

    _watch_pool(engine)


def _watch_pool(engine: Engine) -> None:
    pool = engine.pool
    if isinstance(pool, QueuePool):
        numbers.connections_most.set(pool.size() + max(pool._max_overflow, 0))

    @event.listens_for(pool, "checkout")
    def out(*_more: Any) -> None:
        numbers.connections.inc()

    @event.listens_for(pool, "checkin")
    def back(*_more: Any) -> None:
        numbers.connections.dec()
