"""Guard rail 4: who must act is under a deadline that leads to the office."""

import pytest

from tests.workflow.drawings import BPMN, Drawing, blamed, faults, with_change
from tests.workflow.strokes import another_task, open_ended

NEW_FORM = {"sharing/extra": frozenset[str]()}
UNDER_NO_DEADLINE = [
    ("answer reminds", "application", open_ended("provider_response_answer"), "provider_response"),
    (
        "approval reminds",
        "application",
        open_ended("provider_approval_answer"),
        "provider_approval",
    ),
    (
        "extension untimed",
        "application",
        lambda d: d.remove("review_extension_answer"),
        "review_extension",
    ),
    ("signing untimed", "application", lambda d: d.remove("agreement_provide"), "sign_demander"),
    ("provision reminds", "provision", open_ended("provide_data_provide"), "provide_data"),
    (
        "supplement does not hold",
        "application",
        lambda d: d.set_property("supplement_application", "holds", None),
        "supplement_application",
    ),
    (
        "another task first",
        "application",
        another_task("provider_response", "provider", "sharing_officer"),
        "extra",
    ),
    (
        "another task later",
        "application",
        another_task("deliver_answer", "provider", "unit_approver"),
        "extra",
    ),
    (
        "another before signing",
        "application",
        another_task("agreement", "provider", "unit_approver"),
        "extra",
    ),
    (
        "another before provision",
        "provision",
        another_task("provide_data", "provider", "unit_approver"),
        "extra",
    ),
]


@pytest.mark.parametrize(
    ("diagram", "change", "element"),
    [case[1:] for case in UNDER_NO_DEADLINE],
    ids=[case[0] for case in UNDER_NO_DEADLINE],
)
def test_every_task_on_the_way_is_under_a_deadline(diagram, change, element):
    assert element in blamed(with_change(diagram, change), NEW_FORM)


def test_a_new_task_under_the_deadline_is_welcome():
    def change(d: Drawing):
        another_task("deliver_answer", "provider", "unit_approver")(d)
        timer = d.add("boundaryEvent", "extra_answer", "provider", attachedToRef="extra")
        timer.append(d["provider_approval_answer"].find(f"{BPMN}timerEventDefinition").__copy__())
        timer[0].set("id", "extra_answer_timer")
        d.connect("extra_answer", "escalate_overdue")

    assert faults(with_change("application", change), NEW_FORM) == []


def test_a_new_task_that_holds_the_clock_is_welcome():
    change = another_task("deliver_answer", "provider", "unit_approver", holds="answer")

    assert faults(with_change("application", change), NEW_FORM) == []


def test_a_new_task_outside_the_negotiation_needs_no_deadline():
    change = another_task("sum_up_usage", "provider", "unit_approver")

    assert faults(with_change("usage", change), NEW_FORM) == []
