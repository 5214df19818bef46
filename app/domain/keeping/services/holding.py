"""A case that must not be destroyed is held, with a reason, until an auditor lets go of it."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.domain.keeping import keepers, queries
from app.domain.keeping.services import lending
from app.domain.keeping.services.registers import said
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.destroyed import KeptHold
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account


def hold(number: str, reason: str, account: Account | None) -> KeptHold:
    """Hold an archived case, also one whose destruction was confirmed."""
    if account is not None and not keepers.may_enter(account):
        raise NotAllowed(_("Your post does not allow this."))
    why = said(reason)
    case_id = queries.case_of("case_number", number.strip())
    if case_id is None or lending.claim(case_id) is None:
        raise Invalid({"number": [_("No case of this number is in the archive.")]})
    made = KeptHold(
        case_id=case_id,
        number=number.strip(),
        reason=why,
        by_id=account.id if account else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as twice:
        raise Conflict(_("This case is held already.")) from twice
    audit.record("destruction held", subject=f"case:{made.number}", reason=why)
    return made


def lift(hold_id: int, reason: str, account: Account | None) -> KeptHold:
    """Let go of it, for a reason; who holds and who lets go stays on record."""
    if account is not None and not keepers.may_confirm(account):
        raise NotAllowed(_("Only an auditor lets go of what is held."))
    wanted = select(KeptHold).where(KeptHold.id == hold_id).with_for_update()
    found = db.session.scalars(wanted).one_or_none() if hold_id < 2**31 else None
    if found is None:
        raise NotFound(_("There is no such hold."))
    if found.lifted_at is not None:
        raise Conflict(_("This was decided already."))
    why = said(reason)
    found.lifted_at, found.lifted_because = clock.now(), why
    found.lifted_by_id = account.id if account else None
    audit.record("destruction hold lifted", subject=f"case:{found.number}", reason=why)
    return found


def of_cases(case_ids: set[int]) -> dict[int, KeptHold]:
    """What holds these cases now."""
    found = select(KeptHold).where(KeptHold.case_id.in_(case_ids), KeptHold.lifted_at.is_(None))
    return {one.case_id: one for one in db.session.scalars(found)}
