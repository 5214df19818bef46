"""No release unless all scenarios that go through the draft passed on exactly these contents."""

from app.foundation import paths
from app.foundation.database import db, transaction
from app.workflow.definitions import FORM, PROCESS
from app.workflow.studio import gates, revisions
from app.workflow.studio.trials import gate, touching, writing
from app.workflow.studio.trials.models import FAILED, TrialResult
from tests.workflow.studio.drawing import APPLICATION, diagram, form, renamed
from tests.workflow.studio.trying import tried

USAGE_FORM = "sharing/give_feedback"
WRITTEN = """\
title: 只看审核
process: sharing_application
clock: 2026-09-01 09:30
start: {by: yjb_share, form: {resource: IR0043}}
steps:
  - advance: +3d
"""


def keys(revision):
    found = touching.by(revision, revisions.files(revision)).sheets
    return {one.key.partition(":")[2][:2] for one in found}


def test_a_draft_that_was_not_tried_is_not_released(draft):
    (said,) = gates.obstacles(draft)

    assert "35 个场景中有 35 个尚未" in said


def test_a_draft_whose_scenarios_all_passed_is(draft):
    with transaction():
        tried(draft)

    assert gates.obstacles(draft) == []
    assert gate.standing(draft).is_tried


def test_whatever_is_saved_afterwards_is_to_be_tried_again(draft, admin):
    with transaction():
        tried(draft)
        revisions.save(
            draft, FORM, USAGE_FORM, form(draft, USAGE_FORM) + b"\n", seen=0, account=admin
        )

    assert len(gate.standing(revisions.find(draft.id)).unplayed) == 35


def test_a_scenario_that_failed_is_named_until_it_passes(draft):
    key = "shipped:04-supplement-lapses.yaml"
    with transaction():
        failing = tried(draft).id
        db.session.get_one(TrialResult, (failing, 4)).state = FAILED
    (said,) = gates.obstacles(draft)
    assert "逾期未补充材料，申请失效" in said

    with transaction():
        tried(draft)

    assert gates.obstacles(draft) == []
    assert key in {one.key for one in gate.standing(draft).passed}


def test_a_scenario_written_or_changed_afterwards_is_to_be_played(draft, admin):
    with transaction():
        tried(draft)
        number = writing.begin(WRITTEN, admin).id
    assert [one.about.title for one in gate.standing(draft).unplayed] == ["只看审核"]

    with transaction():
        tried(draft)
        writing.save(number, WRITTEN.replace("+3d", "+4d"), seen=1, account=admin)
    assert [one.key for one in gate.standing(draft).unplayed] == [f"written:{number}"]

    with transaction():
        writing.put_away(number)
    assert gates.obstacles(draft) == []


def test_a_form_touches_the_processes_that_ask_for_it_and_those_that_call_them(admin):
    with transaction():
        draft = revisions.begin("评价表", admin)
        revisions.save(
            draft, FORM, USAGE_FORM, form(draft, USAGE_FORM) + b"\n", seen=0, account=admin
        )
    touched = touching.by(draft, revisions.files(draft))

    assert touched.processes == {"sharing_usage"}
    assert {"01", "58"} <= keys(draft)  # 58 plays a case of sharing on its way
    assert "40" not in keys(draft)


def test_a_form_that_no_process_asks_for_is_in_nobodys_way(admin):
    with transaction():
        draft = revisions.begin("新表", admin)
        content = form(draft)
        revisions.save(draft, FORM, "sharing/of_nobody", content, seen=0, account=admin)

    assert gate.obstacles(draft) == []
    assert gate.standing(draft).count == 0


def test_a_process_that_people_get_into_needs_a_scenario(draft, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "SCENARIOS", tmp_path)

    (said,) = gates.obstacles(draft)

    assert "没有场景经过流程“sharing_application”" in said


def test_a_new_process_that_nobody_can_get_into_yet_needs_none(admin):
    with transaction():
        draft = revisions.begin("新流程", admin)
        strange = diagram(draft, "sharing_usage").replace(b"sharing_usage", b"sharing_strange")
        revisions.save(draft, PROCESS, "sharing_strange", strange, seen=0, account=admin)

    assert gate.obstacles(draft) == []


def test_a_release_meanwhile_is_other_contents(draft, admin):
    with transaction():
        tried(draft)
    before = gate.standing(draft).sha256
    with transaction():
        revisions.save(
            draft,
            PROCESS,
            APPLICATION,
            renamed(diagram(draft), "复核", "核对"),
            seen=1,
            account=admin,
        )

    assert gate.standing(revisions.find(draft.id)).sha256 != before
