"""Somebody votes at one meeting for a member that cannot come, by a written letter."""

from sqlalchemy import select

from app.domain.meetings import queries
from app.domain.meetings.models import Meeting, Member, Proxy
from app.domain.meetings.rules.faults import Faults
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit


def grant(meeting: Meeting, account: Account, *, unit: str, login: str, letter: str) -> Proxy:
    """The secretary records a letter; the meeting's row is locked."""
    _check_open(meeting)
    faults = Faults()
    member = _member(meeting, unit)
    holder = _holder(login)
    if member is None:
        faults.add("unit", _("Please choose a member that has a vote on that day."))
    if holder is None:
        faults.add("login", _("There is no such account."))
    faults.text("letter", letter)
    if member and holder:
        _check_holder(meeting, member, holder, faults)
    faults.stop()
    assert member is not None and holder is not None, "said above"
    made = Proxy(
        meeting_id=meeting.id,
        member_id=member.id,
        holder_id=holder.id,
        letter=letter,
        by_id=account.id,
    )
    db.session.add(made)
    db.session.flush()  # the letter's file is kept under its number
    audit.record(
        "proxy granted",
        subject=f"proxy:{made.id}",
        meeting=meeting.id,
        member=unit,
        holder=holder.login,
    )
    return made


def revoke(proxy: Proxy) -> None:
    """The letter is taken back; whoever calls has looked that nobody voted by it."""
    if proxy.revoked_at is not None:
        raise Conflict(_("This proxy was revoked already."))
    proxy.revoked_at = clock.now()
    audit.record("proxy revoked", subject=f"proxy:{proxy.id}", meeting=proxy.meeting_id)


def locked(proxy_id: int, group_id: int) -> Proxy:
    """A proxy of the group, its row locked."""
    statement = (
        select(Proxy)
        .join(Meeting, Meeting.id == Proxy.meeting_id)
        .where(Proxy.id == proxy_id, Meeting.group_id == group_id)
        .with_for_update(of=Proxy)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no such proxy."))
    return found


def held(meeting_id: int, account_id: int, *, lock: bool = False) -> Proxy | None:
    """The proxy that an account holds for a meeting."""
    mine = select(Proxy).where(
        Proxy.meeting_id == meeting_id,
        Proxy.holder_id == account_id,
        Proxy.revoked_at.is_(None),
    )
    if lock:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(mine).one_or_none()


def _check_open(meeting: Meeting) -> None:
    if meeting.status == "cancelled" or meeting.held_on < clock.today():
        raise Conflict(_("The meeting is over: nobody can be given a proxy for it."))


def _check_holder(meeting: Meeting, member: Member, holder: Account, faults: Faults) -> None:
    """An account of the member's own unit, or the head of another member; one for one."""
    if holder.unit_id != member.unit_id:
        other = select(Member.id).where(
            Member.unit_id == holder.unit_id, *queries.voting(meeting.group_id, meeting.held_on)
        )
        is_head = queries.HEAD in holder.post_names
        if not is_head or db.session.scalar(other.limit(1)) is None:
            faults.add(
                "login", _("A proxy is held by the member's own unit or by another member's head.")
            )
    for one in queries.proxies(meeting.id):
        if one.holder_id == holder.id:
            faults.add("login", _("This account holds a proxy for another member already."))
        if one.member_id == member.id:
            faults.add("unit", _("This member has given a proxy already."))


def _member(meeting: Meeting, code: str) -> Member | None:
    seat = (
        select(Member)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Unit.code == code, *queries.voting(meeting.group_id, meeting.held_on))
    )
    return db.session.scalars(seat).first()


def _holder(login: str) -> Account | None:
    found = select(Account).where(Account.login == login, Account.active)
    return db.session.scalars(found).one_or_none()
