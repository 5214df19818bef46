"""What the guard rails know of the negotiation: its fixed names, what its operations answer.

Pure: the walk in `walk.py` asks here what a completed step has changed.
"""

from collections.abc import Iterator
from dataclasses import replace

from app.workflow.checks.law import Law, Past
from app.workflow.engine.diagram import Node

ROOT = "sharing_application"
MUST_EXIST = ("provider_response", "accept_dispute", "file_secrecy", "provide_data")

REFUSAL, OVERDUE, NON_DELIVERY = "refusal", "overdue", "non_delivery"
DEBT_OF_CLOCK = {"answer": OVERDUE, "provide": NON_DELIVERY}
ANSWERS = ("agree", "counter", "refuse")

# What an operation may answer to the gateway behind it.  Others may answer anything.
RESULTS: dict[str, tuple[object, ...]] = {
    "sharing.deliver_answer": ANSWERS,
    "sharing.void_agreement": ("first", "by_provider", "by_demander"),
    "sharing.record_receipt": ("received",),
    "sharing.record_default": ("non_delivery",),
    "sharing.record_deficiency": (1, 2),
    "sharing.adopt_settlement": ("settled",),
    "sharing.confirm_refusal": ("refused",),
    "sharing.refer_decision": ("referred",),
    "sharing.announce_decision": ("provide", "refuse", "renegotiate"),
    "sharing.weigh_answers": ("settled", "substituted", "upheld", "objected"),
}
# The steps that the rails ask for, remembered once they were passed.
MARKS = {
    "sharing.application_filing": "application filing",
    "sharing.negotiation_result_filing": "negotiation_result filing",
    "sharing.secrecy_agreement_filing": "secrecy_agreement filing",
    "sharing.enter_into_force": "in force",
    "sharing.archive_case": "archived",
}
FILED_BY_BUREAU = "file_secrecy"
# Terms that are final anew are signed and, where they are secret, filed anew.
OF_ONE_AGREEMENT = frozenset({"in force", "secrecy_agreement filing", FILED_BY_BUREAU})
# From where on a task must be under a deadline: operation → clock; None ends it.
PHASES = {
    "sharing.application_filing": "answer",
    "sharing.deliver_answer": None,
    "sharing.negotiation_result_filing": "provide",
    "sharing.void_agreement": None,
}


def arrive(node: Node, past: Past) -> Past:
    """The past as a task sees it that now opens."""
    if node.id == "provider_response":
        left = tuple(o for o in past.owed if not (past.returned and o[0] == REFUSAL))
        return replace(past, owed=left, returned=False, phase="answer", proposed=None)
    return replace(past, phase="provide") if node.id == "provide_data" else past


def answer(node: Node, outcome: str | None, past: Past) -> Past:
    """The past after a user task was answered."""
    match node.id:
        case "provider_response":
            past = replace(past, proposed=outcome)
            return past.owe(REFUSAL, node.id) if outcome == "refuse" else past
        case "provider_approval" if outcome == "return":
            return replace(past, returned=True)
        case "accept_dispute":
            return replace(past, owed=(), returned=False, phase=None)
        case "file_secrecy":
            filed = past.marks - {FILED_BY_BUREAU}
            return replace(past, marks=filed if outcome == "return" else filed | {FILED_BY_BUREAU})
        case "provide_data":
            past = replace(past, phase=None)
            return past.owe(NON_DELIVERY, node.id) if outcome == "unable" else past
    return past


def serve(node: Node, past: Past) -> Iterator[Past]:
    """The pasts after a service task, one for each answer that it may give."""
    if node.operator == "sharing.negotiation_result_filing":
        past = replace(past, marks=past.marks - OF_ONE_AGREEMENT)
    if node.operator in MARKS:
        past = past.mark(MARKS[node.operator])
    if node.operator in PHASES:
        past = replace(past, phase=PHASES[node.operator])
    results = _results(node, past)
    for result in results:
        later = past.know(node.result, result) if node.result else past
        if (node.operator, result) == ("sharing.deliver_answer", "refuse"):
            later = later.owe(REFUSAL, "provider_response")
        if (node.operator, result) in _FAILURES:
            later = later.owe(NON_DELIVERY, node.id)
        yield later
    if not results:
        yield past.forget({node.result})


_FAILURES = (("sharing.void_agreement", "by_provider"), ("sharing.record_deficiency", 2))


def _results(node: Node, past: Past) -> tuple[object, ...]:
    if node.operator == "sharing.draw_up_agreement":
        return (past.secret,)
    if node.operator == "sharing.deliver_answer" and past.proposed in ANSWERS:
        return (past.proposed,)
    if node.operator == "sharing.adopt_settlement" and "in force" in past.marks:
        return ("settled", "resumed")
    return RESULTS.get(node.operator, ())


def expire(timer: Node, past: Past) -> Past:
    """The past after an interrupting timer has fired."""
    debt = DEBT_OF_CLOCK.get(timer.clock)
    return replace(past, phase=None).owe(debt, timer.id) if debt else past


# Steps that only this lane and post may take, and what must be offered there.
HANDS = {
    "unit_review": ("demander", "unit_approver"),
    "provider_response": ("provider", "sharing_officer"),
    "provider_approval": ("provider", "unit_approver"),
    "review_extension": ("office", "escalation_officer"),
    "accept_dispute": ("office", "escalation_officer"),
    "propose_settlement": ("office", "escalation_officer"),
    "record_decision": ("leading_group", "leading_group_secretary"),
    "sign_demander": ("demander", "unit_approver"),
    "sign_provider": ("provider", "unit_approver"),
    "file_secrecy": ("secrecy_bureau", "secrecy_officer"),
    "provide_data": ("provider", "sharing_officer"),
    "confirm_receipt": ("demander", "sharing_officer"),
}
OFFERS = {
    "unit_review": frozenset({"approve", "return"}),
    "provider_approval": frozenset({"approve", "return"}),
    "consider_counter": frozenset({"accept", "counter", "withdraw"}),
    "answer_settlement": frozenset({"accept", "object"}),
    "confirm_receipt": frozenset({"accept", "deficient"}),
}

LAW = Law(
    root=ROOT,
    beginnings=(Past(secret=True), Past(secret=False)),
    must_exist=MUST_EXIST,
    arrive=arrive,
    answer=answer,
    serve=serve,
    expire=expire,
    hands=HANDS,
    offers=OFFERS,
)
