"""An account's calendar for its own programs: every deadline and meeting, at a private address."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from flask import Blueprint, Response, url_for
from flask_babel import force_locale
from icalendar import Calendar, Event
from sqlalchemy.orm import joinedload

from app.domain.meetings import dates
from app.domain.meetings.models import Meeting
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.foundation.people import feed
from app.web import panels, wording
from app.workflow import inbox
from app.workflow.models import Task

bp = Blueprint("feed", __name__)

MOST = 500
LOOKS_BACK = timedelta(days=90)
A_MEETING = timedelta(hours=3)
EVERY = timedelta(hours=1)


@bp.get("/calendar/<secret>.ics")
def calendar(secret: str) -> Response:
    """The open deadlines of the account's desk and its meetings; titles only, no contents."""
    with transaction():  # that it was read is noted now and then
        account = feed.owner(secret)
        if account is None:
            raise NotFound(_("There is no such calendar."))
        with force_locale(account.locale):
            content = _calendar(account)
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["Content-Disposition"] = 'inline; filename="xieshang.ics"'
    return answer


def _calendar(account: Account) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Xieshang//Deadlines//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Xieshang: %(unit)s", unit=account.unit.label))
    made.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", EVERY)
    for event in (*_deadlines(account), *_meetings(account)):
        made.add_component(event)
    return bytes(made.to_ical())


def _deadlines(account: Account) -> Iterator[Event]:
    """The tasks that wait for the account, each on the day on which its time runs out."""
    waiting = inbox.mine(account).where(Task.due_on.is_not(None)).options(joinedload(Task.unit))
    tasks = list(db.session.scalars(waiting.order_by(Task.due_on, Task.id).limit(MOST)))
    headings = panels.headings(task.instance_id for task in tasks)
    for task in tasks:
        heading = headings[task.instance_id]
        summary = f"{wording.task_title(task)} · {heading.number} {heading.title}"
        if task.provisional:
            summary = _("%(what)s (provisional)", what=summary)
        url = url_for("inbox.show", task_id=task.id, _external=True)
        event = _event(f"task-{task.id}", summary, url)
        event.add("dtstart", task.due_on)
        event.add("transp", "TRANSPARENT")
        event.add("description", f"{heading.between}\n{url}")
        yield event


def _meetings(account: Account) -> Iterator[Event]:
    for meeting in dates.of(account, clock.today() - LOOKS_BACK):
        event = _event(f"meeting-{meeting.id}", _("Meeting of the leading group"), "")
        begins = _begins(meeting)
        event.add("dtstart", begins)
        event.add("dtend", begins + A_MEETING)
        if meeting.place:
            event.add("location", meeting.place)
        yield event


def _event(name: str, summary: str, url: str) -> Event:
    event = Event()
    event.add("uid", f"{name}@xieshang")
    event.add("dtstamp", clock.now())
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    if url:
        event.add("url", url)
    return event


def _begins(meeting: Meeting) -> datetime:
    hour, _colon, minute = meeting.begins.partition(":")
    return datetime.combine(meeting.held_on, time(int(hour), int(minute or 0)), clock.LOCAL)
