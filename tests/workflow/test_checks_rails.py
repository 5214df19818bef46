"""Guard rail 1: what belongs before the office never passes it by."""

import pytest

from tests.workflow.drawings import blamed, faults, forms, with_change
from tests.workflow.strokes import bypass, redirect, refusal_to, rename

AVOIDS_THE_OFFICE = [
    ("refusal → end", "application", refusal_to("close_refused"), "provider_response"),
    ("refusal → group", "application", refusal_to("decision"), "provider_response"),
    ("refusal → again", "application", refusal_to("provider_response"), "provider_response"),
    (
        "refusal → filed",
        "application",
        redirect("answer_given_to_escalate_refusal", "close_lapsed"),
        None,
    ),
    (
        "overdue → lapsed",
        "application",
        redirect("provider_response_answer_to_escalate_overdue", "close_lapsed"),
        "provider_response_answer",
    ),
    (
        "overdue → again",
        "application",
        redirect("provider_approval_answer_to_escalate_overdue", "provider_response"),
        "provider_approval_answer",
    ),
    (
        "overdue → agreed",
        "application",
        redirect("review_extension_answer_to_escalate_overdue", "negotiation_result_filing"),
        "review_extension_answer",
    ),
    (
        "unable → received",
        "provision",
        redirect("provide_data_outcome_to_record_default", "record_receipt"),
        "provide_data",
    ),
    (
        "provide → received",
        "provision",
        redirect("provide_data_provide_to_record_default", "record_receipt"),
        "provide_data_provide",
    ),
    (
        "deficient → received",
        "provision",
        redirect("is_first_deficiency_to_record_default", "record_receipt"),
        "record_deficiency",
    ),
    (
        "unsigned → withdrawn",
        "application",
        redirect("agreement_provide_to_escalate_non_delivery", "close_withdrawn"),
        "agreement_provide",
    ),
    (
        "returned → withdrawn",
        "application",
        redirect("returned_is_to_escalate_non_delivery", "close_refused"),
        "void_agreement",
    ),
    (
        "not delivered → completed",
        "application",
        redirect("provision_result_is_to_escalate_non_delivery", "close_completed"),
        "provide_data",
    ),
    ("office left out", "mediation", bypass("accept_dispute"), "provider_response"),
    (
        "explained → settled",
        "mediation",
        redirect("explain_default_to_accept_dispute", "adopt_settlement"),
        "provider_response_answer",
    ),
    (
        "silence → referred",
        "mediation",
        redirect("explain_default_refusal_report_to_accept_dispute", "refer_decision"),
        "provide_data_provide",
    ),
]


@pytest.mark.parametrize(
    ("diagram", "change", "element"),
    [case[1:] for case in AVOIDS_THE_OFFICE],
    ids=[case[0] for case in AVOIDS_THE_OFFICE],
)
def test_nothing_that_belongs_before_the_office_passes_it_by(diagram, change, element):
    found = faults(with_change(diagram, change))

    assert (element in {f.element for f in found if f.path}) if element else found


def test_the_path_begins_where_the_refusal_was_given():
    files = with_change("application", refusal_to("close_refused"))

    (fault,) = [f for f in faults(files) if f.element == "provider_response"]

    assert fault.path[0] == "provider_response"
    assert fault.path[-4:] == ("answer_given", "close_refused", "archive_case", "closed")


@pytest.mark.parametrize(
    ("diagram", "box"), [("application", "provider_response"), ("provision", "provide_data")]
)
def test_the_negotiation_cannot_do_without(diagram, box):
    new_form = {f"sharing/new_{box}": forms()[f"sharing/{box}"]}

    assert box in blamed(with_change(diagram, rename(box, f"new_{box}")), new_form)
