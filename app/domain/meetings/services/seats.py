"""Who sits in the group, since when and until when; the history is kept."""

from datetime import date

from sqlalchemy import exists, or_, select

from app.domain.meetings import queries
from app.domain.meetings.models import Matter, Meeting, Member, Proxy
from app.domain.meetings.rules.faults import LONGEST_LINE, Faults
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit

KINDS = ("member", "chair")


def add(
    group_id: int, kind: str, *, unit: str, login: str, post: str, from_on: date | None, note: str
) -> Member:
    """Give a unit a seat with a vote, or an account of the group the seat of a chair."""
    _lock(group_id)
    faults = Faults()
    made = Member(group_id=group_id, kind=kind, post=post, note=note, from_on=from_on)
    faults.text("post", post, 100)
    faults.short("note", note)
    if kind not in KINDS:
        faults.add("kind", _("Please choose what kind of seat it is."))
    elif kind == "member":
        made.unit_id = _unit(unit, faults)
    else:
        made.account_id = _chair(group_id, login, faults)
    if from_on is None:
        faults.add("from_on", _("Please enter a date."))
    faults.stop()
    _refuse_overlap(made, faults)
    db.session.add(made)
    db.session.flush()  # the record names its number
    _note("seat added", made)
    return made


def end(group_id: int, member_id: int, until_on: date | None) -> Member:
    """End a term of office; votes that were cast stay."""
    found = _locked(group_id, member_id)
    faults = Faults()
    if until_on is None:
        faults.add("until_on", _("Please enter a date."))
    elif until_on < max(clock.today(), found.from_on):
        faults.add("until_on", _("A term ends today or later, and not before it began."))
    if found.until_on is not None and found.until_on < clock.today():
        raise Conflict(_("This term has ended already."))
    faults.stop()
    found.until_on = until_on
    _refuse_overlap(found, faults)
    _note("term ended", found)
    return found


def correct(
    group_id: int, member_id: int, *, post: str, from_on: date | None, until_on: date | None
) -> Member:
    """Set right what was entered wrongly; only while nothing has happened on the seat."""
    found = _locked(group_id, member_id)
    if has_history(found):
        raise Conflict(
            _("Something has happened on this seat. End the term and add a new seat instead.")
        )
    faults = Faults()
    faults.text("post", post, LONGEST_LINE // 2)
    if from_on is None:
        faults.add("from_on", _("Please enter a date."))
    elif until_on and until_on < from_on:
        faults.add("until_on", _("The last day must not be before the first."))
    faults.stop()
    assert from_on is not None, "said above"
    found.post, found.from_on, found.until_on = post, from_on, until_on
    _refuse_overlap(found, faults)
    _note("seat corrected", found)
    return found


def has_history(member: Member) -> bool:
    """Did the group vote while the seat was held, or was it given a proxy, or did it preside?"""
    until = member.until_on or date.max
    voted = exists().where(
        Matter.meeting_id == Meeting.id,
        Matter.kind == "dispute",
        Meeting.group_id == member.group_id,
        Meeting.held_on >= member.from_on,
        Meeting.held_on <= until,
    )
    presided = exists().where(Meeting.presiding_id == member.id)
    by_letter = exists().where(Proxy.member_id == member.id)
    return bool(db.session.scalar(select(or_(voted, presided, by_letter))))


def voters(group_id: int, day: date) -> list[Unit]:
    """The units that have a vote on that day, in the order of the register."""
    seats = select(Member.unit_id).where(*queries.voting(group_id, day))
    found = select(Unit).where(Unit.id.in_(seats), Unit.active).order_by(Unit.id)
    return list(db.session.scalars(found))


def _unit(code: str, faults: Faults) -> int | None:
    unit = db.session.scalars(select(Unit).where(Unit.code == code, Unit.active)).one_or_none()
    if unit is None or queries.GROUP in unit.roles:
        faults.add("unit", _("Please choose a unit."))
        return None
    return unit.id


def _chair(group_id: int, login: str, faults: Faults) -> int | None:
    held = select(Account).where(Account.login == login, Account.unit_id == group_id)
    account = db.session.scalars(held.where(Account.active)).one_or_none()
    if account is None or queries.CHAIR not in account.post_names:
        faults.add("login", _("Please choose an account that holds the post of a chair."))
        return None
    return account.id


def _refuse_overlap(seat: Member, faults: Faults) -> None:
    """Nobody sits twice at the same time."""
    with db.session.no_autoflush:
        until = seat.until_on or date.max
        same = Member.unit_id == seat.unit_id
        if seat.kind == "chair":
            same = Member.account_id == seat.account_id
        twice = select(Member.id).where(
            Member.group_id == seat.group_id,
            Member.kind == seat.kind,
            same,
            Member.id != (seat.id or 0),
            Member.from_on <= until,
            or_(Member.until_on.is_(None), Member.until_on >= seat.from_on),
        )
        if db.session.scalar(twice.limit(1)) is not None:
            faults.add("from_on", _("There is a seat for these days already."))
    faults.stop()


def _lock(group_id: int) -> None:
    """Two changes of the group's seats follow one another."""
    db.session.execute(
        select(Unit.id).where(Unit.id == group_id).with_for_update(key_share=True)
    ).one()


def _locked(group_id: int, member_id: int) -> Member:
    _lock(group_id)
    found = db.session.get(Member, member_id, populate_existing=True)
    if found is None or found.group_id != group_id:
        raise NotFound(_("There is no such seat."))
    return found


def _note(action: str, seat: Member) -> None:
    audit.record(
        action,
        subject=f"group_member:{seat.id}",
        post=seat.post,
        from_on=seat.from_on.isoformat(),
        until_on=seat.until_on.isoformat() if seat.until_on else None,
    )
