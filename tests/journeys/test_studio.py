"""An administrator changes the law's machinery in the browser, a second one releases it.

A step is drawn, given a form, stopped by a guard rail, mended, played, released, run, and an older
case is moved to it and back.
"""

import re

import pytest
from playwright.sync_api import expect

from app.foundation.database import db, transaction
from app.jobs.worker import work_off
from app.workflow.definitions import PROCESS
from app.workflow.engine.diagram import read
from app.workflow.models import ProcessInstance, Task
from app.workflow.studio import revisions
from app.workflow.studio.models import Revision
from app.workflow.studio.trials import shelf
from tests.support.desks import APPROVED, open_task
from tests.support.pages import sign_in
from tests.workflow.studio.trying import tried

APPLICATION = "sharing_application"
STEP = "legal_check"
PLAYED = "22-supplement-withdrawn.yaml"


@pytest.fixture
def studio(page):
    page.set_viewport_size({"width": 1600, "height": 1000})
    sign_in(page, "xxb_proc")
    return page


def draft():
    db.session.expire_all()
    return db.session.query(Revision).order_by(Revision.id.desc()).first()


def field(page, label):
    return page.locator("[data-panel]").get_by_label(label, exact=True)


def write(page, label, text):
    field(page, label).fill(text)
    field(page, label).press("Tab")


def select(page, element):
    page.evaluate(
        """(id) => {
          const modeler = document.getElementById('studio-editor').modeler;
          modeler.get('canvas').scrollToElement(id);
          modeler.get('selection').select(modeler.get('elementRegistry').get(id));
        }""",
        element,
    )


def saved(page):
    expect(page.locator("#studio-editor")).to_have_attribute("data-saving", "saved")


def draw_a_step(page):
    """Out of the palette onto the arrow before the head's review."""
    row = page.locator("tr", has=page.locator("code", has_text=re.compile(f"^{APPLICATION}$")))
    row.get_by_role("button").click()
    page.locator(f"[id='item-{APPLICATION}']").get_by_role("link").click()
    page.wait_for_selector("#studio-editor[data-state=ready]")
    palette = page.locator("[data-action='create.user-task']").bounding_box()
    arrow = page.locator("[data-element-id=application_to_unit_review]").bounding_box()
    middle = arrow["x"] + arrow["width"] / 2, arrow["y"] + arrow["height"] / 2
    page.mouse.move(palette["x"] + 20, palette["y"] + 20)
    page.mouse.down()
    page.mouse.move(middle[0] - 20, middle[1] - 10)
    page.mouse.move(*middle, steps=4)
    page.mouse.up()
    write(page, "中文名称", "法制审核")
    write(page, "英文名称", "Legal check")
    expect(field(page, "编号")).to_have_value(STEP)
    page.get_by_role("checkbox", name="信息共享岗").check()
    field(page, "办理期间的案件状态").select_option("under_review")
    saved(page)


def make_its_form(page):
    """An empty form, with a field more."""
    page.goto(f"/studio/drafts/{draft().id}/forms/sharing/{STEP}")
    page.get_by_role("button", name="新建空白表单").click()
    page.wait_for_selector("[data-canvas] .fjs-form-field")
    fields = page.locator("[data-canvas] .fjs-form-field")
    there = fields.count()
    page.locator(".fjs-palette-field[data-field-type=textfield]").press("Enter")
    expect(fields).to_have_count(there + 1)
    expect(page.locator("[data-saving]")).to_have_attribute("data-state", "saved")


def lose_a_guard_rail_and_mend_it(page):
    """Without its deadline, an answer could wait for ever; undoing brings it back."""
    page.goto(f"/studio/drafts/{draft().id}/processes/{APPLICATION}")
    page.wait_for_selector("#studio-editor[data-state=ready]")
    drawn = read(revisions.content(draft(), PROCESS, APPLICATION)[0])
    (timer,) = [e.id for e in drawn.boundary("provider_response") if e.clock == "answer"]
    select(page, timer)
    page.locator(".djs-context-pad [data-action=delete]").click()
    expect(page.locator("[data-faults]")).to_contain_text("没有期限")
    saved(page)
    page.locator("[data-toolbar]").get_by_role("button", name="撤销").click()
    expect(page.locator("[data-count]")).to_have_text("没有发现问题。")
    saved(page)


