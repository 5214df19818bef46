"""Mail the links of those who forgot their password."""

import logging

from flask import current_app

from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.foundation.notices import mail
from app.foundation.people import recovery

log = logging.getLogger(__name__)
WORKER = "jobs.recovery"


def send_ways_back() -> int:
    """Mail what waits, each in its own transaction; one that did not go is drawn anew."""
    post = mail.Post.from_config(current_app.config)
    sent = 0
    try:
        with acting.as_system(WORKER):
            while True:
                with transaction():
                    gone = recovery.send_next(post)
                if not gone:
                    break
                sent += gone
            with transaction():
                recovery.forget_old()
    except OSError as error:
        log.warning("mail waits: %s", error)
    finally:
        db.session.remove()
    return sent
