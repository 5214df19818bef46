"""Try the cases that are to go by another version, move those that were confirmed, take them back.

Each case moves in a transaction of its own: what breaks one leaves the others alone.
"""

import logging

from sqlalchemy.exc import OperationalError

from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.workflow.studio.moves import running

log = logging.getLogger(__name__)


def run_moves() -> int:
    """Work on every run that waits; returns how many cases were looked at."""
    done = 0
    with acting.as_system("move"):
        while claimed := _claimed():
            try:
                done += _tried(claimed) if running.is_trial(claimed) else _moved(claimed)
            except running.Lost:
                log.info("run %d was stopped, or taken up by another machine", claimed.run_id)
            except Exception:
                log.exception("the work on run %d broke off", claimed.run_id)
                with transaction():
                    running.give_up(claimed)
                break  # not at once again: whatever it was may pass
    db.session.remove()
    return done


def _claimed() -> running.Claimed | None:
    with transaction():
        return running.take_up()


def _tried(claimed: running.Claimed) -> int:
    target = running.target(claimed)
    done, more = 0, True
    while more:
        with transaction():
            more = running.try_some(claimed, target)
        db.session.expunge_all()  # ten thousand cases are not to be held
        done += running.AT_ONCE if more else 0
    return done


def _moved(claimed: running.Claimed) -> int:
    done, last = 0, 0
    with running.acting_for(claimed):
        while ids := running.waiting(claimed, last):
            for last in ids:
                _one(claimed, last)
                done += 1
            db.session.expunge_all()
    with transaction():
        running.end(claimed)
    return done


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
