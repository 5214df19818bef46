"""Boxes that say a thing twice, have no name, or one that nobody could read."""

import pytest
from lxml import etree

from tests.workflow.drawings import BPMN, SPIFF, blamed, faults, with_change


def test_a_property_given_twice():
    def change(d):
        group = d["give_feedback"].find(f".//{SPIFF}properties")
        etree.SubElement(group, f"{SPIFF}property", name="formKey", value="sharing/give_feedback")

    assert blamed(with_change("usage", change)) == {"give_feedback"}


def test_two_operations_in_one_task():
    def change(d):
        inner = d["sum_up_usage"].find(f"{BPMN}extensionElements")
        second = etree.SubElement(inner, f"{SPIFF}serviceTaskOperator", id="sharing.remind")
        etree.SubElement(second, f"{SPIFF}parameters")

    assert blamed(with_change("usage", change)) == {"sum_up_usage"}


@pytest.mark.parametrize("name", [None, "", "  "])
def test_a_task_of_people_without_a_name(name):
    def change(d):
        del d["give_feedback"].attrib["name"]
        if name is not None:
            d["give_feedback"].set("name", name)

    assert blamed(with_change("usage", change)) == {"give_feedback"}


def test_two_tasks_of_one_name_in_one_lane():
    def change(d):
        d["give_feedback"].set("name", d["file_usage"].get("name"))

    (found,) = faults(with_change("usage", change))

    assert found.element in {"give_feedback", "file_usage"}


def test_tasks_of_one_name_in_two_lanes_are_told_apart_by_their_party():
    def change(d):
        d["file_provision"].set("name", d["file_usage"].get("name"))

    assert faults(with_change("usage", change)) == []


LONG = [
    ("a box", "give_feedback", "give_feedback"),
    ("a lane", "office", "office"),
    ("an arrow", "sum_up_usage_to_used", "sum_up_usage_to_used"),
    ("a pool", "sharing_usage_pool", "sharing_usage_pool"),
    ("a process", "sharing_usage", "sharing_usage"),
]


@pytest.mark.parametrize(("name", "element"), [o[1:] for o in LONG], ids=[o[0] for o in LONG])
def test_a_name_that_no_page_can_show(name, element):
    change = lambda d: d[name].set("name", "长" * 5000)  # noqa: E731

    found = faults(with_change("usage", change))

    assert {fault.element for fault in found} == {element}
    assert all(len(fault.reason) < 200 for fault in found)


def test_an_english_name_that_no_page_can_show():
    change = lambda d: d.set_property("give_feedback", "name_en", "x" * 5000)  # noqa: E731

    assert blamed(with_change("usage", change)) == {"give_feedback"}


def test_an_id_that_no_table_should_hold():
    def change(d):
        d["sum_up_usage_to_used"].set("id", "x" * 5000)

    found = faults(with_change("usage", change))

    assert found
    assert all(len(str(fault)) < 500 for fault in found)
