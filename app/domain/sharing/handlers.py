"""Index of the diagrams in `processes/sharing/`: box name → function.  Read it beside them."""

from collections.abc import Callable
from typing import Any

from app.domain.sharing.services import (
    agreement,
    application,
    archive,
    closing,
    counter,
    decision,
    escalation,
    extension,
    feedback,
    filing,
    guard,
    mediation,
    provision,
    recall,
    reminder,
    response,
    secrecy,
    sending_back,
    settlement,
    supervision,
    supplement,
    usage,
)
from app.workflow.registry import WayBack

# What the system does: fn(case) → what the next gateway reads.
SERVICE_TASKS = {
    # application.bpmn
    "sharing.application_filing": application.approve,
    "sharing.deliver_extension": extension.deliver,
    "sharing.restart_answer": supplement.restart_answer,
    "sharing.deliver_answer": response.deliver,
    "sharing.escalate_refusal": escalation.refusal,
    "sharing.escalate_overdue": escalation.overdue,
    "sharing.escalate_non_delivery": escalation.non_delivery,
    "sharing.negotiation_result_filing": filing.negotiation_result,
    "sharing.void_agreement": agreement.void,
    "sharing.close_completed": closing.completed,
    "sharing.close_refused": closing.refused,
    "sharing.close_withdrawn": closing.withdrawn,
    "sharing.close_lapsed": closing.lapsed,
    "sharing.archive_case": archive.promise,
    # mediation.bpmn
    "sharing.dispute_filing": escalation.file,
    "sharing.issue_supervision": supervision.issue,
    "sharing.list_consulted": mediation.list_consulted,
    "sharing.deliver_settlement": settlement.deliver,
    "sharing.weigh_answers": settlement.weigh,
    "sharing.switch_provider": settlement.switch_provider,
    "sharing.adopt_settlement": settlement.adopt,
    "sharing.confirm_refusal": settlement.confirm_refusal,
    "sharing.refer_decision": settlement.refer,
    # decision.bpmn
    "sharing.call_vote": decision.call_vote,
    "sharing.count_votes": decision.count,
    "sharing.announce_decision": decision.announce,
    # agreement.bpmn
    "sharing.draw_up_agreement": agreement.draw_up,
    "sharing.draw_up_secrecy": secrecy.draw_up,
    "sharing.secrecy_agreement_filing": secrecy.file,
    "sharing.enter_into_force": agreement.enter_into_force,
    # provision.bpmn
    "sharing.check_delivery": provision.check,
    "sharing.record_receipt": provision.record_receipt,
    "sharing.record_deficiency": provision.record_deficiency,
    "sharing.record_default": provision.record_default,
    # usage.bpmn
    "sharing.provision_filing": usage.file_provision,
    "sharing.usage_filing": usage.file_use,
    "sharing.compare_returns": usage.compare,
    "sharing.deliver_feedback": feedback.deliver,
    "sharing.sum_up_usage": usage.sum_up,
    # several
    "sharing.remind": reminder.remind,
}

# What a person answers: fn(task, answers, account), before the diagram moves.
USER_TASKS = {
    "sharing.unit_review": application.review,
    "sharing.revise_application": application.revise,
    "sharing.provider_response": response.respond,
    "sharing.provider_approval": response.approve,
    "sharing.review_extension": extension.review,
    "sharing.supplement_application": supplement.supply,
    "sharing.consider_counter": counter.consider,
    "sharing.explain_default": escalation.explain,
    "sharing.accept_dispute": mediation.accept,
    "sharing.give_opinion": mediation.give_opinion,
    "sharing.propose_settlement": settlement.propose,
    "sharing.answer_settlement": settlement.answer,
    "sharing.prepare_agenda": decision.prepare,
    "sharing.cast_vote": decision.vote,
    "sharing.record_decision": decision.record,
    "sharing.sign_demander": agreement.sign,
    "sharing.sign_provider": agreement.sign,
    "sharing.sign_secrecy_demander": secrecy.sign,
    "sharing.sign_secrecy_provider": secrecy.sign,
    "sharing.file_secrecy": secrecy.review,
    "sharing.provide_data": provision.provide,
    "sharing.confirm_receipt": provision.confirm,
    "sharing.file_provision": usage.report_provision,
    "sharing.file_usage": usage.report_use,
    "sharing.review_mismatch": usage.review,
    "sharing.give_feedback": feedback.give,
    "sharing.answer_feedback": feedback.answer,
}

# What a form offers in this case: fn(task, account).
FORM_CONTEXTS = {
    "sharing.revise_application": application.revise_context,
    "sharing.provider_response": response.context,
    "sharing.review_extension": extension.context,
    "sharing.supplement_application": supplement.context,
    "sharing.consider_counter": counter.context,
    "sharing.accept_dispute": mediation.accept_context,
    "sharing.propose_settlement": settlement.context,
    "sharing.prepare_agenda": decision.agenda_context,
    "sharing.record_decision": decision.context,
    "sharing.provide_data": provision.context,
}

# What is looked at once more when a task opens: fn(case), raises where the task must not open.
ON_OPEN = {"sharing.provide_data": guard.opened}

# What may be taken back until the other side has seen it: fn(task, told), puts the rows back.
UNDOABLE = {
    "sharing.accept_dispute": recall.acceptance,
    "sharing.propose_settlement": recall.settlement,
}
# What is wrong with an answer beside what its form says: fn(task, answers) → field → messages.
CHECKERS: dict[str, Callable[..., Any]] = {}
# What hears that tasks wait no longer, answered or left behind: fn(tasks).
ON_OVER = (supervision.close_over,)
# What is said when a case is put back to an earlier step, and what becomes of its rows.
WAYS_BACK = {"sharing": WayBack(sending_back.why_not, sending_back.prepare)}
