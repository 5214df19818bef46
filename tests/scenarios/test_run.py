"""`flask scenario run` plays through the real application, and says what went wrong where."""

import os

import pytest

from app.cli.scenario import scenario as command
from app.scenarios import grammar, scratch

START = """\
title: 到本单位审核为止
process: sharing_application
clock: 2026-09-01 09:30
start:
  by: yjb_share
  form: {resource: IR0043, items: [机构名称], basis: 职责, scenario: 分流, scope: 全市,
         mode: service_interface, valid_until: 2027-12-31}
steps:
"""
APPROVED = "  - {submit: unit_review, by: yjb_head, form: {outcome: approve}}\n"


@pytest.fixture
def played(stage, tmp_path):
    """Plays steps after the start; what the report says of it."""

    def play(steps: str, start: str = START) -> str:
        file = tmp_path / "one.yaml"
        file.write_text(start + steps, encoding="utf-8")
        result = str(stage.play(grammar.read(file)))
        return result.replace(str(file), "one.yaml")

    return play


def test_what_comes_as_expected_is_ok(played):
    assert played("  - expect: {open: [unit_review]}") == "ok one.yaml: 到本单位审核为止"


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (
            "open: [provider_approval]",
            "open: expected [provider_approval], found [provider_response]",
        ),
        ("state: signing", "state: expected signing, found awaiting_provider"),
        (
            "due: {provider_response: 2026-09-14}",
            "due: expected provider_response 2026-09-14, found 2026-09-15",
        ),
        (
            "due: {provider_response: 2026-09-15 18:00}",
            "due: expected provider_response 2026-09-15 18:00, found 2026-09-15 24:00",
        ),
        ("filings: []", "filings: expected [], found [application]"),
        ("held: [answer]", "held: expected [answer], found []"),
        (
            "provisional: [provider_response]",
            "provisional: expected [provider_response], found []",
        ),
        (
            "notified: {wsj_share: deadline_missed}",
            "notified: expected deadline_missed to wsj_share, found [task_assigned]",
        ),
        (
            "diagram: [sharing_application/unit_review]",
            "diagram: expected [sharing_application/unit_review], "
            "found [sharing_application/provider_response]",
        ),
    ],
)
def test_a_wrong_expectation_fails_at_its_step(played, wrong, found):
    said = played(f"{APPROVED}  - expect: {{{wrong}}}")

    assert said == f"FAILED one.yaml:2: {found}"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            "  - {submit: provider_response, by: wsj_share, form: {outcome: agree}}",
            "FAILED one.yaml:1: expected provider_response to be open, found [unit_review]",
        ),
        (
            "  - {submit: unit_review, by: wsj_head, form: {outcome: approve}}",
            "FAILED one.yaml:1: expected unit_review to be accepted, found permission",
        ),
        (
            "  - {submit: unit_review, by: yjb_head, form: {outcome: perhaps}}",
            "FAILED one.yaml:1: expected unit_review to be accepted, found validation:outcome",
        ),
        (
            "  - {submit: unit_review, by: nobody, form: {outcome: approve}}",
            "FAILED one.yaml:1: expected an account “nobody”, found none",
        ),
        (
            "  - {refuse: unit_review, by: yjb_share, error: not_open}",
            "FAILED one.yaml:1: expected unit_review to be refused (not_open), found permission",
        ),
        (
            "  - {refuse: provider_response, by: wsj_share, error: permission}",
            "FAILED one.yaml:1: expected provider_response to be refused (permission), "
            "found not_open",
        ),
        (
            "  - {refuse: unit_review, by: yjb_head, form: {outcome: approve}, error: permission}",
            "FAILED one.yaml:1: expected unit_review to be refused (permission), "
            "found it was accepted",
        ),
        (
            "  - {refuse: unit_review, by: yjb_head, form: {outcome: return}, "
            "error: 'validation:outcome'}",
            "FAILED one.yaml:1: expected unit_review to be refused (validation:outcome), "
            "found validation:comment",
        ),
        (
            "  - advance: 2026-08-31",
            "FAILED one.yaml:1: expected a later moment than 2026-09-01 09:30, "
            "found 2026-08-31 09:00",
        ),
    ],
)
def test_a_step_that_does_not_go_as_told_fails(played, steps, said):
    assert played(steps) == said


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("IR0043", "IR9999"), "expected the application to be accepted, found permission"),
        (("yjb_share", "yjb_head"), "expected the application to be accepted, found permission"),
        (("职责", "''"), "expected the application to be accepted, found validation:basis"),
        (("sharing_application", "x"), "expected a process that can be started, found “x”"),
    ],
)
def test_a_start_that_is_refused_fails(played, change, found):
    said = played("  - expect: {open: []}", START.replace(*change))

    assert said == f"FAILED one.yaml:start: {found}"


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        (
            "  - {submit: unit_review, by: yjb_head, form: {outcome: approve, nofield: 1}}",
            "expected unit_review to have a field “nofield”, found comment, outcome",
        ),
        (
            "  - {refuse: unit_review, by: yjb_head, form: {outcome: return, coment: 不清楚}, "
            "error: 'validation:comment'}",
            "expected unit_review to have a field “coment”, found comment, outcome",
        ),
    ],
)
def test_a_field_that_the_form_does_not_have_fails(played, steps, found):
    assert played(steps) == f"FAILED one.yaml:1: {found}"


