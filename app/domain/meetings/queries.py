"""Reading the leading group: who may see a meeting, who sits in the group."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from app.domain.meetings.models import Matter, Meeting, Member, Proxy, Recusal
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit

GROUP = "leading_group"
SECRETARY, CHAIR, HEAD = "leading_group_secretary", "leading_group_chair", "unit_approver"
OFFICER, AUDITOR = "escalation_officer", "auditor"
CITYS_OFFICE = "office"


def reads_everywhere(account: Account) -> bool:
    """Does the account read every meeting?  Auditors do, and the dispute officers of the city.

    A district's dispute officers read the cases of their own office, and no more.
    """
    posts = account.effective_posts
    return AUDITOR in posts or (OFFICER in posts and CITYS_OFFICE in account.unit.roles)


def reads_all_resolutions(account: Account) -> bool:
    """Does the account read what was resolved for other units as well?"""
    return reads_everywhere(account) or bool(account.effective_posts & {SECRETARY, CHAIR})


def may_see(meeting_id: int, account: Account) -> bool:
    """May the account read this meeting?  For anybody else it does not exist."""
    mine = select(Meeting.id).where(Meeting.id == meeting_id, visible_to(account))
    return db.session.scalar(mine) is not None


def meeting(meeting_id: int, account: Account) -> Meeting:
    """A meeting that the account may read."""
    mine = select(Meeting).where(Meeting.id == meeting_id, visible_to(account))
    found = db.session.scalars(mine.options(joinedload(Meeting.presiding))).one_or_none()
    if found is None:
        raise NotFound(_("There is no such meeting."))
    return found


def matter(matter_id: int, account: Account) -> Matter:
    """A matter whose file the account may read: of its own dispute a member reads only the case."""
    found = db.session.get(Matter, matter_id)
    if found is None or not (may_see(found.meeting_id, account) and reads_file(found, account)):
        raise NotFound(_("There is no such matter."))
    return found


def reads_file(of: Matter, account: Account) -> bool:
    """Is the matter none of the account's own?"""
    if reads_everywhere(account):
        return True
    return all(one.unit_id != account.unit_id or one.kind != "party" for one in of.recusals)


def readable(matter_ids: Iterable[int], account: Account) -> set[int]:
    """Those of these matters whose file the account may read."""
    found = (
        select(Matter.id)
        .join(Meeting, Meeting.id == Matter.meeting_id)
        .where(Matter.id.in_(list(matter_ids)), visible_to(account))
    )
    if not reads_everywhere(account):
        own = exists().where(
            Recusal.matter_id == Matter.id,
            Recusal.unit_id == account.unit_id,
            Recusal.kind == "party",
        )
        found = found.where(~own)
    return set(db.session.scalars(found))


def may_enter(account: Account) -> bool:
    """May the account open the pages of the group at all?"""
    if reads_all_resolutions(account) or HEAD in account.effective_posts:
        return True
    holding = select(Proxy.id).where(Proxy.holder_id == account.id, Proxy.revoked_at.is_(None))
    return db.session.scalar(holding.limit(1)) is not None


def visible_to(account: Account) -> ColumnElement[bool]:
    """The condition on meetings that an account may read.

    Secretary and chairs of the group, the city's dispute officers, auditors; the heads of the
    members in office on the day of the meeting; who holds a proxy for it.
    """
    posts = account.effective_posts
    if reads_everywhere(account):
        return Meeting.id.is_not(None)
    proxy = select(Proxy.id).where(
        Proxy.meeting_id == Meeting.id, Proxy.holder_id == account.id, Proxy.revoked_at.is_(None)
    )
    able: list[ColumnElement[bool]] = [exists(proxy)]
    if posts & {SECRETARY, CHAIR}:
        able.append(Meeting.group_id == account.unit_id)
    if HEAD in posts:
        seat = select(Member.id).where(
            Member.unit_id == account.unit_id, *voting(Meeting.group_id, Meeting.held_on)
        )
        able.append(exists(seat))
    return or_(*able)


def voting(group_id: Any, day: date | Any) -> tuple[ColumnElement[bool], ...]:
    """The condition on seats that have a vote in a group on a day; both may be columns."""
    return (
        Member.group_id == group_id,
        Member.kind == "member",
        Member.from_on <= day,
        or_(Member.until_on.is_(None), Member.until_on >= day),
    )


def chairs(group_id: int, day: date) -> list[Member]:
    """The chairs in office on a day."""
    seats = select(Member).where(
        Member.group_id == group_id,
        Member.kind == "chair",
        Member.from_on <= day,
        or_(Member.until_on.is_(None), Member.until_on >= day),
    )
    return list(db.session.scalars(seats.options(joinedload(Member.account)).order_by(Member.id)))


def proxies(meeting_id: int) -> list[Proxy]:
    """The proxies that hold for a meeting."""
    holding = select(Proxy).where(Proxy.meeting_id == meeting_id, Proxy.revoked_at.is_(None))
    people = joinedload(Proxy.holder).joinedload(Account.unit)
    return list(
        db.session.scalars(
            holding.options(joinedload(Proxy.member).joinedload(Member.unit), people).order_by(
                Proxy.id
            )
        )
    )


def planned_days(group_id: int) -> list[date]:
    """The days of the coming meetings, the next first."""
    coming = select(Meeting.held_on).where(
        Meeting.group_id == group_id,
        Meeting.status == "planned",
        Meeting.held_on >= clock.today(),
    )
    return list(db.session.scalars(coming.order_by(Meeting.held_on).limit(5)))


def group() -> Unit:
    """The leading group of the city."""
    holding = select(Unit).where(Unit.roles.contains([GROUP]), Unit.active).order_by(Unit.id)
    found = db.session.scalars(holding.limit(1)).first()
    if found is None:
        raise NotFound(_("There is no leading group."))
    return found
