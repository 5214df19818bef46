"""Send the notices that nobody has mailed yet; without a mail server, write them into a folder."""

import logging

from flask import current_app

from app.foundation.database import db, transaction
from app.foundation.notices import mail

log = logging.getLogger(__name__)


def send_mail() -> int:
    """Mail what waits, each notice in its own transaction: at least once, marked when gone."""
    post = mail.Post.from_config(current_app.config)
    sent = 0
    try:
        while True:
            with transaction():
                gone = mail.send_next(post)
            if not gone:
                break
            sent += gone
    except OSError as error:
        log.warning("mail waits: %s", error)
    finally:
        db.session.remove()
    return sent
