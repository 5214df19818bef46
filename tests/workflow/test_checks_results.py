"""Results of service tasks whose name the case could not live with."""

import pytest
from lxml import etree

from tests.workflow.drawings import BPMN, SPIFF, Drawing, blamed, faults, with_change


def named(box: str, name: str):
    """Let a service task write its result under this name."""
    return lambda d: next(d[box].iter(f"{SPIFF}serviceTaskOperator")).set("resultVariable", name)


NAMES = [
    "typename",
    "case",
    "outcome",
    "a b",
    "a-b",
    "class",
    "None",
    "__class__",
    "_hidden",
    "spiff__x_result",
    "len",
    "1st",
    "数量",
    "ｃａｓｅ",
    "x" * 500,
    "provide_data_unit",
]


@pytest.mark.parametrize("name", NAMES, ids=[name[:20] for name in NAMES])
def test_a_result_has_a_plain_name_of_its_own(name):
    assert "check_delivery" in blamed(with_change("provision", named("check_delivery", name)))


def test_a_plain_name_that_nothing_reads_is_allowed():
    assert faults(with_change("provision", named("check_delivery", "Missing_2"))) == []


def test_a_result_that_is_read_on_the_arrows_is_refused_too():
    def change(d: Drawing):
        named("record_deficiency", "typename")(d)
        for flow in d.out("is_first_deficiency"):
            d.condition(flow.get("id"), flow[-1].text.replace("deficiencies", "typename"))

    found = faults(with_change("provision", change))

    assert [fault.element for fault in found] == ["record_deficiency"]


def test_a_result_does_not_take_the_place_of_an_input():
    assert "dispute_filing" in blamed(with_change("mediation", named("dispute_filing", "cause")))


@pytest.mark.parametrize("tag", ["dataInput", "dataOutput"])
def test_what_a_process_takes_and_gives_has_plain_names_too(tag):
    def change(d: Drawing):
        drawn = d.process.find(f"{BPMN}ioSpecification")
        etree.SubElement(drawn, f"{BPMN}{tag}", id="typename", name="typename")

    assert "sharing_provision" in blamed(with_change("provision", change))


def test_one_result_written_in_two_parallel_branches():
    def change(d: Drawing):
        named("deliver_feedback", "noted")(d)
        named("compare_returns", "noted")(d)
        for flow in d.out("is_mismatch"):
            d.condition(flow.get("id"), flow[-1].text.replace("mismatch", "noted"))

    (found,) = [f for f in faults(with_change("usage", change)) if "“noted”" in f.reason]

    assert "deliver_feedback" in str(found)
    assert "compare_returns" in str(found)


def test_one_result_written_on_two_ways_of_a_choice_is_allowed():
    changed = with_change("provision", named("record_receipt", "provision_result"))

    assert faults(changed) == []
