"""The pages of trials and scenarios: begin, watch, stop, step by step, coverage, write, record."""

import pytest

from app.foundation.database import db, transaction
from app.workflow.definitions import PROCESS
from app.workflow.studio import revisions
from app.workflow.studio.trials import beginning, running
from app.workflow.studio.trials.models import Trial, WrittenScenario
from tests.support.people import account
from tests.web.test_doors_studio import DOORS, TRIALS
from tests.workflow.studio.drawing import APPLICATION, diagram, renamed
from tests.workflow.studio.trials.played import played
from tests.workflow.studio.trials.test_gate import WRITTEN

SCENARIOS = "/studio/scenarios"


@pytest.fixture
def admin(desks):
    return desks.at("xxb_proc")


@pytest.fixture
def draft(admin):
    with transaction():
        made = revisions.begin("改一个字", account("xxb_proc"))
        changed = renamed(diagram(made))
        revisions.save(made, PROCESS, APPLICATION, changed, seen=0, account=account("xxb_proc"))
        return made.id


@pytest.fixture
def done(draft):
    with transaction():
        return played(revisions.find(draft)).id


def newest(model):
    db.session.expire_all()
    return db.session.query(model).order_by(model.id.desc()).first()


def test_the_page_of_a_draft_leads_to_its_trial_and_the_trial_is_stopped(admin, draft):
    assert "35 个场景中已通过 0 个" in admin.get(f"/studio/drafts/{draft}").text

    begun = admin.post(f"/studio/trials/drafts/{draft}", data={})
    trial = newest(Trial)
    assert (begun.status_code, len(trial.results)) == (302, 35)
    page = admin.get(begun.location).text
    assert 'hx-trigger="every 1500ms"' in page and "等待演练" in page
    assert "正在试运行，点击查看" in admin.get(f"/studio/drafts/{draft}").text
    assert admin.post(f"/studio/trials/drafts/{draft}").status_code == 409

    admin.post(f"/studio/trials/{trial.id}/stop")

    page = admin.get(begun.location).text
    assert "已停止" in page and "hx-trigger" not in page
    assert admin.post(f"/studio/trials/{trial.id}/stop").status_code == 409


def test_some_scenarios_are_chosen(admin, draft):
    page = admin.get(f"/studio/trials/drafts/{draft}").text
    assert 'value="shipped:22-supplement-withdrawn.yaml"' in page

    ticked = {"chosen": "1", "key": "shipped:22-supplement-withdrawn.yaml"}
    admin.post(f"/studio/trials/drafts/{draft}", data=ticked)

    assert [one.key for one in newest(Trial).results] == [ticked["key"]]
    admin.post(f"/studio/trials/{newest(Trial).id}/stop")
    nothing = admin.post(f"/studio/trials/drafts/{draft}", data={"chosen": "1"})
    assert nothing.status_code == 422


def test_the_script_is_given_the_part_that_changes(admin, done):
    part = admin.get(f"/studio/trials/{done}", headers={"HX-Request": "true"}).text

    assert part.lstrip().startswith('<div id="trial"')
    assert "应为 sign_demander" in part


def test_each_step_says_what_was_expected_and_what_was_found(admin, done):
    page = admin.get(f"/studio/trials/{done}/1").text

    assert "yjb_share 发起案件" in page
    assert "yjb_head 办理“本单位复核”" in page
    assert "gaj_share 试办“提供单位答复”，应当被拒绝：填写有误 (reason)" in page
    assert "xxb_escal 撤回上一次办理，应当被拒绝：与现状冲突" in page
    assert "时间推进到 2026-09-04 10:00" in page
    assert '<td class="text-break">2026-09-14</td><td class="text-break">2026-09-15</td>' in page
    assert 'aria-current="step"' in page.split('data-step="5"')[1][:400]
    assert "本单位复核 → 是否同意申请" in page


def test_the_steps_speak_english_too(admin, done):
    admin.post("/locale", data={"lang": "en", "next": "/"})
    page = admin.get(f"/studio/trials/{done}/1").text

    assert "expected sign_demander" in page
    assert "yjb_head completes “" in page


def test_any_step_is_an_address_of_its_own_and_nonsense_is_the_nearest(admin, done):
    for asked, shown in (("0", 0), ("3", 3), ("99", 5), ("-4", 0), ("x", 5)):
        page = admin.get(f"/studio/trials/{done}/1?step={asked}").text
        assert f'data-step="{shown}"' in page.partition('aria-current="step"')[0][-400:]


