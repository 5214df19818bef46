"""An archived case goes back to the live tables, because somebody needs it there."""

from datetime import timedelta

from sqlalchemy import func, select

from app.domain.keeping.rules import term
from app.domain.keeping.services import lending, sealing
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.foundation.kept import KeptDeparture

LONGEST_REASON = 500


def restore(case_id: int, reason: str, account: Account | None = None) -> KeptDeparture:
    """Bring a case back, as it was to the last row; the chain of manifests tells of it."""
    said = " ".join(reason.split())
    if not 0 < len(said) <= LONGEST_REASON:
        raise Invalid({"reason": [_("Between 1 and %(most)s characters.", most=LONGEST_REASON)]})
    sealing.hold_chain()
    found = lending.claim(case_id)
    if found is None:
        raise NotFound(_("There is no such case."))
    lending.lay_out(lending.read(found))
    last = sealing.last_batch()
    gone = KeptDeparture(
        case_id=case_id,
        number=found.number,
        sha256=found.sha256,
        until_on=clock.today() + timedelta(days=term.RESTORED_DAYS),
        by_id=account.id if account else None,
        reason=said,
        after=last.number if last else 0,
    )
    db.session.add(gone)
    db.session.flush()  # the database gives nothing back that nobody asked for
    db.session.execute(select(func.keeping_give_back(case_id)))
    audit.record("case restored", case=case_id, subject=found.sha256, reason=said)
    return gone
