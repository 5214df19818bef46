"""Boxes that name what does not exist: forms, operations, clocks, lanes, posts, processes."""

import pytest

from app.workflow import wiring
from app.workflow.checks.wires import PARTIES
from tests.workflow.drawings import BPMN, ROOM, SPIFF, Drawing, blamed, faults, shipped, with_change


def the_operator(d: Drawing, name: str):
    return next(d[name].iter(f"{SPIFF}serviceTaskOperator"))


def the_timer(d: Drawing, name: str):
    return next(d[name].iter(f"{BPMN}timeDate"))


PROPERTIES = [
    ("no form", "formKey", None),
    ("another's form", "formKey", "sharing/unit_review"),
    ("no such form", "formKey", "sharing/nothing"),
    ("no post", "post", None),
    ("unknown post", "post", "emperor"),
    ("another party's post", "post", "escalation_officer"),
    ("a post too many", "post", "sharing_officer,secrecy_officer"),
    ("unknown state", "state", "asleep"),
    ("no state", "state", None),
    ("unknown clock", "holds", "eternity"),
    ("unknown property", "formkey", "sharing/consider_counter"),
    ("separate from nothing", "separate_from", "nobody"),
    ("separate from itself", "separate_from", "consider_counter"),
]


@pytest.mark.parametrize(
    ("key", "value"), [p[1:] for p in PROPERTIES], ids=[p[0] for p in PROPERTIES]
)
def test_a_wrong_property_of_a_user_task(key, value):
    def change(d):
        d.set_property("consider_counter", key, value)

    assert "consider_counter" in blamed(with_change("application", change))


def test_a_task_in_no_lane():
    def change(d):
        for reference in d.all("flowNodeRef"):
            if reference.text == "consider_counter":
                reference.getparent().remove(reference)

    assert "consider_counter" in blamed(with_change("application", change))


def test_a_lane_of_an_unknown_party():
    assert "court" in blamed(with_change("usage", lambda d: d["office"].set("id", "court")))


def test_a_box_in_two_lanes():
    def change(d):
        second = d["office"].find(f"{BPMN}flowNodeRef")
        d["demander"].append(second.__copy__())

    assert "returns_in" in blamed(with_change("usage", change))


def test_an_operation_that_no_function_has():
    def change(d):
        the_operator(d, "sum_up_usage").set("id", "sharing.conjure")

    assert "sum_up_usage" in blamed(with_change("usage", change))


def test_a_service_task_without_an_operation():
    def change(d):
        the_operator(d, "sum_up_usage").set("id", "")

    assert "sum_up_usage" in blamed(with_change("usage", change))


@pytest.mark.parametrize(
    "text",
    [
        '"P10D"',
        "deadline('never_heard_of')",
        "deadline('confirm') ",
        "deadline(clock)",
        "deadline('confirm') + 1",
        "__import__('os').getcwd()",
        "",
    ],
)
def test_a_timer_names_a_known_clock_and_nothing_else(text):
    def change(d):
        the_timer(d, "confirm_receipt_confirm").text = text

    found = blamed(with_change("provision", change))

    assert ("confirm_receipt_confirm" in found) == (text.strip() != "deadline('confirm')")


def test_a_timer_of_days():
    def change(d):
        the_timer(d, "confirm_receipt_confirm").tag = f"{BPMN}timeDuration"

    assert "confirm_receipt_confirm" in blamed(with_change("provision", change))


def test_one_clock_twice_on_a_task():
    def change(d):
        the_timer(d, "cast_vote_major").text = "deadline('vote')"

    assert blamed(with_change("decision", change)) & {"cast_vote_major", "cast_vote_vote"}


def test_a_called_process_that_is_not_drawn():
    assert blamed({f: x for f, x in shipped().items() if f != f"{ROOM}/usage.bpmn"}) == {"usage"}


def test_a_process_that_calls_itself():
    def change(d):
        d["usage"].set("calledElement", "sharing_application")

    found = faults(with_change("application", change))

    assert "sharing_application" in {f.element for f in found if f.path}


def test_two_processes_that_call_each_other():
    def change(d):
        task = d["call_vote"]
        task.tag = f"{BPMN}callActivity"
        task.set("calledElement", "sharing_mediation")

    def back(d):
        task = d["weigh_answers"]
        task.tag = f"{BPMN}callActivity"
        task.set("calledElement", "sharing_decision")

    files = with_change("decision", change)
    files |= {f"{ROOM}/mediation.bpmn": with_change("mediation", back)[f"{ROOM}/mediation.bpmn"]}

    assert {"sharing_decision", "sharing_mediation"} <= {f.element for f in faults(files) if f.path}


def test_calls_nine_levels_deep():
    text = shipped()[f"{ROOM}/usage.bpmn"].decode()
    files = shipped()
    for level in range(9):
        d = Drawing(text.replace("sharing_usage", f"deep_{level}").encode())
        task = d["sum_up_usage"]
        task.tag = f"{BPMN}callActivity"
        task.set("calledElement", f"deep_{level + 1}")
        files[f"deep/{level}.bpmn"] = d.bytes()

    assert "deep_0" in {f.element for f in faults(files) if len(f.path) > 8}


def test_an_error_that_nobody_catches():
    def change(d):
        d.remove("agreement_agreement_returned")

    assert "agreement" in blamed(with_change("application", change))


def test_an_error_that_nobody_throws():
    def change(d):
        for name in ("returned_by_demander", "returned_by_provider"):
            d[name].remove(d[name].find(f"{BPMN}errorEventDefinition"))

    assert "agreement_agreement_returned" in blamed(with_change("agreement", change))


def test_a_called_process_that_declares_no_result():
    def change(d):
        d.process.remove(d.process.find(f"{BPMN}ioSpecification"))

    assert "usage" in blamed(with_change("usage", change))


def test_a_fault_says_where_and_why_in_one_line():
    def change(d):
        the_operator(d, "sum_up_usage").set("id", "sharing.conjure")

    (fault,) = faults(with_change("usage", change))

    said = "The system has no operation “sharing.conjure”; choose another."
    assert str(fault) == f"sharing/usage.bpmn: sum_up_usage: {said}"


def test_a_form_without_a_choice_offers_nothing():
    assert wiring.outcomes({"a": b"{}", "b": b"not json"}) == {"a": frozenset(), "b": frozenset()}


def test_a_task_in_no_lane_is_told_just_that():
    def change(d):
        for reference in d.all("flowNodeRef"):
            if reference.text == "give_feedback":
                reference.getparent().remove(reference)

    (found,) = faults(with_change("usage", change))

    assert found.element == "give_feedback"


def test_a_lane_of_an_unknown_party_is_told_just_that():
    found = faults(with_change("usage", lambda d: d["office"].set("id", "court")))

    assert {fault.element for fault in found} - {"office"} == {"court"}  # its shape lost its lane


def test_a_call_that_is_written_wrong_is_told_just_that():
    def change(d):
        d["usage"].set("calledElement", "sharing_usge")

    assert blamed(with_change("application", change)) == {"usage"}


def test_a_process_without_lanes_is_told_once():
    def change(d):
        d.process.remove(d.process.find(f"{BPMN}laneSet"))

    found = [fault.element for fault in faults(with_change("usage", change))]

    assert [element for element in found if element not in PARTIES] == ["sharing_usage"]
