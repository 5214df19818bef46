"""The form editor in a real browser: draw, name, require, hide, preview, try, save."""

import json
import re

import pytest
from playwright.sync_api import expect

from app.foundation.database import db, transaction
from app.workflow.definitions import FORM
from app.workflow.studio import revisions
from tests.support.pages import WATCH, faults, sign_in, speak
from tests.support.people import account

KEY, RESPONSE = "sharing/unit_review", "sharing/provider_response"
# What stands in any language: names of products and formats, and what is typed.
LATIN = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture
def draft(app):
    with transaction():
        made = revisions.begin("改审核表单", account("xxb_proc")).id
    return made


def address(draft, key=KEY):
    return f"/studio/drafts/{draft}/forms/{key}"


def opened(page, draft, key=KEY):
    page.goto(address(draft, key))
    page.wait_for_selector("[data-canvas][data-state=ready]", state="attached")


def saved(draft, key=KEY):
    return {c.get("key"): c for c in document(draft, key)["components"]}


def drag(page, kind, onto):
    """Drag a kind of field from the palette below a field of the form."""
    entry = page.locator(f".fjs-palette-field[data-field-type={kind}]")
    start, end = entry.bounding_box(), page.locator(onto).bounding_box()
    page.mouse.move(start["x"] + 30, start["y"] + 30)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, end["y"] + end["height"] - 6, steps=8)
    page.mouse.move(end["x"] + 60, end["y"] + end["height"] - 3, steps=4)
    page.mouse.up()


def try_it(page):
    """Send wrong and right input to the real validator."""
    preview = page.locator("[data-preview]")
    expect(preview.get_by_label("退回依据")).to_be_hidden()
    preview.get_by_label("退回修改").check()
    preview.get_by_label("退回依据").fill("条例第二十条第一款第三项")
    preview.get_by_label("意见", exact=True).fill("请补正")
    preview.get_by_role("button", name="试填").click()
    expect(preview.get_by_role("alert")).to_contain_text("8")
    preview.get_by_label("退回依据").fill("条例二十条")
    preview.get_by_role("button", name="试填").click()
    expect(preview.locator("[data-recorded]")).to_contain_text("条例二十条")


def preview_both(page):
    """In the other language, and as narrow as a telephone."""
    preview = page.locator("[data-preview]")
    page.locator("[data-preview-bar]").get_by_role("button", name="English").click()
    expect(preview.get_by_text("Return for changes", exact=True)).to_be_visible()
    page.get_by_role("button", name="手机").click()
    assert preview.bounding_box()["width"] < 400


def test_a_field_is_drawn_named_required_hidden_previewed_tried_and_saved(page, base_url, draft):
    page.add_init_script(WATCH)
    page.set_viewport_size({"width": 1280, "height": 1000})
    sign_in(page, "xxb_proc")
    opened(page, draft)
    panel = page.locator("[data-panel]")

    drag(page, "textfield", ".fjs-element[data-field-type=radio]")
    panel.get_by_label("名称（中文）").fill("退回依据")
    panel.get_by_label("名称（英文）").fill("Ground of return")
    panel.get_by_label("名称（英文）").blur()
    expect(panel.get_by_label("字段名（记录用）")).to_have_value("ground_of_return")
    panel.get_by_label("必填").select_option("always")
    panel.get_by_label("最多字数").fill("8")
    panel.get_by_label("显示条件").select_option("shown")
    panel.get_by_label("记录值").select_option("return")

    try_it(page)
    preview_both(page)

    expect(page.locator("[data-saving]")).to_contain_text("已于")
    made = saved(draft)["ground_of_return"]
    assert (made["label"], made["properties"]["label_en"]) == ("退回依据", "Ground of return")
    assert made["validate"] == {"maxLength": 8, "required": True}
    assert made["conditional"] == {"hide": '=outcome != "return"'}
    opened(page, draft)
    page.locator("[data-field]", has_text="退回依据").click()
    expect(panel.get_by_label("显示条件")).to_have_value("shown")
    assert page.evaluate("window.__stopped") == []


def test_what_hangs_on_a_field_follows_it_and_everything_can_be_undone(page, base_url, draft):
    page.set_viewport_size({"width": 1280, "height": 1000})
    sign_in(page, "xxb_proc")
    opened(page, draft, RESPONSE)
    panel, checks = page.locator("[data-panel]"), page.locator("[data-checks]")

    page.locator("[data-field]", has_text=re.compile("^答复$")).press("Enter")
    panel.get_by_role("button", name="添加选项").press("Enter")
    expect(panel.get_by_label("记录值")).to_have_count(6)
    panel.get_by_role("button", name="下移").press("Enter")
    key = panel.get_by_label("字段名（记录用）")
    key.fill("reason")
    key.blur()
    expect(panel.get_by_text("已有同名字段。")).to_be_visible()
    key.fill("answer")
    key.blur()

    expect(checks).to_contain_text("outcome")  # the gateway waits for it
    components = document(draft, RESPONSE)["components"]
    assert [c.get("key") for c in components[1:3]] == [None, "answer"]
    hides = {c["conditional"]["hide"] for c in components if "conditional" in c}
    assert hides == {
        '=answer != "counter"', '=answer != "supplement"', '=answer != "refuse"',
        '=not(answer = "extend" or answer = "refuse")',
    }  # fmt: skip
    for _change in range(20):
        page.get_by_role("button", name="撤销").click()
    expect(checks).to_contain_text("没有发现问题")
    assert document(draft, RESPONSE) == original(RESPONSE)


