"""The office proposes how to settle a dispute, and the two sides answer."""

from typing import Any

from app.domain.catalogue import queries as catalogue
from app.domain.catalogue.viewing import Viewer
from app.domain.sharing import queries, records
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.dispute import Dispute, Settlement, SettlementAnswer
from app.domain.sharing.models.terms import Terms
from app.domain.sharing.rules import disputes, terms
from app.domain.sharing.services import guard, jurisdiction, papers, proposal, rounds, telling
from app.domain.sharing.services.application import item_options
from app.domain.sharing.services.checks import Faults
from app.foundation import audit, clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit
from app.workflow import clocks, parties
from app.workflow.forms import FormContext, Option
from app.workflow.models import Task


def propose(task: Task, answers: dict[str, Any], account: Account) -> None:
    """Propose terms or a substitute, propose to uphold the refusal, or refer the matter."""
    case = records.case(task.instance_id)
    dispute = records.dispute(case.id)
    kind = answers["outcome"]
    proposed = Settlement(dispute_id=dispute.id, kind=kind, by_id=account.id)
    if kind == "settle":
        _on_terms(case, proposed, answers, account)
    else:
        faults = Faults()
        faults.need(answers, "grounds", *(["criteria"] if kind == "refer" else []))
        faults.stop()
        proposed.grounds, proposed.criteria = answers["grounds"], answers.get("criteria") or []
    db.session.add(proposed)
    audit.record("settlement proposed", case=case.id, kind=kind, substitute=proposed.substitute_id)


def context(task: Task, account: Account) -> FormContext:
    """The terms as they were last, what could be offered instead, whether a date is needed."""
    case = records.case(task.instance_id)
    instead = catalogue.substitutes(case.resource_id, case.demander_id, Viewer.of(account))
    return FormContext(
        options={
            # Suggestions only: of a substitute its own items are named, and checked afterwards.
            "item_options": item_options(case.resource, case.applied_items),
            "resource_options": [
                Option(r.id, f"{r.id} {r.title}", note=r.provider.short_name) for r in instead
            ],
        },
        values=queries.form_values(records.terms(case.id)),
    )


def deliver(case_id: int) -> list[str]:
    """Send the proposal to those who must answer; returns their codes."""
    case = records.case(case_id)
    proposed = records.settlement(case_id)
    asked = _asked(case, proposed)
    if proposed.substitute:
        provider_id = proposed.substitute.provider_unit_id
        parties.set_party(case_id, "provider", provider_id, acts=False, visible=True)
    papers.mediation_opinion(case, proposed)
    for unit in asked:
        telling.unit(case, "settlement_proposed", unit.id, proposal=proposed.kind)
    return [unit.code for unit in asked]


def answer(task: Task, answers: dict[str, Any], account: Account) -> None:
    """A side accepts the proposal or objects to it."""
    if answers["outcome"] == "object":
        faults = Faults()
        faults.need(answers, "reason")
        faults.stop()
    _write_answer(
        records.settlement(task.instance_id),
        task.unit_id,
        answers["outcome"],
        reason=answers.get("reason") or "",
        by_id=account.id,
    )


def weigh(case_id: int) -> str:
    """Sum the answers up; returns settled, substituted, upheld or objected."""
    case = records.case(case_id)
    proposed = records.settlement(case_id)
    asked = _asked(case, proposed)
    substitute_unit = asked[1].code if proposed.substitute_id else None
    said = {given.unit.code: given.answer for given in proposed.answers}
    verdict = disputes.verdict(
        proposed.kind, said, [unit.code for unit in asked], substitute=substitute_unit
    )
    for unit in asked:
        if unit.code not in said:
            silence = "object" if unit.code == substitute_unit else "accept"
            _write_answer(proposed, unit.id, silence, silent=True)
    proposed.verdict = verdict
    if verdict == "objected" and proposed.terms:
        rounds.void(proposed.terms)
        if proposed.terms.provider_id != case.provider_id:
            _hide(case, proposed.terms.provider_id)
    audit.record("settlement answered", case=case_id, subject=verdict)
    return verdict