def test_the_diagram_is_the_one_that_was_played(admin, done):
    answer = admin.get(f"/studio/trials/{done}/diagrams/{APPLICATION}.bpmn")

    assert answer.mimetype == "application/xml"
    assert "本单位复核" in answer.text
    assert admin.get(f"/studio/trials/{done}/diagrams/nothing.bpmn").status_code == 404


def test_a_trial_of_what_the_draft_was_says_so(admin, done, draft):
    assert "此后有变动" not in admin.get(f"/studio/trials/{done}").text
    with transaction():
        revisions.restore(revisions.find(draft), PROCESS, APPLICATION)

    assert "此后有变动" in admin.get(f"/studio/trials/{done}").text


def test_the_coverage_lists_the_arrows_that_no_scenario_takes(admin, done):
    page = admin.get(f"/studio/trials/{done}/coverage").text

    assert "共享申请与协商" in page and "没有场景经过" in page
    assert '<span class="num">2</span>' in page
    other = admin.get(f"/studio/trials/{done}/coverage?diagram=sharing_usage").text
    assert '"shown": "sharing_usage"' in other


def test_what_is_not_there_is_not_found(admin, done):
    for path in ("9999", f"{done}/999", "9999/1", "9999/coverage", "99999999999999", "drafts/9999"):
        assert admin.get(f"/studio/trials/{path}").status_code == 404, path


def test_a_scenario_is_written_checked_changed_and_put_away(admin):
    wrong = admin.post(f"{SCENARIOS}/new", data={"text": WRITTEN.replace("advance", "advanse")})
    assert wrong.status_code == 422 and "第 6 行" in wrong.text and "advanse" in wrong.text
    checked = admin.post(f"{SCENARIOS}/new", data={"text": WRITTEN, "check": "1"})
    assert "可以演练" in checked.text and newest(WrittenScenario) is None

    made = admin.post(f"{SCENARIOS}/new", data={"text": WRITTEN})
    number = newest(WrittenScenario).id
    assert made.location.endswith(f"{SCENARIOS}/{number}")
    admin.post(f"{SCENARIOS}/{number}", data={"text": WRITTEN + "# 一", "seen": "1"})
    late = admin.post(f"{SCENARIOS}/{number}", data={"text": WRITTEN + "# 二", "seen": "1"})
    assert late.status_code == 409 and "# 二" in late.text
    assert "# 一" not in admin.get(f"{SCENARIOS}/{number}?version=1").text

    admin.post(f"{SCENARIOS}/{number}/put-away")
    assert "只看审核" not in admin.get(f"{SCENARIOS}/").text
    assert "只看审核" in admin.get(f"{SCENARIOS}/?state=put_away&process={APPLICATION}").text
    admin.post(f"{SCENARIOS}/{number}/bring-back")
    assert "只看审核" in admin.get(f"{SCENARIOS}/?process={APPLICATION}").text


def test_a_shipped_scenario_is_read_and_taken_as_a_beginning(admin):
    name = "04-supplement-lapses.yaml"
    assert "逾期未补充材料，申请失效" in admin.get(f"{SCENARIOS}/shipped/{name}").text
    assert "逾期未补充材料，申请失效" in admin.get(f"{SCENARIOS}/new?from={name}").text
    for other in ("none.yaml", "..%2f..%2fconfig.py"):
        assert admin.get(f"{SCENARIOS}/shipped/{other}").status_code == 404


def test_a_case_is_picked_recorded_and_saved(admin, desks):
    case = desks.apply()
    assert f"案件 {case}" in admin.get("/studio/recording/?state=running").text
    assert f"案件 {case}" not in admin.get("/studio/recording/?state=finished").text

    page = admin.get(f"/studio/recording/{case}").text
    assert "by: jtw_share" in page and "核验道路运输" not in page
    text = page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    admin.post(f"{SCENARIOS}/new", data={"text": text.replace("&#39;", "'"), "case_id": str(case)})

    assert newest(WrittenScenario).case_id == case


def test_progress_is_seen_while_it_is_played(admin, draft):
    with transaction():
        one = {"shipped:22-supplement-withdrawn.yaml"}
        number = beginning.begin(revisions.find(draft), account("xxb_proc"), one).id
    with transaction():
        running.take_up(number)
    with transaction():
        beginning.find(number).results[0].taken = 3

    page = admin.get(f"/studio/trials/{number}").text

    assert '<progress class="w-100 mb-1" max="8" value="3"' in page


def test_every_page_of_it_is_among_the_doors():
    assert TRIALS <= DOORS