def test_a_field_that_the_start_form_does_not_have_fails(played):
    said = played("  - expect: {open: []}", START.replace("basis", "bassis"))

    assert said.startswith(
        "FAILED one.yaml:start: expected the application to have a field “bassis”, found "
    )


def test_a_field_that_the_page_hides_for_now_may_be_sent(played):
    step = "  - {submit: unit_review, by: yjb_head, form: {outcome: approve, comment: 好}}"

    assert played(step).startswith("ok")


@pytest.mark.parametrize(
    ("task", "by", "error"),
    [
        ("unit_review", "yjb_share", "permission"),
        ("provider_response", "wsj_share", "not_open"),
    ],
)
def test_what_the_server_must_turn_down_may_be_made_by_hand(played, task, by, error):
    form = "{outcome: approve, typename: UUID}"

    step = f"  - {{refuse: {task}, by: {by}, form: {form}, error: '{error}'}}"

    assert played(step).startswith("ok")


def test_time_stands_where_it_was_moved_to(played):
    assert played("  - advance: '+10wd'\n  - advance: 2026-09-15 09:30").startswith("ok")


def scratch_databases(app):
    """Those of this process: others may be at it too."""
    return sorted(name for name in scratch.databases(app) if str(os.getpid()) in name)


def test_the_command_reports_line_by_line_and_begins_each_on_a_fresh_copy(stage, tmp_path):
    first = START + APPROVED + "  - expect: {open: [provider_response]}"
    (tmp_path / "a.yaml").write_text(first, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(START + "  - expect: {open: []}", encoding="utf-8")
    (tmp_path / "c.yaml").write_text(START + "  - expct: {open: []}", encoding="utf-8")
    before = scratch_databases(stage.app)

    done = stage.app.test_cli_runner().invoke(command, ["run", str(tmp_path)])

    assert done.stdout.replace(f"{tmp_path}/", "").splitlines() == [
        "ok a.yaml: 到本单位审核为止",
        "FAILED b.yaml:1: open: expected [], found [unit_review]",
        "FAILED c.yaml:line 9: unknown verb “expct”; a step has one of "
        "submit, advance, refuse, expect, do, play",
        "1 passed, 2 failed",
    ]
    assert done.exit_code == 1
    assert scratch_databases(stage.app) == before


def test_a_folder_without_scenarios_is_an_error(stage, tmp_path):
    (tmp_path / "notes.txt").write_text("title: 一例", encoding="utf-8")

    done = stage.app.test_cli_runner().invoke(command, ["run", str(tmp_path)])

    assert done.exit_code == 1
    assert "there is no scenario in this folder" in done.output


@pytest.mark.parametrize(
    ("clock", "found"),
    [
        ("2026-09-03 09:00", "ok"),
        ("2026-08-03 09:00", "expected other.yaml to begin later"),
    ],
)
def test_another_case_goes_its_way_meanwhile(played, tmp_path, clock, found):
    other = START.replace("2026-09-01 09:30", clock) + APPROVED
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")

    said = played("  - play: other.yaml\n  - expect: {open: [unit_review]}\n")

    assert found in said


def test_what_goes_wrong_in_the_other_case_is_said_with_its_step(played, tmp_path):
    wrong = START.replace("09-01", "09-03") + "  - expect: {state: signing}\n"
    (tmp_path / "other.yaml").write_text(wrong, encoding="utf-8")

    assert "in other.yaml, step 1: state: expected signing" in played("  - play: other.yaml\n")
