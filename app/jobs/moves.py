"""Try the cases that are to go by another version, move those that were confirmed, take them back.

Each case moves in a transaction of its own: what breaks one leaves the others alone.
"""

import logging

from sqlalchemy.exc import OperationalError

from app.foundation import queue
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.workflow.studio.moves import running

log = logging.getLogger(__name__)


def carry_out(run_id: int) -> None:
    """Work on a run until it waits for its administrator, or is done."""
    with acting.as_system("move"):
        with transaction():
            claimed = running.take_up(run_id)
        if claimed is None:
            return
        try:
            if running.is_trial(claimed):
                _try(claimed)
            else:
                _move(claimed)
        except running.Lost:
            log.info("run %d was stopped, or taken up by another worker", run_id)
        except Exception:
            with transaction():
                running.give_up(claimed)
            raise


def _try(claimed: running.Claimed) -> None:
    target = running.target(claimed)
    more = True
    while more:
        queue.go_on()
        with transaction():
            more = running.try_some(claimed, target)
        db.session.expunge_all()  # ten thousand cases are not to be held


def _move(claimed: running.Claimed) -> None:
    last = 0
    with running.acting_for(claimed):
        while ids := running.waiting(claimed, last):
            for last in ids:
                queue.go_on()
                _one(claimed, last)
            db.session.expunge_all()
    with transaction():
        running.end(claimed)


def _one(claimed: running.Claimed, instance_id: int) -> None:
    try:
        with transaction():
            running.do(claimed, instance_id)
    except (running.Lost, OperationalError):
        raise
    except Exception as broken:
        log.exception("case %d could not be moved", instance_id)
        with transaction():
            running.note_failure(claimed, instance_id, f"{type(broken).__name__}: {broken}")
