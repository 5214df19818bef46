"""New terms before they are sent: what they would be, and what is wrong with them.

The preview and the proposal itself ask here, so that what passes the one passes the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.catalogue import queries as catalogue
from app.domain.catalogue import viewing
from app.domain.catalogue.models.resource import Resource
from app.domain.sharing import records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.rules import terms
from app.domain.sharing.rules.terms import Values
from app.domain.sharing.services.checks import Faults, check_values
from app.foundation.i18n import _

# Step → the outcome with which it proposes terms.
OUTCOMES = {
    "provider_response": "counter",
    "consider_counter": "counter",
    "propose_settlement": "settle",
    "record_decision": "provide",
}


@dataclass(frozen=True)
class Drafted:
    """Terms that somebody is about to propose."""

    values: Values
    faults: Faults
    instead: Resource | None = None
    provide_by: date | None = None


def drafted(step: str, case: SharingCase, answers: Mapping[str, Any]) -> Drafted:
    """The terms that a step would propose with these answers."""
    if step == "propose_settlement":
        return settlement(case, answers)
    last = records.terms(case.id).values
    values, faults = terms.merged(last, answers), Faults()
    check_values(faults, values, case.applied_items, last)
    if OUTCOMES[step] == "counter" and not terms.changes(last, values):
        faults.add("outcome", _("A counter-offer must change at least one term."))
    return Drafted(values, faults, provide_by=terms.as_date(answers.get("execute_by")))


def settlement(case: SharingCase, answers: Mapping[str, Any]) -> Drafted:
    """The terms of a settlement, of the resource applied for or of a substitute."""
    current = records.terms(case.id)
    faults = Faults()
    instead = _substitute(case, answers.get("substitute"), faults)
    if instead and not answers.get("items"):
        faults.add("items", _("Please choose at least one item."))
    values = terms.merged(current.values, answers)
    allowed = instead.item_names if instead else case.applied_items
    check_values(faults, values, allowed, current.values)
    return Drafted(values, faults, instead, _provide_by(case, answers, faults))


def _substitute(case: SharingCase, wanted: Any, faults: Faults) -> Resource | None:
    if not wanted:
        return None
    theirs = viewing.of_unit(case.demander_id, viewing.EVERYWHERE)
    found = catalogue.find(str(wanted), theirs)
    if found is None or found.id == case.resource_id:
        faults.add("substitute", _("There is no such resource in the catalogue."))
        return None
    if found.provider_unit_id == case.demander_id:
        faults.add("substitute", _("The demander provides this resource itself."))
    return found


def _provide_by(case: SharingCase, answers: Mapping[str, Any], faults: Faults) -> date | None:
    named = terms.as_date(answers.get("provide_by"))
    if case.cause == "non_delivery":
        faults.need(answers, "provide_by")
    faults.not_past("provide_by", named)
    return named
