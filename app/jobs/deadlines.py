"""Deadlines are clocks named in the diagrams; this job lets those that ran out ring."""

import logging

from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError

from app import workflow
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.workflow import faults

# A step that takes longer hangs: its case is left for the next look, and the others go on.
LONGEST_STEP = 20  # seconds
log = logging.getLogger(__name__)


def fire_deadlines() -> int:
    """Ring the clocks that ran out, in order of law: the longest overdue first.

    Each case moves in its own transaction, so one that fails is written down
    and tried again at the next look, while the others go on.  A case that was
    down for long may have several clocks to ring, one after another.  Where the
    database broke off, waited too long or had to choose between two, the case
    itself has no fault: it only waits.
    """
    rung, failed = 0, set[int]()
    with acting.as_system("clock"):
        while waiting := workflow.due(without=failed):
            before = rung
            for instance_id in waiting:
                try:
                    with transaction():
                        db.session.execute(text(f"SET LOCAL statement_timeout = '{LONGEST_STEP}s'"))
                        rung += workflow.wake(instance_id)
                except (OperationalError, InterfaceError) as error:
                    log.warning("case %d did not wake: %s", instance_id, error.orig)
                    failed.add(instance_id)
                except Exception as error:
                    log.exception("case %d did not wake", instance_id)
                    failed.add(instance_id)
                    with transaction():
                        faults.note(instance_id, error)
            if rung == before:
                break  # other machines are at all that is left
    db.session.remove()
    return rung
