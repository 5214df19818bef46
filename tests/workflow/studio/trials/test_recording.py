"""A case becomes a scenario that says who did what and when, and can be played again."""

import pytest

from app.foundation import paths
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, NotFound
from app.jobs.worker import work_off
from app.scenarios import describing, grammar, player, scratch
from app.workflow import definitions
from app.workflow.definitions import PROCESS
from app.workflow.models import Task
from app.workflow.studio import gates, revisions
from app.workflow.studio.trials import beginning, masking, recording, writing
from tests.support.people import account
from tests.workflow.studio.drawing import APPLICATION, diagram, renamed
from tests.workflow.studio.trying import tried

WRONG = """steps:
  - {submit: unit_review, by: yjb_head, form: {outcome: approve}}
  - expect: {state: signing}
  - advance: +1d
"""


@pytest.fixture
def case(app):
    """A case that was withdrawn when more was asked for."""
    return played(app, "22-supplement-withdrawn.yaml")


def steps(text):
    return describing.of(text, None).steps


def test_a_case_played_through_the_pages_passes_as_a_scenario_on_a_draft(app, admin):
    """The whole way: a case, its recording, a draft, the trial, the gate."""
    case = played(app, "01-straight-through.yaml")
    recorded = recording.record(case)
    assert recorded.remarks == []
    before = databases(app)
    number, draft, (right, wrong) = begun(
        admin, recorded.text, recorded.text.partition("steps:")[0] + WRONG
    )

    assert work_off("trial") == 1

    trial = beginning.find(number)
    assert trial.state == "done"
    as_expected(trial.results[0])
    not_as_expected(trial.results[1])
    with transaction():  # the shipped ones are as if they had passed too
        tried(revisions.find(draft), but={f"written:{right}", f"written:{wrong}"})
    (said,) = gates.obstacles(revisions.find(draft))
    assert trial.results[1].title in said
    with transaction():
        writing.put_away(wrong)
    assert gates.obstacles(revisions.find(draft)) == []
    assert len(databases(app)) == len(before)  # nothing more is left behind


def played(app, name):
    """The case that a shipped scenario plays, in this database."""
    scenario = grammar.read(paths.SCENARIOS / name)
    one = player.Player(app, scenario)
    player.play(one, scenario)
    return one.case


def databases(app):
    return [name for name in scratch.databases(app) if scratch.HOST in name]


def begun(admin, *texts):
    """A trial of these scenarios on a draft; the numbers of the trial, the draft, and the texts."""
    with transaction():
        written = [writing.begin(text, admin).id for text in texts]
        draft = revisions.begin("改一个字", admin)
        changed = renamed(diagram(draft))
        revisions.save(draft, PROCESS, APPLICATION, changed, seen=0, account=admin)
        keys = {f"written:{number}" for number in written}
        return beginning.begin(draft, admin, keys).id, draft.id, written


def as_expected(result):
    assert (result.state, result.error) == ("passed", None)
    assert result.taken == result.step_count == len(result.steps)
    assert result.steps[0]["open"] == ["sharing_application/unit_review"]
    assert result.steps[-1]["state"] == "completed"
    assert "sharing_application/unit_review_to_unit_review_outcome" in result.reached


def not_as_expected(result):
    assert (result.state, result.taken) == ("failed", 3)
    assert result.error == result.steps[2]["error"]
    assert result.error["en"] == "state: expected signing, found awaiting_provider"
    assert "应为 signing，实际为 awaiting_provider" in result.error["zh"]


def test_the_recording_says_who_did_what_and_when(case):
    text = recording.record(case).text

    assert "clock: 2026-09-01 09:00\n" in text
    assert "  - submit: unit_review\n    by: yjj_head\n    form: {outcome: approve}\n" in text
    assert text.endswith("  - expect: {open: [], state: withdrawn}\n")
    assert [type(step).__name__ for step in steps(text)] == ["Submit", "Submit", "Submit", "Expect"]