def document(draft, key):
    db.session.expire_all()
    return json.loads(revisions.content(revisions.find(draft), FORM, key)[0])


def original(key):
    return json.loads(revisions.released()[FORM, key].content)


def test_two_people_do_not_write_over_each_other_and_nothing_is_lost_offline(page, base_url, draft):
    page.set_viewport_size({"width": 1280, "height": 1000})
    sign_in(page, "xxb_proc")
    opened(page, draft)
    other, status = revisions.find(draft), page.locator("[data-saving]")
    theirs = revisions.content(other, FORM, KEY)[0].replace("办理结果".encode(), "结论".encode())
    panel = page.locator("[data-panel]")

    page.context.set_offline(True)
    page.locator("[data-field]", has_text="意见").click()
    panel.get_by_label("名称（中文）").fill("审核意见")
    panel.get_by_label("名称（中文）").blur()
    expect(status).to_contain_text("连不上服务器")
    with transaction():
        revisions.save(other, FORM, KEY, theirs, seen=0, account=account("xxb_proc2"))
    page.context.set_offline(False)

    questions = page.locator("[data-questions]")
    expect(questions).to_contain_text("xxb_proc2")
    questions.get_by_role("button", name=re.compile("载入对方")).click()
    page.wait_for_selector("[data-canvas][data-state=ready]", state="attached")
    expect(page.locator("[data-canvas]")).to_contain_text("结论")
    questions.get_by_role("button", name="恢复这些修改").click()
    expect(status).to_contain_text("已于")
    assert saved(draft)["comment"]["label"] == "审核意见"
    assert saved(draft)["outcome"]["label"] == "办理结果"


def test_who_signs_in_again_in_another_window_goes_on_where_the_session_ended(
    page, base_url, draft
):
    page.set_viewport_size({"width": 1280, "height": 1000})
    sign_in(page, "xxb_proc")
    opened(page, draft)
    page.locator("[data-field]", has_text="意见").click()
    label = page.locator("[data-panel]").get_by_label("名称（中文）")

    page.wait_for_load_state("networkidle")  # an answer under way would bring the session back
    page.context.clear_cookies()
    label.fill("审核意见")
    label.blur()
    expect(page.locator("[data-saving]")).to_contain_text("登录已失效")
    other = page.context.new_page()
    sign_in(other, "xxb_proc")
    other.close()
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.locator("[data-saving]")).to_contain_text("已于")
    assert saved(draft)["comment"]["label"] == "审核意见"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_of_the_editor_is_in_the_other_language(page, base_url, draft, language):
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.add_init_script(WATCH)
    sign_in(page, "xxb_proc")
    speak(page, language)
    opened(page, draft)
    panel, palette = page.locator("[data-panel]"), page.locator(".fjs-palette")
    foreign = LATIN if language == "zh" else re.compile(r"[\u4e00-\u9fff]")
    own = re.compile(r"outcome|[a-z]+_[0-9a-z]+|BPMN|DMN|bpmn\.io|\.pdf,\.docx")

    def words(place):
        texts = place.evaluate("""(root) => [...root.querySelectorAll('*')].flatMap((e) => [
          ...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data),
          ...['title', 'placeholder', 'aria-label'].map((name) => e.getAttribute(name))])
          .filter(Boolean)""")
        return [t for t in texts if foreign.search(own.sub("", t)) and not t.startswith("选项")]

    found = words(palette)
    kinds = palette.locator(".fjs-palette-field").evaluate_all(
        "(all) => all.map((one) => one.dataset.fieldType)"
    )
    for kind in kinds:
        palette.locator(f"[data-field-type={kind}]").press("Enter")
        expect(panel.get_by_role("heading").first).to_be_visible()
        found += [f"{kind}: {text}" for text in words(panel)]
    found += words(page.locator(".fjs-context-pad"))

    page.locator("[data-save]").click()
    faults_told = page.locator("[data-checks] li")
    expect(faults_told).to_have_count(1)  # rows that repeat nothing yet: all else is sound
    found += words(page.locator("[data-checks]"))

    speak(page, "zh")
    assert found == []
    assert len(kinds) == 15
    assert page.evaluate("window.__stopped") == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_are_sound(page, base_url, draft, language):
    page.add_init_script(WATCH)
    sign_in(page, "xxb_proc")
    speak(page, language)

    found = faults(page, address(draft)) + faults(page, address(draft, "sharing/a_new_one"))
    page.set_viewport_size({"width": 390, "height": 900})
    opened(page, draft)
    page.locator("[data-field]").nth(1).click()
    found += faults_here(page)
    speak(page, "zh")

    assert found == []


def faults_here(page):
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{wider} px too wide"] if wider > 0 else []
