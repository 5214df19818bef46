"""`flask process`: show who does what, and find faults."""

import pytest

from app.foundation import paths
from tests.workflow.drawings import with_change


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["process", *words])


@pytest.fixture
def changed(tmp_path):
    """A folder with one changed diagram."""

    def changed(name, change):
        file = tmp_path / f"{name}.bpmn"
        file.write_bytes(with_change(name, change)[f"sharing/{name}.bpmn"])
        return str(file)

    return changed


def test_show_names_the_form_of_a_person_and_the_function_of_the_system(run):
    said = run("show", "sharing_provision").output.splitlines()

    assert any("person" in s and "forms/sharing/provide_data.json" in s for s in said)
    assert any("system" in s and "app/domain/sharing/services/provision.py:" in s for s in said)


def test_every_shipped_diagram_can_be_shown(run):
    for name in ("application", "mediation", "decision", "agreement", "provision", "usage"):
        shown = run("show", f"sharing_{name}")

        assert shown.exit_code == 0
        assert "no function" not in shown.output


def test_show_of_an_unknown_diagram_names_the_known_ones(run):
    shown = run("show", "sharing_nothing")

    assert shown.exit_code == 1
    assert "sharing_application" in shown.output


def test_check_of_the_shipped_folder_is_ok(run):
    checked = run("check", str(paths.PROCESSES))

    assert (checked.exit_code, checked.output.startswith("ok")) == (0, True)


def test_check_of_one_file_knows_the_processes_it_calls(run):
    assert run("check", str(paths.PROCESSES / "sharing" / "application.bpmn")).exit_code == 0


def test_check_prints_file_element_and_reason_and_fails(run, changed):
    file = changed("usage", lambda d: d.set_property("give_feedback", "post", "emperor"))

    checked = run("check", file)

    assert checked.exit_code == 1
    (line,) = checked.output.splitlines()
    assert line.startswith(f"{file}: give_feedback: ")


def test_check_of_a_fault_across_calls_names_the_path(run, changed):
    file = changed("application", lambda d: d.bypass("archive_case"))

    assert "application → unit_review" in run("check", file).output


def test_check_of_nothing_says_so(run):
    assert run("check", "no/such/place").exit_code == 1
    assert run("check").exit_code == 2


def test_deploy_changes_nothing_where_nothing_has_changed(run):
    run("deploy")

    assert run("deploy").output.strip() == "Nothing has changed."
