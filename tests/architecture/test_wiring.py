"""Every box in every diagram has its form or its function, and nothing is left over."""

from app.domain.catalogue.services import matters
from app.foundation import paths
from app.workflow import registry
from app.workflow.checks.fault import users
from app.workflow.engine.diagram import read
from app.workflow.wiring import check, shipped_clocks, shipped_forms

FILES = {str(f): f.read_bytes() for f in sorted(paths.PROCESSES.rglob("*.bpmn"))}
DIAGRAMS = [read(xml) for xml in FILES.values()]


def test_every_service_task_has_a_function_and_every_function_a_service_task(app):
    drawn = {node.operator for d in DIAGRAMS for node in d.of_kind("serviceTask")}

    assert drawn == registry.names()


def test_every_user_task_has_a_form_and_every_form_a_user_task():
    drawn = {node.properties["formKey"] for d in DIAGRAMS for node in users(d)}

    assert drawn == set(shipped_forms())


def test_whoever_records_an_answer_belongs_to_a_user_task(app):
    drawn = {f"{d.id.partition('_')[0]}.{node.id}" for d in DIAGRAMS for node in users(d)}

    assert registry.user_tasks() <= drawn


def test_both_rooms_are_wired_and_each_draws_in_its_own_folder():
    rooms = {file.split("/processes/")[1].split("/")[0] for file in FILES}
    drawn = {
        (f.split("/processes/")[1].split("/")[0], read(x).id.partition("_")[0])
        for f, x in FILES.items()
    }

    assert {"sharing", "catalogue"} <= rooms
    assert all(folder == prefix for folder, prefix in drawn)


def test_what_begins_a_matter_is_drawn_with_the_form_it_names(app):
    starts = {d.id: node for d in DIAGRAMS for node in d.of_kind("startEvent")}

    for process_id, module in matters.PROCESSES.items():
        assert starts[process_id].properties["formKey"] == module.FORM
        assert starts[process_id].lane == "applicant"


def test_the_diagrams_pass_the_check_that_a_release_must_pass(app):
    assert check(FILES.items(), shipped_forms(), registry.names(), shipped_clocks()) == []


def test_everything_that_people_read_is_named_in_both_languages():
    shown = ("userTask", "callActivity", "startEvent", "serviceTask", "endEvent")
    named = [n for d in DIAGRAMS for n in d.of_kind(*shown)]
    named += [lane for d in DIAGRAMS for lane in d.lanes.values()]

    assert [n.id for n in named if not (n.name and n.name_en)] == []
    assert [d.id for d in DIAGRAMS if not (d.name and d.name_en)] == []


def test_every_task_says_what_happens_and_why():
    kinds = ("userTask", "serviceTask", "callActivity")

    assert [n.id for d in DIAGRAMS for n in d.of_kind(*kinds) if not n.documentation] == []
    assert [n.id for d in DIAGRAMS for n in d.of_kind("boundaryEvent") if not n.documentation] == []
