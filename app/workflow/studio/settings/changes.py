"""Changes of settings: proposed by one person, put in force by a second, undone by their reverse.

Words of notices need no second person; days and calendars bind everybody, and do.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.foundation import audit, clock, notices
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow.studio import hands, news
from app.workflow.studio.settings import days, deadlines, notice_words
from app.workflow.studio.settings.models import (
    CALENDAR,
    DEADLINE,
    IN_FORCE,
    NOTICE,
    PROPOSED,
    REFUSED,
    WITHDRAWN,
    SettingChange,
)

LONGEST_REASON = 1000
Content = dict[str, Any]


class Kind(NamedTuple):
    """What one kind of setting knows of itself."""

    before: Callable[[str], Content]
    checked: Callable[[str, Content], Content]
    needs_two: bool


KINDS = {
    DEADLINE: Kind(deadlines.before, deadlines.checked, True),
    CALENDAR: Kind(days.before, days.checked, True),
    NOTICE: Kind(notice_words.before, notice_words.checked, False),
}


def propose(kind: str, key: str, wanted: Content, reason: str, account: Account) -> SettingChange:
    """Ask for a change; where it needs no second person it is in force at once."""
    of = KINDS[kind]
    faults: dict[str, list[str]] = {}
    try:
        after = of.checked(key, wanted)
    except Invalid as wrong:
        faults |= wrong.fields
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        faults["reason"] = [_("Say why, in at most %(most)s characters.", most=LONGEST_REASON)]
    if faults:
        raise Invalid(faults)
    made = SettingChange(
        kind=kind,
        key=key,
        before=of.before(key),
        after=after,
        reason=reason,
        state=PROPOSED,
        proposed_by_id=account.id,
        hands=sorted(hands.persons(account)),
    )
    _add(made)
    audit.record("setting proposed", subject=_subject(made), key=key, reason=reason, after=after)
    if of.needs_two:
        _tell(made, news.administrators() - set(made.hands))
    else:
        _put_in_force(made, account)
    return made


def confirm(change_id: int, account: Account) -> SettingChange:
    """Put a proposal in force, as its second person."""
    found = _waiting(change_id)
    if not is_second(found, account):
        raise NotAllowed(_("A second administrator must confirm what you proposed."))
    of = KINDS[found.kind]
    if of.before(found.key) != found.before:
        raise Conflict(_("What stood when this was proposed no longer stands; propose it anew."))
    of.checked(found.key, found.after)
    _put_in_force(found, account)
    _tell(found, found.hands)
    return found


def is_second(found: SettingChange, account: Account) -> bool:
    """May the account decide on it?  Nobody who proposed it, or whose post that was done in."""
    return not hands.persons(account) & set(found.hands)


def refuse(change_id: int, account: Account, answer: str) -> SettingChange:
    """Say no to a proposal, with a reason that its author reads."""
    found = _waiting(change_id)
    if not is_second(found, account):
        raise NotAllowed(_("Your own proposal you can withdraw."))
    if not 0 < len(answer.strip()) <= LONGEST_REASON:
        why = _("Say why, in at most %(most)s characters.", most=LONGEST_REASON)
        raise Invalid({"answer": [why]})
    _decide(found, REFUSED, account)
    found.answer = answer.strip()
    _tell(found, found.hands)
    return found


def withdraw(change_id: int, account: Account) -> SettingChange:
    """Take an own proposal back."""
    found = _waiting(change_id)
    if found.proposed_by_id != account.id:
        raise NotAllowed(_("Only who proposed it can withdraw it."))
    _decide(found, WITHDRAWN, account)
    return found


def undo(change_id: int, reason: str, account: Account) -> SettingChange:
    """Propose the reverse of a change in force, unless something else stands by now."""
    found = change(change_id)
    if found.state != IN_FORCE:
        raise Conflict(_("This change is not in force."))
    if KINDS[found.kind].before(found.key) != found.after:
        raise Conflict(_("Something else stands here by now; change that instead."))
    return propose(found.kind, found.key, found.before, reason, account)


def change(change_id: int, *, lock: bool = False) -> SettingChange:
    """One change, with who proposed and who decided."""
    wanted = select(SettingChange).where(SettingChange.id == change_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(_("There is no such change."))
    return found


def history(kind: str = "", key: str = "", state: str = "") -> Select[SettingChange]:
    """A select of changes, the newest first."""
    wanted = select(SettingChange).options(
        joinedload(SettingChange.proposed_by), joinedload(SettingChange.decided_by)
    )
    asked = {"kind": kind, "key": key, "state": state}
    for name, value in asked.items():
        if value:
            wanted = wanted.where(getattr(SettingChange, name) == value)
    return wanted.order_by(SettingChange.id.desc())


def _add(made: SettingChange) -> None:
    waiting = select(SettingChange.id).where(
        SettingChange.kind == made.kind,
        SettingChange.key == made.key,
        SettingChange.state == PROPOSED,
    )
    told = Conflict(_("Another change of the same thing waits for its second person."))
    if db.session.scalar(waiting) is not None:
        raise told
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as crossed:  # somebody proposed the same at this moment
        raise told from crossed


def _waiting(change_id: int) -> SettingChange:
    found = change(change_id, lock=True)
    if not found.waits:
        raise Conflict(_("This was decided already."))
    return found


def _put_in_force(found: SettingChange, account: Account) -> None:
    _decide(found, IN_FORCE, account)
    if found.kind == DEADLINE:
        deadlines.apply(found.key, found.after)
    elif found.kind == NOTICE:
        notice_words.apply(found.key, found.after)
    else:
        years = [int(year) for year in found.key.split(",")]
        days.put_in_force(days.read(found.after["days"]), found.reason[:200], years=years)


def _decide(found: SettingChange, state: str, account: Account) -> None:
    found.state, found.decided_at, found.decided_by_id = state, clock.now(), account.id
    audit.record("setting decided", subject=_subject(found), key=found.key, state=state)


def _tell(found: SettingChange, accounts: Iterable[int]) -> None:
    """That it waits, or how it was decided."""
    notices.queue(
        "setting_changed",
        instance_id=None,
        accounts=accounts,
        setting=found.id,
        case=found.key,
        setting_state=found.state,
    )
    notices.deliver()


def _subject(found: SettingChange) -> str:
    return f"setting:{found.kind}:{found.key}"
