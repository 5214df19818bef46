"""The net under the queue: what waits without a job gets one.

Jobs are written with what makes them necessary, so nothing should ever fall: but an older version
had no queue, and a restored or repaired database may have lost jobs.
"""

from collections.abc import Callable
from datetime import timedelta

from app.domain.catalogue.transfer import running as imports
from app.domain.documents import queries as documents
from app.domain.sharing.services import archive
from app.foundation import clock, queue
from app.foundation.database import db, transaction
from app.foundation.notices import mail
from app.workflow import projection
from app.workflow.studio.moves import running as moves
from app.workflow.studio.repairs import sweeps
from app.workflow.studio.trials import running as trials

PATIENCE = timedelta(minutes=2)
AT_ONCE = 1000


def _unmailed() -> list[int]:
    return mail.stranded(clock.now() - PATIENCE, AT_ONCE)


STRANDED: dict[str, Callable[[], list[int]]] = {
    "mail": _unmailed,
    "document": documents.unwritten,
    "archive": archive.pending,
    "import": imports.stranded,
    "move": moves.stranded,
    "calendar": projection.unfinished,
    "sweep": sweeps.unfinished,
    "trial": trials.stranded,
}


def catch_forgotten() -> int:
    """Put what waits without a job into the queue; returns how many rows were forgotten."""
    caught = 0
    for name, stranded in STRANDED.items():
        with transaction():
            for number in queue.unqueued(name, stranded()):
                queue.defer(name, number)
                caught += 1
    db.session.remove()
    return caught
