"""An administrator puts a case back to an earlier step: where that can be, and what is then void.

What was filed stays filed, what was answered stays on record.  An agreement in force binds both
sides, and a dispute is settled by those before whom it is: neither is undone from outside.
"""

from app.domain.sharing import records
from app.domain.sharing.services import response, rounds, signing
from app.foundation.i18n import _
from app.workflow.models import ProcessInstance

MAIN, MEDIATION, PROVISION = "sharing_application", "sharing_mediation", "sharing_provision"
BEFORE_FILING = frozenset({"unit_review", "revise_application"})
NEGOTIATION = frozenset({"provider_response", "consider_counter"})
# What can be begun anew by itself; of the rest, a step before it can.
STEPS = {
    MAIN: BEFORE_FILING | NEGOTIATION,
    MEDIATION: frozenset({"propose_settlement"}),
    PROVISION: frozenset({"provide_data"}),
}
DISPUTED = frozenset({f"{MAIN}/mediation", f"{MAIN}/decision"})


def why_not(case_id: int, process_id: str, step: str) -> str:
    """Why a case cannot be put back to this step; empty where it can."""
    instance = records.case(case_id).instance
    if process_id == MAIN and DISPUTED & set(instance.calls):
        return _("The dispute is settled by the office or the leading group, before whom it is.")
    if process_id == MAIN and records.agreement_in_force(case_id):
        return _("An agreement is in force: it binds both sides until they end it.")
    if step not in STEPS.get(process_id, frozenset()):
        return _("This step cannot be begun anew by itself; choose one before it.")
    if step in BEFORE_FILING and "application" in records.filing_kinds(case_id):
        return _("The application was approved and is filed; what is filed stays.")
    return ""


def prepare(case_id: int, process_id: str, step: str) -> None:
    """Before a step is begun anew: what hung on the steps after it comes to nothing."""
    if process_id == MAIN and step in NEGOTIATION:
        _open_terms(records.case(case_id).instance)
    if process_id == MEDIATION:
        proposed = records.settlement(case_id)
        if proposed.terms:
            rounds.void(proposed.terms)
        proposed.dispute.result = None


def _open_terms(instance: ProcessInstance) -> None:
    """The terms are talked about again: no answer waits for approval, no text to be signed."""
    if waiting := records.pending_answer(instance.id):
        response.withdraw(waiting)
    drawn = records.last_agreement(instance.id)
    if drawn and drawn.status == "drawn":
        signing.void(drawn)
    current = records.terms(instance.id)
    if current.status == "final":
        rounds.put_on_table(current)
