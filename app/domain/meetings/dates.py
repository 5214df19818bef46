"""The meetings in an account's calendar: its unit sits there, it presides, or it stands proxy."""

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.domain.meetings.models import Meeting, Member, Proxy
from app.foundation.database import db
from app.foundation.identity.models import Account

# Who comes to a meeting for a seat of the unit; the rest of the unit is not asked to.
ATTENDING = frozenset({"unit_approver", "leading_group_secretary"})


def of(account: Account, since: date) -> list[Meeting]:
    """The meetings from a day on that the account is asked to, the earliest first."""
    serves = and_(
        Member.group_id == Meeting.group_id,
        Member.from_on <= Meeting.held_on,
        or_(Member.until_on.is_(None), Member.until_on >= Meeting.held_on),
    )
    stands_proxy = exists().where(
        Proxy.meeting_id == Meeting.id,
        Proxy.holder_id == account.id,
        Proxy.revoked_at.is_(None),
    )
    presides = exists().where(serves, Member.account_id == account.id)
    asked: list[ColumnElement[bool]] = [stands_proxy, presides]
    if account.effective_posts & ATTENDING:
        asked.append(exists().where(serves, Member.unit_id == account.unit_id))
        asked.append(Meeting.group_id == account.unit_id)
    statement = select(Meeting).where(
        Meeting.held_on >= since, Meeting.status != "cancelled", or_(*asked)
    )
    return list(db.session.scalars(statement.order_by(Meeting.held_on, Meeting.id)))
