"""When a meeting is closed: cancelled, or its minutes issued; what they tell stays as it was."""

from app.domain.meetings.models import Meeting, Minutes
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict
from app.foundation.i18n import _


def is_closed(meeting: Meeting) -> bool:
    """Was the meeting cancelled, or were its minutes issued?"""
    minutes = db.session.get(Minutes, meeting.id)
    return meeting.status == "cancelled" or (minutes is not None and minutes.status == "issued")


def check_open(meeting: Meeting) -> None:
    """Raise if nothing can be entered for this meeting any more."""
    if meeting.status == "cancelled":
        raise Conflict(_("This meeting was cancelled."))
    if is_closed(meeting):
        raise Conflict(_("The minutes of this meeting were issued: it is not changed any more."))


def check_held(meeting: Meeting) -> None:
    """Raise before the day of the meeting: nothing has been resolved yet."""
    check_open(meeting)
    if clock.today() < meeting.held_on:
        raise Conflict(_("The meeting has not taken place yet."))
