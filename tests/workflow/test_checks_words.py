"""Conditions that are code, are not complete, or ask for what is not there."""

import pytest

from tests.workflow.drawings import BPMN, SPIFF, Drawing, blamed, faults, with_change

FLOW = "is_mismatch_to_review_mismatch"


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').getcwd()",
        "open('/etc/passwd')",
        "mismatch.__class__",
        "'{}'.format(mismatch)",
        "[x for x in mismatch]",
        "(lambda: 1)()",
        "mismatch == ",
        "9 ** 9 ** 9",
        "_secret",
        "mismatch := 1",
    ],
)
def test_an_expression_that_is_more_than_a_comparison(text):
    assert FLOW in blamed(with_change("usage", lambda d: d.condition(FLOW, text)))


def test_a_choice_with_an_arrow_without_condition():
    assert FLOW in blamed(with_change("usage", lambda d: d.condition(FLOW, "")))


def test_the_default_arrow_needs_no_condition():
    def change(d):
        d.condition(FLOW, "")
        d["is_mismatch"].set("default", FLOW)

    assert faults(with_change("usage", change)) == []


def test_the_default_arrow_has_no_condition():
    change = lambda d: d["is_mismatch"].set("default", FLOW)  # noqa: E731

    assert blamed(with_change("usage", change)) == {FLOW}


def test_a_default_that_is_not_one_of_the_arrows():
    change = lambda d: d["is_mismatch"].set("default", "sum_up_usage_to_used")  # noqa: E731

    assert "is_mismatch" in blamed(with_change("usage", change))


def test_a_condition_where_nothing_is_chosen():
    change = lambda d: d.condition("sum_up_usage_to_used", "mismatch")  # noqa: E731

    assert "sum_up_usage_to_used" in blamed(with_change("usage", change))


def test_two_arrows_with_one_condition():
    def change(d):
        d.condition("is_mismatch_to_returns_checked", "mismatch")

    assert "is_mismatch" in blamed(with_change("usage", change))


def test_a_value_that_nothing_sets():
    assert FLOW in blamed(with_change("usage", lambda d: d.condition(FLOW, "difference")))


def test_a_value_that_is_set_on_some_ways_only():
    def change(d: Drawing):
        d.redirect("provide_data_provide_to_record_default", "not_delivered")

    assert "not_delivered" in blamed(with_change("provision", change))


def test_a_call_without_the_input_that_the_process_needs():
    def change(d):
        del next(d["escalate_overdue"].iter(f"{SPIFF}serviceTaskOperator")).attrib["resultVariable"]

    assert "mediation" in blamed(with_change("application", change))


def test_a_list_that_nothing_sets():
    def change(d):
        d["cast_vote"].find(f".//{BPMN}loopDataInputRef").text = "electors"

    assert "cast_vote" in blamed(with_change("decision", change))


def test_the_outcome_is_read_right_behind_its_task():
    def change(d):
        d.service("note", "demander", "sharing.remind")
        d.redirect("unit_review_to_unit_review_outcome", "note")
        d.connect("note", "unit_review_outcome")

    assert "unit_review_outcome" in blamed(with_change("application", change))


def test_the_outcome_is_read_behind_one_task_only():
    def change(d):
        d.redirect("revise_application_outcome_to_unit_review", "unit_review_outcome")

    assert "unit_review_outcome" in blamed(with_change("application", change))


def test_the_outcome_of_several_units_cannot_be_read():
    def change(d):
        d.add("exclusiveGateway", "votes", "leading_group")
        d.redirect("cast_vote_to_count_votes", "votes")
        d.connect("votes", "count_votes", "outcome == 'approve'")
        d.connect("votes", "record_decision", "outcome != 'approve'")

    assert "votes" in blamed(with_change("decision", change))


def test_an_answer_that_the_form_does_not_offer():
    def change(d):
        d.condition("unit_review_outcome_to_application_filing", "outcome == 'agree'")

    found = blamed(with_change("application", change))

    assert "unit_review_outcome_to_application_filing" in found


def test_an_answer_of_the_form_that_no_arrow_takes():
    def change(d):
        flow = "provider_response_outcome_to_provider_approval"
        d.condition(flow, "outcome in ['agree', 'counter']")

    assert "provider_response_outcome" in blamed(with_change("application", change))


def test_an_answer_that_two_arrows_take():
    def change(d):
        d.condition("unit_review_outcome_to_application_filing", "outcome != 'nothing'")

    assert "unit_review_outcome" in blamed(with_change("application", change))


def test_a_value_written_in_a_parallel_branch_and_read_behind_the_join():
    def change(d):
        d.service("note", "demander", "sharing.remind", "noted")
        d.redirect("deliver_feedback_to_answer_feedback", "note")
        d.connect("note", "answer_feedback")
        d.add("exclusiveGateway", "was_noted", "provider")
        d.redirect("usage_in_to_sum_up_usage", "was_noted")
        d.connect("was_noted", "sum_up_usage", "noted")
        d.connect("was_noted", "used", "not noted")

    assert "was_noted_to_sum_up_usage" in blamed(with_change("usage", change))


PLAIN = [
    ("f'{mismatch}' == 'x'", "JoinedStr"),
    ("mismatch.real == 1", "Attribute"),
    ("mismatch[0] == 1", "Subscript"),
    ("mismatch + 1 == 2", "BinOp"),
    ("-1 == mismatch", "UnaryOp"),
    ("open('x')", "Call"),
    ("mismatch is True", "Is"),
    ("[x for x in mismatch]", "ListComp"),
    ("(lambda: 1)()", "Lambda"),
    ("1 if mismatch else 2", "IfExp"),
    ("{'a': 1} == mismatch", "Dict"),
    ("b'x' == mismatch", "Constant"),
    ("_hidden", "Name"),
    ("(a := 1)", "NamedExpr"),
]


@pytest.mark.parametrize(("text", "python"), PLAIN, ids=[p[1] for p in PLAIN])
def test_what_is_not_allowed_is_said_in_plain_words(text, python):
    found = faults(with_change("usage", lambda d: d.condition(FLOW, text)))

    (reason,) = [fault.reason for fault in found if fault.element == FLOW]
    assert text in reason
    assert python not in reason.replace(text, "")
