"""Remind people of the clocks that will soon run out, or did, and of supervision orders."""

import logging

from app.domain.sharing.services import supervision_days
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.workflow import reminders

log = logging.getLogger(__name__)


def send_reminders() -> int:
    """Queue the reminders whose moment has come; after downtime one a clock, not all missed."""
    sent = 0
    with acting.as_system("clock"):
        try:
            while True:
                with transaction():
                    batch = reminders.send_next()
                if not batch:
                    break
                sent += batch
            with transaction():
                sent += supervision_days.remind()
        except Exception:
            log.exception("reminders were not sent")
    db.session.remove()
    return sent
