"""Send a notice by mail; without a mail server, write it into a folder."""

from flask import current_app

from app.foundation.database import transaction
from app.foundation.notices import mail


def send(notice_id: int) -> None:
    """Mail a notice, unless it is marked as gone: at least once, and marked."""
    post = mail.Post.from_config(current_app.config)
    with transaction():
        mail.send_one(post, notice_id)
