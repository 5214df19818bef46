"""A meeting as its pages show it: lines of the agenda, members with their proxies."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.domain.meetings import lists, queries
from app.domain.meetings.models import Matter, Meeting, Proxy, Resolution
from app.domain.sharing import ballots
from app.domain.sharing.ballots import Ballot
from app.foundation import clock
from app.foundation.database import db
from app.foundation.i18n import _, lazy
from app.foundation.identity.models import Account, AccountPost, Unit
from app.web import wording
from app.web.meeting_forms import me
from app.workflow import parties

KINDS = {
    "dispute": lazy("dispute"),
    "execution": lazy("execution of a resolution"),
    "other": lazy("other matter"),
}
MEETING_STATES = {
    "planned": (lazy("to be held"), "waiting"),
    "held": (lazy("held"), "closed"),
    "cancelled": (lazy("cancelled"), "closed"),
}
MINUTES_STATES = {
    "draft": (lazy("being drafted"), "calm"),
    "submitted": (lazy("before the chairs"), "waiting"),
    "issued": (lazy("issued"), "closed"),
}
# Its day is past, and nobody has noted yet who came.
TO_NOTE = (lazy("attendance to be noted"), "waiting")
NO_MINUTES = (lazy("none yet"), "calm")
RESOLUTION_STATES = {
    "open": lazy("open"),
    "reported": lazy("reported done"),
    "overdue": lazy("overdue"),
    "done": lazy("done"),
    "dropped": lazy("dropped"),
}
VOTES = {
    "approve": lazy("approves"),
    "reject": lazy("rejects"),
    "abstain": lazy("abstains"),
}


@dataclass(frozen=True)
class Line:
    """A matter on the agenda."""

    matter: Matter
    kind: str
    url: str | None
    ballot: Ballot | None
    result: str
    hidden: bool


@dataclass(frozen=True)
class Seat:
    """A member that has a vote on the day of the meeting."""

    unit: Unit
    post: str
    attendance: str
    proxy: str


def for_templates() -> dict[str, object]:
    """What the templates of the group say of codes, and offer in their choices."""
    return {
        "meeting_state": lambda one: str(_state(one)[0]),
        "meeting_tone": lambda one: str(_state(one)[1]),
        "minutes_state": lambda status: str(MINUTES_STATES.get(status, NO_MINUTES)[0]),
        "decision_name": lambda outcome: wording.named(wording.DECISIONS, outcome),
        "resolution_state": resolution_state,
        "presiding_options": lambda chairs: [(one.id, one.post) for one in chairs],
        "member_options": lambda seats: [(one.unit.code, one.unit.label) for one in seats],
        "holder_options": lambda able: [(one.login, f"{one.label} ({one.login})") for one in able],
        "unit_options": lambda units: [(one.code, one.label) for one in units],
    }


def _state(one: Meeting) -> tuple[object, str]:
    """What a meeting's badge says, and its tone."""
    if one.status == "planned" and one.held_on < clock.today():
        return TO_NOTE
    return MEETING_STATES[one.status]


def resolution_state(one: Resolution) -> str:
    """What became of a resolution, in words."""
    if one.status != "open":
        return str(RESOLUTION_STATES[one.status])
    if one.evidence:
        return str(RESOLUTION_STATES["reported"])
    return str(RESOLUTION_STATES["overdue" if lists.is_overdue(one) else "open"])


def agenda(meeting: Meeting) -> list[Line]:
    """The agenda; of its own dispute a member sees the case, and not how the votes go."""
    matters = lists.matters(meeting.id)
    counted = ballots.of_matters(matters)
    account = me()
    return [_line(one, counted.get(one.id), account) for one in matters]


def members(meeting: Meeting, given: Iterable[Proxy]) -> list[Seat]:
    """Who has a vote, whether they came, and who votes for them."""
    holders = {one.member_id: one.holder.label for one in given}
    seats = lists.voting_seats(meeting.group_id, meeting.held_on)
    return [
        Seat(
            seat.unit,
            seat.post,
            meeting.attendance.get(seat.unit.code, ""),
            holders.get(seat.id, ""),
        )
        for seat in seats
        if seat.unit
    ]


def holders(meeting: Meeting) -> list[Account]:
    """The accounts that could hold a proxy: of the members' units, their heads first."""
    units = [seat.unit_id for seat in lists.voting_seats(meeting.group_id, meeting.held_on)]
    head = Account.posts.any(AccountPost.post == queries.HEAD)
    able = or_(head, Account.posts.any(AccountPost.post == "sharing_officer"))
    found = (
        select(Account)
        .where(Account.unit_id.in_(units), Account.active, able)
        .options(joinedload(Account.unit), joinedload(Account.posts))
        .order_by(head.desc(), Account.unit_id, Account.id)
    )
    return list(db.session.scalars(found).unique())


def _line(matter: Matter, ballot: Ballot | None, account: Account) -> Line:
    hidden = not queries.reads_file(matter, account)
    url = url_for("meetings.matters.show", matter_id=matter.id)
    if hidden:
        seen = matter.instance_id and parties.may_see(matter.instance_id, account)
        url = url_for("instances.show", instance_id=matter.instance_id) if seen else ""
    result = ""
    if matter.outcome:
        result = wording.named(wording.DECISIONS, matter.outcome)
    elif matter.decided_at:
        result = _("settled")
    return Line(matter, str(KINDS[matter.kind]), url or None, ballot, result, hidden)
