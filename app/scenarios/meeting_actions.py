"""What is done about a meeting of the leading group, by the names that scenarios use."""

from typing import Any

from sqlalchemy import select

from app.domain.meetings.models import Matter, Minutes, Proxy, Resolution
from app.foundation.database import db

Address = tuple[str, dict[str, Any]]


def plan_meeting(case: int, form: dict[str, Any]) -> Address:
    """The secretary plans a meeting."""
    return "meetings.plan", {}


def call_meeting(case: int, form: dict[str, Any]) -> Address:
    """The secretary sends the invitations to the case's meeting."""
    return "meetings.call", _meeting(case)


def move_meeting(case: int, form: dict[str, Any]) -> Address:
    """The secretary changes day, time, place or chair."""
    return "meetings.change", _meeting(case)


def grant_proxy(case: int, form: dict[str, Any]) -> Address:
    """The secretary records a letter: `unit`, `login`, `letter`."""
    return "meetings.grant", _meeting(case)


def revoke_proxy(case: int, form: dict[str, Any]) -> Address:
    """The secretary takes the last letter back."""
    last = select(Proxy.id).order_by(Proxy.id.desc()).limit(1)
    return "meetings.revoke", {"proxy_id": db.session.scalar(last) or 0}


def vote_by_proxy(case: int, form: dict[str, Any]) -> Address:
    """The holder of a proxy votes: `outcome`, `comment`."""
    return "meetings.matters.vote", {"matter_id": _matter(case).id}


def recuse(case: int, form: dict[str, Any]) -> Address:
    """A member's head declares that it does not take part: `recusal_reason`."""
    return "meetings.matters.recuse", {"matter_id": _matter(case).id}


def note_attendance(case: int, form: dict[str, Any]) -> Address:
    """The secretary notes who came: `at_CODE` is present or leave."""
    return "meetings.attendance", _meeting(case)


def add_resolution(case: int, form: dict[str, Any]) -> Address:
    """The secretary adds a resolution to the case's matter: `text`, `unit`, `due_on`."""
    return "meetings.matters.resolve", {"matter_id": _matter(case).id}


def report_resolution(case: int, form: dict[str, Any]) -> Address:
    """A unit's head reports the last resolution done: `evidence`."""
    return "meetings.resolutions.report", _resolution()


def confirm_resolution(case: int, form: dict[str, Any]) -> Address:
    """The secretary marks the last resolution done: `evidence`."""
    return "meetings.resolutions.confirm", _resolution()


def draft_minutes(case: int, form: dict[str, Any]) -> Address:
    """The secretary saves the draft of the minutes: `opening`."""
    meeting = _meeting(case)
    if found := db.session.get(Minutes, meeting["meeting_id"]):
        form.setdefault("version", str(found.version))
    return "meetings.minutes.save", meeting


def submit_minutes(case: int, form: dict[str, Any]) -> Address:
    """The secretary hands the minutes to the chairs."""
    return "meetings.minutes.submit", _meeting(case)


def return_minutes(case: int, form: dict[str, Any]) -> Address:
    """A chair returns them: `reason`."""
    return "meetings.minutes.send_back", _meeting(case)


def sign_minutes(case: int, form: dict[str, Any]) -> Address:
    """A chair signs what its page shows, or the text whose hash is given as `sha256`."""
    meeting = _meeting(case)
    found = db.session.get(Minutes, meeting["meeting_id"])
    form.setdefault("sha256", found.sha256 if found else "")
    return "meetings.minutes.sign", meeting


ACTIONS = {
    one.__name__: one
    for one in (
        plan_meeting,
        call_meeting,
        move_meeting,
        grant_proxy,
        revoke_proxy,
        vote_by_proxy,
        recuse,
        note_attendance,
        add_resolution,
        report_resolution,
        confirm_resolution,
        draft_minutes,
        submit_minutes,
        return_minutes,
        sign_minutes,
    )
}


def _matter(case: int) -> Matter:
    """The case's last matter before the group."""
    mine = select(Matter).where(Matter.instance_id == case, Matter.kind == "dispute")
    return db.session.scalars(mine.order_by(Matter.id.desc()).limit(1)).one()


def _meeting(case: int) -> dict[str, Any]:
    return {"meeting_id": _matter(case).meeting_id}


def _resolution() -> dict[str, Any]:
    last = select(Resolution.id).order_by(Resolution.id.desc()).limit(1)
    return {"resolution_id": db.session.scalar(last) or 0}
