"""Tell of resolutions that are overdue, and put them on the agenda of the next meeting."""

import logging

from app.domain.meetings import queries
from app.domain.meetings.services import agenda, resolutions
from app.foundation import notices
from app.foundation.database import db, transaction
from app.foundation.errors import Refused
from app.foundation.identity import acting

log = logging.getLogger(__name__)


def follow_up() -> int:
    """Tell each unit and the secretary once; bring what is overdue back before the group."""
    told = 0
    with acting.as_system("clock"):
        try:
            while _tell_one():
                told += 1
            told += _bring_back()
        except Exception:
            log.exception("overdue resolutions were not followed up")
    db.session.remove()
    return told


def _tell_one() -> bool:
    with transaction():
        found = resolutions.tell_overdue()
        notices.deliver()
    return bool(found)


def _bring_back() -> int:
    try:
        with transaction():
            return agenda.bring_back_to_next(queries.group().id)
    except Refused:  # an installation without a leading group
        return 0
