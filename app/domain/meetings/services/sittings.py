"""Plan a meeting, change or cancel it, call it, and note who came."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from app.domain.meetings import queries
from app.domain.meetings.models import Matter, Meeting, Member, Proxy
from app.domain.meetings.rules.faults import LONGEST_LINE, Faults
from app.domain.meetings.services import agenda, closing, seats
from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit

HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
ATTENDANCE = ("present", "leave")
OFFICE, OFFICERS = "office", ("escalation_officer",)


def on(group_id: int, day: date, account: Account) -> Meeting:
    """The group's meeting of that day, locked; it comes into being if there is none."""
    made = insert(Meeting).values(
        group_id=group_id, held_on=day, by_id=account.id, attendance={}, version=1
    )
    new = db.session.scalar(
        made.on_conflict_do_nothing(
            index_elements=[Meeting.group_id, Meeting.held_on],
            index_where=text("status <> 'cancelled'"),
        ).returning(Meeting.id)
    )
    same_day = select(Meeting).where(
        Meeting.group_id == group_id, Meeting.held_on == day, Meeting.status != "cancelled"
    )
    found = db.session.scalars(
        same_day.with_for_update().execution_options(populate_existing=True)
    ).one()
    if new is not None:
        _note("meeting planned", found)
        agenda.bring_back(found)
    return found


def plan(
    group_id: int,
    account: Account,
    *,
    held_on: date | None,
    begins: str,
    place: str,
    presiding: int | None,
) -> Meeting:
    """The secretary plans a meeting on a working day on which there is none."""
    faults = Faults()
    faults.working_day("held_on", held_on)
    _check(group_id, faults, begins, place, presiding, held_on)
    if held_on and _taken(group_id, held_on):
        faults.add("held_on", _("There is a meeting on that day already."))
    faults.stop()
    assert held_on is not None, "said above"
    made = on(group_id, held_on, account)
    made.begins, made.place, made.presiding_id = begins, place, presiding
    return made


def change(
    meeting: Meeting,
    *,
    held_on: date | None,
    begins: str,
    place: str,
    presiding: int | None,
) -> None:
    """Change day, time, place or chair; while votes run the day stays."""
    _check_planned(meeting)
    faults = Faults()
    if held_on != meeting.held_on:
        if votes_run(meeting):
            faults.add("held_on", _("Votes run until this day: the meeting cannot be moved."))
        faults.working_day("held_on", held_on)
        if held_on and _taken(meeting.group_id, held_on):
            faults.add("held_on", _("There is a meeting on that day already."))
    _check(meeting.group_id, faults, begins, place, presiding, held_on)
    faults.stop()
    assert held_on is not None, "said above"
    before = {"held_on": meeting.held_on.isoformat(), "begins": meeting.begins}
    meeting.held_on, meeting.begins = held_on, begins
    meeting.place, meeting.presiding_id = place, presiding
    _note("meeting changed", meeting, **before)
    if meeting.called_at:
        _tell("meeting_changed", meeting)


def cancel(meeting: Meeting) -> None:
    """Call a meeting off; not while votes run, which end with its day."""
    _check_planned(meeting)
    if votes_run(meeting):
        raise Conflict(_("Votes run until the day of this meeting: it cannot be cancelled."))
    meeting.status = "cancelled"
    _note("meeting cancelled", meeting)
    if meeting.called_at:
        _tell("meeting_changed", meeting, cancelled=True)


def call(meeting: Meeting) -> None:
    """Invite: the members' heads, the chairs, who holds a proxy, and the office."""
    _check_planned(meeting)
    if meeting.called_at:
        raise Conflict(_("This meeting was called already."))
    faults = Faults()
    faults.text("place", meeting.place, LONGEST_LINE)
    faults.stop()
    meeting.called_at = clock.now()
    _note("meeting called", meeting)
    _tell("meeting_called", meeting)


def attend(meeting: Meeting, attendance: Mapping[str, str]) -> None:
    """Note which members were present and which on leave; from then on it has been held."""
    closing.check_held(meeting)
    known = {unit.code for unit in seats.voters(meeting.group_id, meeting.held_on)}
    meeting.attendance = {
        code: said for code, said in attendance.items() if code in known and said in ATTENDANCE
    }
    meeting.status = "held"
    _note("attendance noted", meeting, attendance=meeting.attendance)


def locked(meeting_id: int, group_id: int, version: str = "") -> Meeting:
    """A meeting of the group, its row locked; `version` is how the secretary last saw it."""
    statement = select(Meeting).where(Meeting.id == meeting_id, Meeting.group_id == group_id)
    found = db.session.scalars(
        statement.with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such meeting."))
    if version and version != str(found.version):
        raise Conflict(_("Somebody has changed this meeting meanwhile. Reload the page first."))
    return found


def votes_run(meeting: Meeting) -> bool:
    """Does the meeting decide on a dispute?  Its members vote until its day ends."""
    disputes = select(Matter.id).where(Matter.meeting_id == meeting.id, Matter.kind == "dispute")
    return db.session.scalar(disputes.limit(1)) is not None


def _taken(group_id: int, day: date) -> bool:
    same_day = select(Meeting.id).where(
        Meeting.group_id == group_id, Meeting.held_on == day, Meeting.status != "cancelled"
    )
    return db.session.scalar(same_day) is not None


def _check(
    group_id: int,
    faults: Faults,
    begins: str,
    place: str,
    presiding: int | None,
    held_on: date | None,
) -> None:
    if not HOUR.fullmatch(begins):
        faults.add("begins", _("Please enter a time such as 09:30."))
    faults.short("place", place, LONGEST_LINE)
    if presiding is None:
        return
    chair = db.session.get(Member, presiding)
    if chair is None or chair.kind != "chair" or chair.group_id != group_id:
        faults.add("presiding", _("Please choose a chair of the group."))
    elif held_on and not chair.serves_on(held_on):
        faults.add("presiding", _("This chair is not in office on that day."))


def _check_planned(meeting: Meeting) -> None:
    if meeting.status != "planned":
        raise Conflict(_("This meeting was held or cancelled already."))


def _tell(kind: str, meeting: Meeting, **more: Any) -> None:
    told = {"meeting": meeting.id, "held_on": meeting.held_on.isoformat(), **more}
    told |= {"begins": meeting.begins, "place": meeting.place}
    accounts = _chairs_and_proxies(meeting)
    notices.queue(kind, instance_id=None, accounts=accounts, **told)
    units = [unit.id for unit in seats.voters(meeting.group_id, meeting.held_on)]
    for unit_id in units:
        notices.queue(kind, instance_id=None, unit_id=unit_id, posts=(queries.HEAD,), **told)
    office = select(Unit.id).where(Unit.roles.contains([OFFICE]), Unit.active)
    for unit_id in db.session.scalars(office):
        notices.queue(kind, instance_id=None, unit_id=unit_id, posts=OFFICERS, **told)


def _chairs_and_proxies(meeting: Meeting) -> list[int]:
    holders = select(Proxy.holder_id).where(
        Proxy.meeting_id == meeting.id, Proxy.revoked_at.is_(None)
    )
    chairs = [one.account_id for one in queries.chairs(meeting.group_id, meeting.held_on)]
    return [*(one for one in chairs if one), *db.session.scalars(holders)]


def _note(action: str, meeting: Meeting, **details: Any) -> None:
    audit.record(action, subject=f"meeting:{meeting.id}", on=meeting.held_on.isoformat(), **details)
