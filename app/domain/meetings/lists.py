"""Lists for the pages of the group: meetings, resolutions, seats; filtered and sorted in SQL."""

from datetime import date
from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.meetings import queries
from app.domain.meetings.models import (
    Matter,
    Meeting,
    Member,
    Minutes,
    Recusal,
    Resolution,
)
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit

MOST_COMING = 20
STATES = ("open", "reported", "overdue", "done", "dropped")
_MATTERS = (
    select(func.count()).where(Matter.meeting_id == Meeting.id).correlate(Meeting).scalar_subquery()
)
_MINUTES = select(Minutes.status).where(Minutes.meeting_id == Meeting.id).scalar_subquery()


def coming(account: Account) -> list[Any]:
    """The meetings that are still to be held, the next first, each with the size of its agenda."""
    ahead = _meetings(account).where(Meeting.held_on >= clock.today(), Meeting.status == "planned")
    return list(db.session.execute(ahead.order_by(Meeting.held_on).limit(MOST_COMING)))


def earlier(account: Account, text: str = "") -> Select[Any]:
    """The meetings that were held or cancelled, the latest first; `text` looks into the agenda."""
    before = _meetings(account).where(
        or_(Meeting.held_on < clock.today(), Meeting.status != "planned")
    )
    if text:
        about = or_(
            Matter.title.icontains(text, autoescape=True),
            Matter.decided.icontains(text, autoescape=True),
        )
        before = before.where(exists().where(Matter.meeting_id == Meeting.id, about))
    return before.order_by(Meeting.held_on.desc(), Meeting.id.desc())


def matters(meeting_id: int) -> list[Matter]:
    """The agenda in its order, each matter with who does not take part in it."""
    statement = (
        select(Matter)
        .where(Matter.meeting_id == meeting_id)
        .options(selectinload(Matter.recusals).joinedload(Recusal.unit))
        .order_by(Matter.position, Matter.id)
    )
    return list(db.session.scalars(statement))


def resolutions(
    account: Account, *, state: str = "", unit: str = "", text: str = ""
) -> Select[tuple[Resolution]]:
    """What was resolved, the most urgent first: a head's own, or all of the group's."""
    found = (
        select(Resolution)
        .join(Matter, Matter.id == Resolution.matter_id)
        .join(Meeting, Meeting.id == Matter.meeting_id)
        .options(
            joinedload(Resolution.unit),
            joinedload(Resolution.matter).joinedload(Matter.meeting),
        )
    )
    if not queries.reads_all_resolutions(account):
        own = account.unit_id if queries.HEAD in account.effective_posts else 0
        found = found.where(Resolution.unit_id == own)
    elif not queries.reads_everywhere(account):
        found = found.where(Meeting.group_id == account.unit_id)
    if unit:
        found = found.where(Resolution.unit_id.in_(select(Unit.id).where(Unit.code == unit)))
    if text:
        found = found.where(Resolution.text.icontains(text, autoescape=True))
    urgent_first = case((Resolution.status == "open", 0), else_=1)
    return _in_state(found, state).order_by(
        urgent_first, Resolution.due_on.asc().nulls_last(), Resolution.id.desc()
    )


def of_matter(matter_id: int) -> list[Resolution]:
    """What was resolved on a matter."""
    found = select(Resolution).where(Resolution.matter_id == matter_id)
    return list(
        db.session.scalars(found.options(joinedload(Resolution.unit)).order_by(Resolution.id))
    )


def seats(group_id: int, *, past: bool) -> list[Member]:
    """The seats of the group: those in office now or later, or those whose term has ended."""
    ended = Member.until_on < clock.today()
    statement = (
        select(Member)
        .where(Member.group_id == group_id, ended if past else ended.is_not(True))
        .options(joinedload(Member.unit), joinedload(Member.account))
        .order_by(Member.kind, Member.unit_id.nulls_first(), Member.from_on, Member.id)
    )
    return list(db.session.scalars(statement))


def voting_seats(group_id: int, day: date) -> list[Member]:
    """The seats with a vote on a day, each with its unit."""
    statement = select(Member).where(*queries.voting(group_id, day))
    with_unit = statement.options(joinedload(Member.unit)).order_by(Member.unit_id)
    return list(db.session.scalars(with_unit))


def is_overdue(one: Resolution) -> bool:
    """Was it to be done before today, and is not?"""
    return one.status == "open" and one.due_on is not None and one.due_on < clock.today()


def _meetings(account: Account) -> Select[Any]:
    return select(Meeting, _MATTERS.label("matters"), _MINUTES.label("minutes")).where(
        queries.visible_to(account)
    )


def _in_state(found: Select[Any], state: str) -> Select[Any]:
    still = Resolution.status == "open"
    conditions = {
        "open": still,
        "reported": still & (Resolution.evidence != ""),
        "overdue": still & (Resolution.due_on < clock.today()),
        "done": Resolution.status == "done",
        "dropped": Resolution.status == "dropped",
    }
    return found.where(conditions[state]) if state in conditions else found