def record_a_scenario(page, case):
    """What two people did before the change, kept as a story."""
    page.goto(f"/studio/recording/{case}")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").first).to_contain_text("场景已保存")


def play(page, keys):
    """Play these scenarios, and no other."""
    page.goto(f"/studio/trials/drafts/{draft().id}")
    for box in page.locator("input[name=key]").all():
        box.set_checked(box.get_attribute("value") in keys)
    page.get_by_role("button", name="试运行所选场景").click()
    work_off("trial")
    page.reload()


def try_it(page):
    """A scenario stands still at the new step; answered there, it passes."""
    recorded = [one.key for one in shelf.sheets() if not one.is_shipped]
    keys = [f"shipped:{PLAYED}", *recorded]
    play(page, keys)
    stop = page.locator(f"section[aria-labelledby=h-stop-{STEP}]")
    expect(stop).to_contain_text(f"有 {len(keys)} 个场景停在“法制审核”")
    stop.get_by_role("button", name="在这些场景中统一办理").click()
    play(page, keys)
    expect(page.locator("#trial")).to_contain_text(f"通过 {len(keys)} 个")
    with transaction():
        tried(draft(), but=keys)  # the others were played by the tests of the scenarios


def release(page, other):
    """One submits, the other sees what changes and releases."""
    page.goto(f"/studio/drafts/{draft().id}")
    page.get_by_label("修改理由").fill("按市政府法制工作要求增加法制审核")
    page.get_by_role("button", name="提交发布").click()
    expect(page.locator("main")).to_contain_text("已提交待发布")
    sign_in(other, "xxb_proc2")
    other.goto(f"/studio/drafts/{draft().id}")
    expect(other.locator("section[aria-labelledby=h-differences]")).to_contain_text("法制审核")
    other.locator("summary.btn-primary", has_text="发布").click()
    other.get_by_role("button", name="确认发布").click()
    expect(other.locator("main")).to_contain_text("号发布版已生效")


def move_and_back(page, case):
    """The older case goes over, and comes back."""
    page.goto("/studio/moves/new")
    page.get_by_label("流程", exact=True).select_option(APPLICATION)
    page.get_by_role("button", name="试转").click()
    work_off("move")
    page.reload()
    page.get_by_label("理由").fill("统一按新版本办理")
    page.get_by_role("button", name="转版 1 件").click()
    work_off("move")
    moved = release_of(case)
    page.reload()
    page.locator("summary", has_text="撤回转版").click()
    page.get_by_label("理由").fill("恢复原版本办理")
    page.get_by_role("button", name="确定，撤回 1 件").click()
    work_off("move")
    return moved, release_of(case)


def release_of(case):
    db.session.expire_all()
    return db.session.get_one(ProcessInstance, case).release_id


@pytest.mark.slow
def test_a_step_is_drawn_released_run_and_an_older_case_moved_to_it_and_back(
    studio, desks, new_context
):
    older = desks.apply()
    desks.walk(APPROVED)
    before = release_of(older)
    studio.goto("/studio/")

    draw_a_step(studio)
    make_its_form(studio)
    lose_a_guard_rail_and_mend_it(studio)
    record_a_scenario(studio, older)
    try_it(studio)
    release(studio, new_context().new_page())

    newer = desks.apply()
    task = open_task(STEP)
    assert (task.instance_id, task.title) == (newer, "法制审核")
    desks.walk(("jtw_share", STEP, {"outcome": "approve"}))
    assert open_task("unit_review").instance_id == newer
    assert db.session.query(Task).filter_by(instance_id=older, name=STEP).count() == 0
    moved, back = move_and_back(studio, older)
    assert (moved, back) == (release_of(newer), before)
