"""The walk along all ways stays small, and says so where it cannot."""

import pytest

from app.workflow import wiring
from app.workflow.checks.fault import Drawn, Known
from app.workflow.checks.laws import negotiation
from app.workflow.checks.walk import MOST_POSITIONS, Walk
from app.workflow.engine.diagram import read
from tests.workflow.drawings import faults, forms, operations, shipped, with_change
from tests.workflow.grown import grown
from tests.workflow.hostile.strokes import remembered


def walked(files, more_forms=None):
    """A walk along all ways of the negotiation in these diagrams."""
    drawn = [Drawn(file, read(xml)) for file, xml in files.items()]
    known = Known({**forms(), **(more_forms or {})}, operations(), wiring.shipped_clocks())
    walk = Walk(
        negotiation.LAW, {d.diagram.id: d for d in drawn}, known, negotiation.LAW.beginnings[0]
    )
    for position in walk:
        walk.go_on(position)
    return walk


def test_the_shipped_diagrams_have_some_two_thousand_positions():
    walk = walked(shipped())

    assert not walk.is_cut_short
    assert len(walk.came_from) < 3_000


def test_a_diagram_of_300_boxes_is_walked_to_its_end():
    files, more = grown(300)
    assert len(read(files["sharing/application.bpmn"]).nodes) > 290

    walk = walked(files, more)

    assert not walk.is_cut_short
    assert len(walk.came_from) < 10_000


def test_300_boxes_are_as_faultless_as_what_they_grew_from():
    files, more = grown(300)

    assert faults(files, more) == []


@pytest.mark.parametrize("steps", [20, 100])
def test_ways_that_multiply_without_end_are_not_walked_to_the_end(steps):
    walk = walked(with_change("usage", remembered(steps)))

    assert walk.is_cut_short
    assert len(walk.came_from) < MOST_POSITIONS * 1.1


def test_what_cannot_be_checked_is_refused():
    found = faults(with_change("usage", remembered(20)))

    assert {f.code for f in found} == {"too-many-ways"}
    assert all(str(MOST_POSITIONS) in f.reason for f in found)
