"""The shipped scenarios together take every way through the six diagrams."""

import json
import re

import pytest
from lxml import etree

from app.foundation import paths
from tests.processes.stage import Played

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NODE = re.compile(r"task$|event$|gateway$|callActivity$", re.IGNORECASE)
TABLE = paths.BUILD / "coverage-flows.txt"
CHOICES = {"outcome", "position"}


@pytest.fixture(scope="module")
def all_played(stage) -> dict[str, Played]:
    return {path.stem: played for path, played in stage.all_played().items()}


def drawn(wanted: str | re.Pattern[str]) -> list[str]:
    """Elements of the diagrams as 'process/element', in the order of the files."""
    found = []
    for file in sorted(paths.PROCESSES.rglob("*.bpmn")):
        process = etree.parse(file).find(f".//{BPMN}process")
        for element in process.iter(etree.Element):
            kind = etree.QName(element).localname
            if re.search(wanted, kind) and element.get("id"):
                found.append(f"{process.get('id')}/{element.get('id')}")
    return found


def offered() -> set[str]:
    """Every outcome of every form as 'task: outcome'."""
    forms = paths.FORMS.rglob("*.json")
    return {
        f"{file.stem}: {option['value']}"
        for file in forms
        for field in _inputs(json.loads(file.read_text()))
        if field.get("key") in CHOICES
        for option in field["values"]
    }


def _inputs(form: dict):
    for part in form.get("components", ()):
        yield part
        yield from _inputs(part)


@pytest.mark.slow
def test_every_sequence_flow_is_taken(all_played):
    flows = drawn("^sequenceFlow$")
    taken = {
        flow: [s for s, played in all_played.items() if flow in played.reached] for flow in flows
    }
    lines = [f"{len(by):3}  {flow}  {', '.join(by[:3])}" for flow, by in taken.items()]
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text("\n".join(["taken by  flow  (the first three)", *lines, ""]), encoding="utf-8")

    assert len(flows) > 150
    assert [flow for flow, by in taken.items() if not by] == []


def test_every_task_gateway_event_and_end_is_reached(all_played):
    reached = {element for played in all_played.values() for element in played.reached}

    assert sorted(set(drawn(NODE)) - reached) == []


def test_every_outcome_of_every_form_is_chosen(all_played):
    chosen = {outcome for played in all_played.values() for outcome in played.outcomes}

    assert sorted(offered() - chosen) == []


def test_every_clock_runs_out(all_played):
    files = (file.read_text(encoding="utf-8") for file in paths.PROCESSES.rglob("*.bpmn"))
    clocks = {clock for text in files for clock in re.findall(r"deadline\('(\w+)'\)", text)}
    fired = {clock for played in all_played.values() for clock in played.fired}

    assert clocks - fired == set()
