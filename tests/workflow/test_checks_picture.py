"""Diagrams whose picture is missing, drawn twice, or lies nowhere."""

import copy

import pytest

from tests.workflow.drawings import DI, Drawing, blamed, faults, with_change


def shape(d: Drawing, name: str):
    """What is drawn of an element."""
    drawn = d.root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")
    return next(e for e in drawn if e.get("bpmnElement") == name)


def test_a_diagram_without_a_picture():
    def change(d: Drawing):
        d.root.remove(d.root.find(f"{DI}BPMNDiagram"))

    assert blamed(with_change("usage", change)) == {"sharing_usage"}


def test_a_shape_of_an_element_that_is_not_there():
    def change(d: Drawing):
        shape(d, "give_feedback").set("bpmnElement", "ghost")

    assert "ghost" in blamed(with_change("usage", change))


def test_a_shape_of_nothing():
    def change(d: Drawing):
        del shape(d, "give_feedback").attrib["bpmnElement"]

    assert blamed(with_change("usage", change)) == {"sharing_usage"}


@pytest.mark.parametrize("name", ["give_feedback", "office", "sum_up_usage_to_used"])
def test_an_element_that_is_drawn_twice(name):
    def change(d: Drawing):
        twin = copy.deepcopy(shape(d, name))
        twin.set("id", "twin")
        shape(d, name).getparent().append(twin)

    assert blamed(with_change("usage", change)) == {name}


@pytest.mark.parametrize("value", ["1e309", "-1e309", "NaN", "INF", "1e9", "", "wide", "1_0"])
@pytest.mark.parametrize("name", ["give_feedback", "sum_up_usage_to_used"])
def test_a_place_that_no_drawing_has(name, value):
    def change(d: Drawing):
        next(e for e in shape(d, name) if e.get("x")).set("x", value)

    assert name in blamed(with_change("usage", change))


def test_a_label_at_a_place_that_no_drawing_has():
    def change(d: Drawing):
        label = shape(d, "in_use").find(f"{DI}BPMNLabel")
        label[0].set("width", "NaN")

    assert blamed(with_change("usage", change)) == {"in_use"}


@pytest.mark.parametrize("value", ["0", "-20"])
def test_a_box_without_a_size(value):
    def change(d: Drawing):
        shape(d, "give_feedback")[0].set("width", value)

    assert blamed(with_change("usage", change)) == {"give_feedback"}


def test_a_box_without_a_place():
    def change(d: Drawing):
        drawn = shape(d, "give_feedback")
        drawn.remove(drawn[0])

    assert "give_feedback" in blamed(with_change("usage", change))


def test_an_arrow_of_one_point():
    def change(d: Drawing):
        drawn = shape(d, "sum_up_usage_to_used")
        for point in list(drawn)[1:]:
            drawn.remove(point)

    assert "sum_up_usage_to_used" in blamed(with_change("usage", change))


@pytest.mark.parametrize("value", ["-12.5", "1.5E2", "+7"])
def test_numbers_as_editors_write_them_are_read(value):
    def change(d: Drawing):
        shape(d, "give_feedback")[0].set("x", value)

    assert faults(with_change("usage", change)) == []