def switch_provider(case_id: int) -> None:
    """Release the first provider; the substitute and its provider take the place of the old."""
    case = records.case(case_id)
    substitute = records.settlement(case_id).substitute
    if substitute is None:
        return
    released = case.provider_id
    case.resource_id, case.provider_id = substitute.id, substitute.provider_unit_id
    db.session.flush()
    db.session.refresh(case, ["resource", "provider"])
    case.applied_items = substitute.item_names
    parties.set_party(case_id, "provider", case.provider_id, visible=True)
    jurisdiction.seat(case)
    clocks.plan(case_id, "answer", rule=disputes.answer_rule(substitute.sharing_class))
    if released != case.provider_id:
        _release(case, released)
    audit.record("provider changed", case=case_id, resource=substitute.id, released=released)


def adopt(case_id: int) -> str:
    """The accepted settlement is final; unchanged terms under a live agreement are resumed."""
    case = records.case(case_id)
    agreed = _terms(records.settlement(case_id))
    live = records.agreement_in_force(case_id)
    changed = live is None or _differ(live.terms, agreed)
    rounds.finalise(case, agreed)
    result = disputes.adopted_as(in_force=live is not None, changed=changed)
    if result == "resumed":
        guard.check(case)
    _end(case_id, result)
    return result


def confirm_refusal(case_id: int) -> str:
    """Both sides accept that there is nothing to share."""
    _end(case_id, "refused")
    return "refused"


def refer(case_id: int) -> str:
    """The matter goes before the leading group."""
    parties.reveal(case_id, "leading_group")
    records.dispute(case_id).result = "referred"
    papers.mediation_opinion(records.case(case_id), records.settlement(case_id))
    audit.record("matter referred", case=case_id)
    return "referred"


def _on_terms(
    case: SharingCase, proposed: Settlement, answers: dict[str, Any], account: Account
) -> None:
    current = records.terms(case.id)
    drafted = proposal.settlement(case, answers)
    drafted.faults.stop()
    instead, provide_by = drafted.instead, drafted.provide_by
    written = rounds.propose(
        case,
        drafted.values,
        account,
        source="substitute" if instead else "settlement",
        status="proposed",
        supersedes=current,
        resource_id=instead.id if instead else None,
        provider_id=instead.provider_unit_id if instead else None,
        provide_by=provide_by,
    )
    proposed.terms_id, proposed.provide_by = written.id, provide_by
    proposed.substitute_id = instead.id if instead else None


def _asked(case: SharingCase, proposed: Settlement) -> list[Unit]:
    other = proposed.substitute.provider if proposed.substitute else case.provider
    return [case.demander, other]


def _write_answer(proposed: Settlement, unit_id: int, said: str, **more: Any) -> None:
    db.session.add(
        SettlementAnswer(settlement_id=proposed.id, unit_id=unit_id, answer=said, **more)
    )


def _terms(proposed: Settlement) -> Terms:
    return db.session.get_one(Terms, proposed.terms_id)


def _differ(old: Terms, new: Terms) -> bool:
    moved = (old.resource_id, old.provider_id) != (new.resource_id, new.provider_id)
    return moved or bool(terms.changes(old.values, new.values))


def _end(case_id: int, result: str) -> None:
    dispute: Dispute = records.dispute(case_id)
    dispute.result, dispute.ended_at = result, clock.now()
    audit.record("mediation ended", case=case_id, subject=result)


def _release(case: SharingCase, unit_id: int) -> None:
    """The first provider is no party any more: the case closes for it."""
    telling.unit(case, "case_closed", unit_id, telling.OFFICERS_AND_HEADS, end="released")
    _hide(case, unit_id)


def _hide(case: SharingCase, unit_id: int) -> None:
    """Whoever is not the provider any more, or did not become it, sees the case no longer."""
    for seat in parties.parties(case.id):
        if seat.lane == "provider" and seat.unit_id == unit_id:
            seat.acts, seat.visible_at = False, None
