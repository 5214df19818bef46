"""Reading the leading group: who may see a meeting, who sits in the group."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from app.domain.meetings.models import Meeting, Member, Proxy
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit

GROUP = "leading_group"
SECRETARY, CHAIR, HEAD = "leading_group_secretary", "leading_group_chair", "unit_approver"
# Who reads every meeting, wherever the account's unit sits.
EVERYWHERE = frozenset({"escalation_officer", "auditor"})


def may_see(meeting_id: int, account: Account) -> bool:
    """May the account read this meeting?  For anybody else it does not exist."""
    mine = select(Meeting.id).where(Meeting.id == meeting_id, visible_to(account))
    return db.session.scalar(mine) is not None


def visible_to(account: Account) -> ColumnElement[bool]:
    """The condition on meetings that an account may read.

    Secretary and chairs of the group, the office's dispute officers, auditors; the heads of the
    members in office on the day of the meeting; who holds a proxy for it.
    """
    posts = account.effective_posts
    if posts & EVERYWHERE:
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


def group() -> Unit:
    """The leading group of the city."""
    holding = select(Unit).where(Unit.roles.contains([GROUP]), Unit.active).order_by(Unit.id)
    found = db.session.scalars(holding.limit(1)).first()
    if found is None:
        raise NotFound(_("There is no leading group."))
    return found
