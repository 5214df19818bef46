"""Signs of life of an import: how far it is, seen by others while its transaction still runs.

Written on a connection of its own.  Whoever works on an import holds its claim; a worker that was
taken for dead while another got the import finds that the claim is gone.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from sqlalchemy import Engine, update
from sqlalchemy.exc import SQLAlchemyError

from app.domain.catalogue.models.transfer import ImportJob
from app.foundation import clock, queue
from app.foundation.database import db

SECONDS = 5.0
log = logging.getLogger(__name__)


class Lost(Exception):
    """Another worker has taken up the import meanwhile."""


class Heart:
    """Beats while an import is worked on, and carries its progress."""

    def __init__(self, engine: Engine, job_id: int, claim: str) -> None:
        self.engine, self.job_id, self.claim = engine, job_id, claim
        self.progress = self.total = 0
        self.lost, self.beaten_at = False, 0.0
        self.enough = threading.Event()

    def tell(self, done: int, total: int) -> None:
        """So much of so much is done; raises where the work is another's by now, or is to end."""
        queue.go_on()
        self.progress, self.total = done, total
        if self.lost:
            raise Lost
        if monotonic() - self.beaten_at > 1:
            self.beat()

    def beat(self) -> None:
        """Write the sign of life."""
        self.beaten_at = monotonic()
        mine = (ImportJob.id == self.job_id, ImportJob.claim == self.claim)
        said = {"progress": self.progress, "total": self.total, "beat_at": clock.now()}
        try:
            with self.engine.begin() as connection:
                written = connection.execute(update(ImportJob).where(*mine).values(**said))
        except SQLAlchemyError:
            log.warning("no sign of life of import %d could be written", self.job_id)
            return
        self.lost = self.lost or not written.rowcount

    def go_on(self) -> None:
        """Beat until it is enough, also while a long statement runs."""
        while not self.enough.wait(SECONDS):
            self.beat()


@contextmanager
def beating(job_id: int, claim: str) -> Iterator[Heart]:
    """A heart that beats inside the `with` block."""
    heart = Heart(db.engine, job_id, claim)
    thread = threading.Thread(target=heart.go_on, daemon=True, name=f"import-{job_id}")
    thread.start()
    try:
        yield heart
    finally:
        heart.enough.set()
        thread.join()
