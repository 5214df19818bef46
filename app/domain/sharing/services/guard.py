"""Before data leaves: an agreement in force, the filings made, secrecy filed where it must be."""

from app.domain.sharing import records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.rules import disputes
from app.foundation.errors import Conflict
from app.foundation.i18n import _


def check(case: SharingCase) -> None:
    """Raise unless data may be provided in this case, whatever the diagram says."""
    live = records.agreement_in_force(case.id)
    secrecy = records.last_secrecy_agreement(live.id) if live else None
    allowed = disputes.may_be_provided(
        in_force=live is not None,
        filings=records.filing_kinds(case.id),
        secrecy_required=case.resource.secrecy_required,
        secrecy_filed=secrecy is not None and secrecy.status == "filed",
    )
    if not allowed:
        raise Conflict(
            _(
                "Nothing may be provided yet: the agreement must be in force and filed,"
                " and for a secret resource the secrecy agreement too."
            )
        )


def opened(case_id: int) -> None:
    """Look once more at the moment when the task to provide opens."""
    check(records.case(case_id))
