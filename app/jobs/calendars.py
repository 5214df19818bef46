"""After a calendar was put in force: every open clock goes by it, some cases at a time."""

import logging

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.domain.sharing.services import supervision_days
from app.foundation import queue
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.workflow import projection

PATIENCE = 10  # seconds for a case that somebody holds
log = logging.getLogger(__name__)


def take_over(import_id: int) -> None:
    """Count what is open anew by an import; goes on where another was interrupted."""
    with acting.as_system("calendar"):
        with transaction():
            after = projection.begun(import_id)
            if after is None:
                return
            orders = supervision_days.project_all(projection.reason(import_id))
            projection.note(import_id, orders)
        busy = _all_but_busy(import_id, after)
        left = [case for case in sorted(busy) if not _waited_for(import_id, case)]
        if left:
            raise RuntimeError(f"{len(left)} cases are held by somebody, the first is {left[0]}")
        with transaction():
            projection.end(import_id)


def _all_but_busy(import_id: int, after: int) -> set[int]:
    """Every case that nobody else is at work on; returns the others."""
    busy = set[int]()
    while True:
        queue.go_on()
        with transaction():
            done = projection.step(import_id, after, busy)
        db.session.expunge_all()  # a hundred thousand cases are not to be held
        if done is None:
            return busy
        after = done.reached
        busy.update(done.busy)


def _waited_for(import_id: int, case: int) -> bool:
    queue.go_on()
    try:
        with transaction():
            db.session.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
            projection.wait_for(import_id, case)
    except OperationalError:
        log.warning("case %d is held, its clocks go by the calendar before", case)
        return False
    return True
