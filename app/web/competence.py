"""Why this office settles the disputes of a case (条例 28), in one line."""

from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.services import jurisdiction
from app.foundation.errors import Conflict
from app.foundation.i18n import lazy
from app.workflow import parties

WHY = {
    "same_level": lazy("%(office)s: the office of both units' own level (Regulations, article 28)"),
    "common_superior": lazy(
        "%(office)s: across levels or regions, the office of the common superior "
        "(Regulations, article 28)"
    ),
    "not_judge": lazy(
        "%(office)s: an office below it is a party itself, so the next one above settles "
        "(Regulations, article 28)"
    ),
    "nobody_else": lazy(
        "%(office)s: it is a party itself, but no office stands above it (Regulations, article 28)"
    ),
}


def line(case: SharingCase) -> str:
    """Which office settles, and why it and no other."""
    office = parties.unit_of(case.id, "office")
    try:
        found = jurisdiction.of(case.demander, case.provider)
    except Conflict:
        return office.label
    if found.office_id != office.id:  # the table was changed since: the case stays where it is
        return office.label
    return str(WHY[found.why]) % {"office": office.label}
