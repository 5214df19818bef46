"""Which processes are at work on which machine: each says so every twenty seconds."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.database import MissingRole, db

BEAT = 20.0  # seconds
# Whoever has not been heard of for so long is gone, or cut off.
SILENT = timedelta(seconds=75)
FORGOTTEN = timedelta(days=1)
log = logging.getLogger(__name__)


class Presence(db.Model):
    """A process that is, or was, at work."""

    __tablename__ = "presence"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    machine: Mapped[str] = mapped_column(String(120))
    process: Mapped[int]
    program: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def is_silent(self) -> bool:
        """Was it not heard of for too long?"""
        return self.seen_at < clock.now() - SILENT


class Voice:
    """How one process says that it is there; after a fork, each child has a voice of its own."""

    def __init__(self, kind: str, program: str) -> None:
        self.kind, self.program = kind, program
        self._begin()

    def _begin(self) -> None:
        self.process, self.id = os.getpid(), secrets.token_hex(16)
        self.started_at, self.last = clock.now(), float("-inf")

    def say_now_and_then(self) -> None:
        """Say it, if the last time is long ago; a database that is away is no reason to fail."""
        if self.process != os.getpid():
            self._begin()
        if time.monotonic() - self.last >= BEAT:
            self.last = time.monotonic()
            self.say()

    def say(self) -> None:
        """Write it down, in a transaction of its own."""
        row = {
            "id": self.id,
            "kind": self.kind,
            "machine": socket.gethostname()[:120],
            "process": self.process,
            "program": self.program,
            "started_at": self.started_at,
            "seen_at": clock.now(),
        }
        here = insert(Presence).values(row)
        here = here.on_conflict_do_update(index_elements=["id"], set_={"seen_at": row["seen_at"]})
        self._write(here)

    def leave(self) -> None:
        """Say good-bye, so that nobody takes it for a loss; forget who was silent for a day."""
        old = Presence.seen_at < clock.now() - FORGOTTEN
        self._write(delete(Presence).where((Presence.id == self.id) | old))

    def _write(self, statement: object) -> None:
        try:
            with db.engine.begin() as connection:
                connection.execute(statement)  # type: ignore[call-overload]
        except (SQLAlchemyError, MissingRole):
            log.info("the database did not hear that this process lives")


@contextmanager
def told(kind: str, context: Callable[[], AbstractContextManager[object]]) -> Iterator[None]:
    """Inside, the process says that it is at work; `context` is the application's.

    For programs that answer no requests.
    """
    voice, enough = Voice(kind, program()), threading.Event()

    def go_on() -> None:
        with context():
            while True:
                voice.say()
                if enough.wait(BEAT):
                    break
            voice.leave()

    thread = threading.Thread(target=go_on, name="presence", daemon=True)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join(timeout=5)


def program() -> str:
    """The version that runs, as the deployment names it (`VERSION`)."""
    return os.environ.get("VERSION", "")[:40]


def present() -> list[Presence]:
    """Everybody heard of within a day, by kind and machine."""
    order = (Presence.kind, Presence.machine, Presence.started_at)
    lately = Presence.seen_at >= clock.now() - FORGOTTEN
    return list(db.session.scalars(select(Presence).where(lately).order_by(*order).limit(500)))
