"""The seats of the leading group to begin with; run again, it adds what never was there."""

from datetime import date

from sqlalchemy import exists, select

from app.domain.meetings import queries
from app.domain.meetings.models import Member
from app.foundation.database import db
from app.foundation.identity.models import Account, AccountPost, Unit

# Seats that were held before the group kept its record here; the secretary can correct the day.
FIRST_DAY = date(2020, 1, 1)


def member_units() -> None:
    """A seat for each unit that the register of units names as a member."""
    group = queries.group()
    seated = exists().where(Member.unit_id == Unit.id, Member.group_id == group.id)
    missing = select(Unit).where(Unit.leading_group_member, Unit.active, ~seated)
    db.session.add_all(
        Member(
            group_id=group.id,
            kind="member",
            unit_id=unit.id,
            post=f"{unit.short_name}主任岗",
            from_on=FIRST_DAY,
        )
        for unit in db.session.scalars(missing.order_by(Unit.id))
    )
    db.session.flush()


def chairs() -> None:
    """A seat for each account of the group that holds the chair's post."""
    group = queries.group()
    seated = exists().where(Member.account_id == Account.id, Member.group_id == group.id)
    holding = exists().where(
        AccountPost.account_id == Account.id, AccountPost.post == queries.CHAIR
    )
    missing = select(Account).where(Account.unit_id == group.id, holding, ~seated)
    db.session.add_all(
        Member(
            group_id=group.id,
            kind="chair",
            account_id=account.id,
            post=account.display_post,
            from_on=FIRST_DAY,
        )
        for account in db.session.scalars(missing.order_by(Account.id))
    )
    db.session.flush()
