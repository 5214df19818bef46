"""Opened in the editor's modeler and saved again, a file of another tool has lost nothing."""

import pytest
from lxml import etree

from app.workflow.studio.foreign.receiving import receive
from tests.interchange.browser import Modeler
from tests.interchange.comparison import losses
from tests.interchange.conftest import FILES
from tests.interchange.roundtrip import SAME, travel

COUNT = "document.querySelectorAll('script, iframe, [onerror], [onload]').length"
NAMES = sorted(file.stem for file in FILES.glob("*.bpmn"))


@pytest.fixture(scope="module")
def modeler(browser):
    """One page for all files."""
    return Modeler(browser)


def changed(modeler, content, change):
    """What is saved after somebody did something in the editor."""
    saved = modeler.roundtrip(receive(content).content.decode(), change)
    assert not saved.error
    return saved.xml.encode()


def by_id(xml):
    return {e.get("id"): e for e in etree.fromstring(xml).iter(etree.Element) if e.get("id")}


def test_every_example_comes_back_as_it_was(modeler, example):
    outcomes = {name: travel(example(name), f"{name}.bpmn", modeler) for name in NAMES}

    assert {name: o.losses or o.reason for name, o in outcomes.items() if o.state != SAME} == {}
    assert all(o.shown for name, o in outcomes.items() if name != "choreography")


def test_no_script_in_a_file_is_run_when_it_is_opened(modeler, example):
    called = []
    modeler.roundtrip(example("scripts").decode())
    modeler.page.on("dialog", lambda dialog: called.append(dialog.message))
    modeler.roundtrip(example("scripts").decode())

    assert called == []
    assert modeler.page.evaluate(COUNT) == 1  # the page's own script


def test_what_was_changed_is_changed_and_all_else_is_as_it_was(modeler, example):
    content = example("spiffarena")
    saved = changed(
        modeler,
        content,
        """(modeler) => {
          const find = (id) => modeler.get('elementRegistry').get(id);
          const modeling = modeler.get('modeling');
          modeling.updateProperties(find('Ask_1'), { name: 'Whither?' });
          modeling.moveElements([find('End_1')], { x: 40, y: 0 });
        }""",
    )

    now = by_id(saved)
    assert now["Ask_1"].get("name") == "Whither?"
    touched = {"userTask “Ask_1”", "BPMNShape “End_1_di”/Bounds", "BPMNEdge “a7_di”/waypoint"}
    assert {loss.element for loss in losses(content, saved)} <= touched
    assert b"instructionsForEndUser># Hello {{ name }}" in saved
    assert b"import os" in saved


def test_what_was_deleted_stays_deleted_with_all_that_hung_on_it(modeler, example):
    saved = changed(
        modeler,
        example("spiffarena"),
        """(modeler) => {
          const find = (id) => modeler.get('elementRegistry').get(id);
          modeler.get('modeling').removeElements([find('Ask_1'), find('StoreRef_1')]);
        }""",
    )

    assert not {"Ask_1", "Ask_1_di", "StoreRef_1", "StoreRef_1_di"} & set(by_id(saved))
    assert b"instructionsForEndUser" not in saved and b"trip-schema.json" not in saved
    assert b"unitTest" in saved


def test_a_renamed_step_keeps_what_another_tool_wrote_into_it(modeler, example):
    saved = changed(
        modeler,
        example("spiffarena"),
        """(modeler) => {
          const find = (id) => modeler.get('elementRegistry').get(id);
          modeler.get('modeling').updateProperties(find('Ask_1'), { id: 'ask_where' });
          modeler.get('modeling').updateProperties(find('Rule_1'), { id: 'fare_of_trip' });
        }""",
    )

    asked = by_id(saved)["ask_where"]
    assert "# Hello {{ name }}" in "".join(asked.itertext())
    assert "fare" in "".join(by_id(saved)["fare_of_trip"].itertext())


def test_undone_changes_leave_the_file_as_it_was(modeler, example):
    content = example("camunda7")
    saved = changed(
        modeler,
        content,
        """(modeler) => {
          const find = (id) => modeler.get('elementRegistry').get(id);
          modeler.get('modeling').removeElements([find('review'), find('count')]);
          modeler.get('commandStack').undo();
        }""",
    )

    # the modeler lists the arrows into a box anew
    assert [one for one in losses(content, saved) if "order of" not in one.what] == []


def test_what_is_drawn_anew_inside_a_closed_sub_process_is_kept(modeler, example):
    saved = changed(
        modeler,
        example("closed"),
        """(modeler) => {
          const find = (id) => modeler.get('elementRegistry').get(id);
          modeler.get('modeling').moveElements([find('in_t')], { x: 50, y: 0 });
        }""",
    )

    shapes = [e.get("bpmnElement") for e in etree.fromstring(saved).iter("{*}BPMNShape")]
    assert sorted(shapes) == ["box", "deep_t", "deeper", "in_e", "in_s", "in_t", "s"]


def test_a_file_that_the_modeler_cannot_show_is_told_and_the_next_one_opens(modeler, example):
    refused = modeler.roundtrip('<definitions xmlns="urn:other"/>')

    assert refused.error
    assert modeler.roundtrip(example("camunda7").decode()).shown > 10


def test_pools_of_others_may_be_taken_away_but_not_that_of_the_process(modeler, example):
    saved = changed(
        modeler,
        example("signavio"),
        """(modeler) => {
          const find = (id) => modeler.get('elementRegistry').get(id);
          const rules = modeler.get('rules');
          modeler.get('config.studio').process = 'sid-proc1';
          const elements = [find('sid-p1'), find('sid-p2')];
          const may = rules.allowed('elements.delete', { elements });
          modeler.get('modeling').removeElements(may);
        }""",
    )

    now = by_id(saved)
    assert "sid-p1" in now and "sid-proc1" in now
    assert not {"sid-p2", "sid-proc2", "sid-m1", "sid-m1_gui"} & set(now)
