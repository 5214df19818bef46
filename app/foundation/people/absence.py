"""Standing in: an account lets a colleague act in its posts while it is away."""

from datetime import date

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Delegation

LONGEST_DAYS = 366
LONGEST_REASON = 500


def arrange(
    away: Account,
    *,
    colleague: Account | None,
    from_on: date | None,
    until_on: date | None,
    reason: str,
) -> Delegation:
    """Let a colleague of the same unit act in the account's posts from one day until another."""
    faults = _faults(away, colleague, from_on, until_on, reason)
    if faults or not (colleague and from_on and until_on):
        raise Invalid(faults)
    # Two arrangements at once must not both find no other.
    db.session.execute(select(Account.id).where(Account.id == away.id).with_for_update())
    if _overlapping(away, from_on, until_on):
        raise Invalid({"from_on": [_("Another arrangement covers some of these days.")]})
    made = Delegation(
        from_account=away,
        to_account=colleague,
        from_on=from_on,
        until_on=until_on,
        reason=reason.strip(),
    )
    db.session.add(made)
    db.session.flush()  # the audit entry names its id
    audit.record(
        "delegation_arranged",
        subject=f"delegation:{made.id}",
        to=colleague.login,
        first_day=from_on.isoformat(),
        last_day=until_on.isoformat(),
    )
    return made


def end(away: Account, delegation_id: int) -> Delegation:
    """End an arrangement now, before its last day."""
    found = db.session.get(Delegation, delegation_id)
    if found is None or found.from_account_id != away.id:
        raise NotFound(_("There is no such arrangement."))
    if found.revoked_at or found.until_on < clock.today():
        raise Conflict(_("This arrangement has ended already."))
    found.revoked_at = clock.now()
    audit.record("delegation_ended", subject=f"delegation:{found.id}")
    return found


def _overlapping(away: Account, from_on: date, until_on: date) -> bool:
    statement = select(Delegation.id).where(
        Delegation.from_account_id == away.id,
        Delegation.revoked_at.is_(None),
        Delegation.from_on <= until_on,
        Delegation.until_on >= from_on,
    )
    return db.session.scalars(statement.limit(1)).first() is not None


def _faults(
    away: Account,
    colleague: Account | None,
    from_on: date | None,
    until_on: date | None,
    reason: str,
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    own = colleague is not None and colleague.id == away.id
    if colleague is None or own or colleague.unit_id != away.unit_id or not colleague.active:
        found["colleague"] = [_("Choose a colleague of your own unit.")]
    if from_on is None or from_on < clock.today():
        found["from_on"] = [_("The first day is today or later.")]
    if until_on is None or (from_on and until_on < from_on):
        found["until_on"] = [_("The last day is not before the first.")]
    elif from_on and (until_on - from_on).days > LONGEST_DAYS:
        found["until_on"] = [_("An absence lasts at most a year.")]
    if not reason.strip():
        found["reason"] = [_("Say why, in a few words.")]
    elif len(reason) > LONGEST_REASON:
        found["reason"] = [_("At most %(count)d characters.", count=LONGEST_REASON)]
    return found
