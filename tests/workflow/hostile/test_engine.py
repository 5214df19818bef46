"""Where a check should fail to see it, the engine itself does not run what was hidden.

Each attempt would leave a file behind if its code ran.  The checks are passed over here on
purpose: the diagrams go to the engine as they are.
"""

import pytest
from lxml import etree

from app.workflow import engine
from app.workflow.engine.expressions import UnsafeExpression
from app.workflow.engine.machine import Runaway
from tests.workflow.drawings import BPMN, SPIFF, Drawing, shipped
from tests.workflow.engine.play import Play
from tests.workflow.hostile import strokes as s
from tests.workflow.hostile.test_designers import CONDITIONS

FOLDER = "sharing/"


@pytest.fixture
def trace(tmp_path):
    """The file that must never be there."""
    return tmp_path / "it-ran"


def code(trace):
    """An expression that would write the file."""
    return f"open('{trace}', 'w').write('x') or True"


def played(change, process="sharing_usage", diagram="usage", **returns):
    """The shipped diagrams, one of them changed and unchecked, played as far as it goes."""
    drawing = Drawing(shipped()[f"{FOLDER}{diagram}.bpmn"])
    change(drawing)
    sharing = {name: xml for name, xml in shipped().items() if name.startswith(FOLDER)}
    specs = engine.parse(sharing | {f"{FOLDER}{diagram}.bpmn": drawing.bytes()})
    play = Play(process, returns=returns, specs=specs)
    for _step in range(20):
        if not play.tasks:
            break
        play.do(play.tasks[0].name)
    return play


PLACES = {
    "a script": lambda code: s.script(code),
    "a script before a step": lambda code: s.beside(s.TASK, "preScript", code),
    "a script after a step": lambda code: s.beside(s.TASK, "postScript", code),
    "a condition": lambda code: s.condition(code),
    "a timer": lambda code: s.timer(code),
    "a timer that repeats": lambda code: s.timer(code, "timeCycle"),
    "a timer of days": lambda code: s.timer(code, "timeDuration"),
    "a parameter": lambda code: s.parameter(code),
    "a loop": lambda code: (
        lambda d: etree.SubElement(
            etree.SubElement(d[s.TASK], f"{BPMN}standardLoopCharacteristics", testBefore="true"),
            f"{BPMN}loopCondition",
        ).__setattr__("text", code)
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_code_does_not_run_in(place, trace):
    with pytest.raises(Exception) as stopped:
        played(PLACES[place](code(trace)))

    assert not trace.exists()
    assert "Unsafe" in repr(_chain(stopped.value)) or "alidation" in repr(_chain(stopped.value))


def _chain(wrong):
    found = []
    while wrong is not None:
        found.append(wrong)
        wrong = wrong.__cause__ or wrong.__context__
    return found


@pytest.mark.parametrize("name", [name for name in CONDITIONS if "number of" not in name])
def test_no_condition_is_evaluated_that(name):
    with pytest.raises((UnsafeExpression, NameError)):
        engine.expressions.evaluate(CONDITIONS[name].strip(), {"mismatch": "x"})


def test_code_in_the_list_of_units_is_not_evaluated(trace):
    def change(d):
        s.list_of(code(trace))(d)

    with pytest.raises(Exception):  # noqa: B017
        played(change, "sharing_decision", "decision")

    assert not trace.exists()


def test_an_operation_that_is_a_path_reaches_only_the_table_of_operations():
    play = played(s.operation("os.system"))

    assert "os.system" in play.called


@pytest.mark.parametrize("name", ["typename", "case", "outcome"])
def test_a_result_does_not_take_the_place_of_what_the_case_lives_by(name):
    with pytest.raises(ValueError, match=name):
        played(s.result(name))


def test_a_circle_without_people_is_stopped():
    with pytest.raises(Runaway):
        played(s.circle, compare_returns=False)


def test_a_listener_of_another_tool_does_not_run(trace):
    def change(d):
        inner = d[s.TASK].find(f"{BPMN}extensionElements")
        for tag in ("executionListener", "taskListener", "script"):
            foreign = etree.SubElement(inner, f"{{http://camunda.org/schema/1.0/bpmn}}{tag}")
            foreign.text = code(trace)
        assert inner.find(f"{SPIFF}properties") is not None

    played(change)

    assert not trace.exists()
