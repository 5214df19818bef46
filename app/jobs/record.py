"""Seal the record, and say its head every hour."""

import logging
from datetime import timedelta

from app.foundation.chain import heads, sealing
from app.foundation.database import db, transaction

LATE = timedelta(minutes=10)
log = logging.getLogger(__name__)


def seal_record() -> int:
    """Put what was recorded since into the chain; how many entries."""
    sealed = 0
    try:
        while True:
            with transaction():
                taken = sealing.seal_next()
            if not taken:
                break
            sealed += taken
    finally:
        db.session.remove()
    return sealed


def publish_head() -> int:
    """Write the newest head into the log, to be kept where the database's owner cannot reach."""
    state = sealing.state()
    log.warning("head of the record: %s", heads.head())
    if state.lag > LATE:
        log.error("%d entries wait for their seal, the oldest %s", state.waiting, state.lag)
    db.session.remove()
    return 1
