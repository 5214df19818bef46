"""Tell of demands for data whose unit has not answered, or not listed them, in time."""

import logging

from app.domain.catalogue.services import demand_replies
from app.foundation import notices
from app.foundation.database import db, transaction
from app.foundation.identity import acting

log = logging.getLogger(__name__)


def tell_late_demands() -> int:
    """Tell the late unit and the office, once a deadline."""
    told = 0
    with acting.as_system("clock"):
        try:
            while _tell_one():
                told += 1
        except Exception:
            log.exception("late demands were not told of")
    db.session.remove()
    return told


def _tell_one() -> bool:
    with transaction():
        found = demand_replies.tell_overdue()
        notices.deliver()
    return bool(found)