def test_what_was_written_in_words_is_left_out(case):
    text = recording.record(case).text

    assert "抽检结果比对" not in text  # the scenario of use
    assert "比对方案" not in text  # what was missing
    assert "items: [单位名称, 抽检结果]" in text  # chosen from the catalogue


def test_time_between_two_answers_is_an_advance_and_what_was_open_is_expected(app, case):
    last = db.session.query(Task).filter_by(instance_id=case, name="supplement_application").one()
    with transaction():
        last.closed_at = last.closed_at.replace(day=3, second=7)

    text = recording.record(case).text

    assert (
        "  - expect: {open: [supplement_application]}\n"
        "  - advance: 2026-09-03 09:00:07\n"
        "  - submit: supplement_application\n"
    ) in text


def test_an_account_that_the_demonstration_lacks_is_played_by_one_of_its_unit_and_post(case):
    with transaction():
        account("yjj_head").login = "zhang_san"

    recorded = recording.record(case)

    assert "by: yjj_head" in recorded.text
    assert any("zhang_san" in said and "yjj_head" in said for said in recorded.remarks)


def test_a_unit_without_such_a_post_in_the_demonstration_is_named(app, case):
    with transaction():
        head = account("yjj_head")
        head.login = "li_si"
        for task in db.session.query(Task).filter_by(name="unit_review"):
            task.posts = ["nobody_has_this"]

    recorded = recording.record(case)

    assert "by: li_si" in recorded.text
    assert any("没有可办理" in said for said in recorded.remarks)


def test_what_did_not_come_by_the_units_own_hand_is_left_to_the_writer(case):
    with transaction():
        db.session.query(Task).filter_by(name="provider_response").one().via = "paper"

    recorded = recording.record(case)

    assert "submit: provider_response" not in recorded.text
    assert any("书面补录" in said for said in recorded.remarks)


def test_who_voted_how_is_not_told(case):
    with transaction():
        for task, outcome in zip(
            db.session.query(Task).filter(Task.outcome.is_not(None)).order_by(Task.id),
            ("reject", "approve", "approve"),
            strict=True,
        ):
            task.name, task.item, task.outcome = "cast_vote", "x", outcome

    recorded = recording.record(case)

    outcomes = [step.form["outcome"] for step in steps(recorded.text)[:3]]
    assert outcomes == ["approve", "approve", "reject"]
    assert any("表决" in said for said in recorded.remarks)


def test_files_dates_numbers_and_rows_are_taken_over_as_far_as_they_can_be_played():
    form = definitions.forms.parse(
        b'{"type":"default","id":"f","schemaVersion":19,"components":['
        b'{"type":"filepicker","key":"scan","label":"scan","id":"a"},'
        b'{"type":"number","key":"count","label":"count","id":"b"},'
        b'{"type":"textfield","key":"why","label":"why","id":"c","validate":{"minLength":8}},'
        b'{"type":"dynamiclist","path":"rows","label":"rows","id":"d","isRepeating":true,"components":['
        b'{"type":"textfield","key":"name","label":"name","id":"e"},'
        b'{"type":"select","key":"kind","label":"kind","id":"g","values":[{"label":"x","value":"x"}]}]}]}'
    )

    told, files = masking.answers(
        form,
        {"scan": [4], "count": 3, "why": "因为", "rows": [{"name": "甲", "kind": "x"}] * 2},
    )

    assert files
    assert told["count"] == "3"
    assert told["why"] == "（略）………………"[:8]
    assert [row["kind"] for row in told["rows"]] == ["x", "x"]
    assert told["rows"][0]["name"] != told["rows"][1]["name"]


def test_there_is_no_recording_of_a_case_that_is_not_there_or_in_which_nobody_acted(app, case):
    with pytest.raises(NotFound):
        recording.record(999_999)
    with transaction():
        for task in db.session.query(Task).filter_by(instance_id=case):
            task.closed_by = "timer"
    with pytest.raises(Conflict):
        recording.record(case)
