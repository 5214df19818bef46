"""`flask process`: show who does what, and find faults."""

from itertools import takewhile

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


def block(said, box):
    """The line of a box and what is printed below it."""
    first = next(n for n, line in enumerate(said) if box in line.split()[:2])
    rest = takewhile(lambda line: line.startswith(" "), said[first + 1 :])
    return said[first], {line.split()[0]: line for line in rest}


def line_of(path, text):
    """Where a text stands in a file of the project."""
    lines = (paths.ROOT / path).read_text(encoding="utf-8").splitlines()
    return f"{path}:{next(n for n, line in enumerate(lines, 1) if text in line)} "


def test_show_names_the_line_of_the_form_and_of_every_function_behind_a_person(run):
    task, below = block(run("show", "sharing_provision").output.splitlines(), "provide_data")
    services = "app/domain/sharing/services"

    assert line_of("forms/sharing/provide_data.json", '"id": "provide_data"').strip() in task
    assert line_of(f"{services}/provision.py", "def provide(") in below["answers"]
    assert line_of(f"{services}/provision.py", "def context(") in below["offers"]
    assert line_of(f"{services}/guard.py", "def opened(") in below["opens"]


def test_show_names_the_function_of_the_system_with_its_line(run):
    box, _ = block(run("show", "sharing_provision").output.splitlines(), "check_delivery")

    assert line_of("app/domain/sharing/services/provision.py", "def check(") in box


def test_show_says_what_happens_when_a_clock_runs_out(run):
    said = run("show", "sharing_application").output.splitlines()

    clock = block(said, "provider_response")[1]["clock"]

    assert clock.split(maxsplit=1)[1].startswith("answer, when it runs out → escalate_overdue ")


def test_show_tells_a_reminder_from_a_clock_that_ends_the_task(run):
    clock = block(run("show", "sharing_usage").output.splitlines(), "file_usage")[1]["clock"]

    assert "file_use, when it runs out, the task stays open → remind_demander" in clock


def test_show_names_the_days_of_each_clock_and_who_says_so(run):
    said = run("show", "sharing_application").output.splitlines()
    days = [line.split() for line in said if line.startswith("clock")]

    assert days[0][1:6] == ["answer", "1", "working", "day", "无条件共享申请答复"]
    assert days[1][1:6] == ["answer", "10", "working", "days", "有条件（及不予）共享申请答复"]
    assert days[1][6:] == ["条例第21条", "(answer)"]
    assert {row[1] for row in days} == {"answer", "supplement", "consider", "provide"}


def test_show_names_clocks_and_errors_of_called_processes_and_what_stands_still(run):
    said = run("show", "sharing_application").output.splitlines()

    assert {"clock", "error"} <= set(block(said, "agreement")[1])
    assert "answer" in block(said, "consider_counter")[1]["holds"]


def test_show_of_a_vote_says_that_the_case_names_the_day(run):
    said = run("show", "sharing_decision").output.splitlines()

    assert ["vote", "until", "a", "date"] in [line.split()[1:5] for line in said]


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
