"""The editor in a real browser: every word, nothing lost, a step drawn, conflict, no connection."""

import dataclasses

import pytest
from playwright.sync_api import expect

from app.foundation.database import db, transaction
from app.workflow.definitions import FORM, PROCESS
from app.workflow.engine.diagram import read
from app.workflow.studio import revisions
from tests.support.pages import WATCH, axe, faults, sign_in
from tests.support.people import account
from tests.workflow.studio.drawing import diagram, form

PROVISION = "sharing_provision"
MISSING = "[...document.getElementById('studio-editor').missing]"
# Everything that a click on an element opens, for each element in turn.
OPEN_ALL = """async () => {
  const modeler = document.getElementById('studio-editor').modeler;
  const [pad, menu, selection, translate] = ['contextPad', 'popupMenu', 'selection', 'translate']
    .map((name) => modeler.get(name));
  const root = modeler.get('canvas').getRootElement();
  const elements = modeler.get('elementRegistry').getAll().filter((one) => one !== root);
  for (const one of elements.filter((each) => !each.labelTarget)) {
    selection.select(one);
    pad.open(one, true);
    if (!menu.isEmpty(one, 'bpmn-replace')) {
      menu.open(one, 'bpmn-replace', { x: 300, y: 300 }, { title: translate('Change element') });
      await new Promise((resolve) => setTimeout(resolve));
      menu.close(new Event('click'));
    }
  }
  const tasks = elements.filter((one) => one.type === 'bpmn:UserTask');
  selection.select(tasks);
  pad.open(tasks, true);
  menu.open(tasks, 'align-elements', { x: 300, y: 300 }, { title: translate('Align elements') });
  await new Promise((resolve) => setTimeout(resolve));
  menu.close(new Event('click'));
  selection.select([]);
}"""
# Texts and labels with an English word that is neither a value, an id, nor a name.
ENGLISH = r"""() => [...document.querySelectorAll('#main *')].flatMap((one) => [
    ...['title', 'aria-label', 'placeholder'].map((name) => one.getAttribute(name) || ''),
    ...(one.closest('script, style, code, kbd, noscript') ? [] : [...one.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data)),
  ]).filter((text) => /[A-Za-z]{2,} [a-z]{2,}/.test(text))"""
EACH = """async (ids) => {
  const modeler = document.getElementById('studio-editor').modeler, found = {};
  const { processes } = JSON.parse(document.getElementById('editor-config').textContent);
  for (const id of ids) {
    const before = await (await fetch(`${processes}${id}/diagram`)).text();
    const { warnings } = await modeler.importXML(before);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const said = [...document.querySelectorAll('[data-faults] li')].map((one) => one.textContent);
    const told = [...said, ...warnings.map((one) => one.message)];
    found[id] = [before, (await modeler.saveXML({ format: true })).xml, told];
  }
  return found;
}"""


@pytest.fixture
def draft(app):
    with transaction():
        return revisions.begin("画一画", account("xxb_proc"))


@pytest.fixture
def editor(page, draft):
    page.add_init_script(WATCH)
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, "xxb_proc")
    return page


def address(draft, process=PROVISION):
    return f"/studio/drafts/{draft.id}/processes/{process}"


def open_editor(page, draft, process=PROVISION):
    page.goto(address(draft, process))
    page.wait_for_selector("#studio-editor[data-state=ready]")


def as_saved(draft, process=PROVISION):
    db.session.expire_all()
    return revisions.content(revisions.find(draft.id), PROCESS, process)


def without_places(xml):
    """A diagram as the program reads it, whatever the order and the lines of the file."""
    drawn = read(xml.encode())

    def placeless(parts):
        return [dataclasses.replace(part, line=0) for part in parts]

    return dataclasses.replace(
        drawn,
        nodes={name: dataclasses.replace(n, line=0) for name, n in drawn.nodes.items()},
        flows=tuple(placeless(drawn.flows)),
        elements=tuple(placeless(drawn.elements)),
        shapes=tuple(sorted(drawn.shapes, key=lambda shape: shape.element)),
    )


def select(page, element):
    page.locator(f"[data-element-id={element}] > .djs-hit").first.click(force=True)
    expect(field(page, "编号")).to_have_value(element)


def field(page, label):
    return page.locator("[data-panel]").get_by_label(label, exact=True)


def write(page, label, text):
    field(page, label).click()
    expect(field(page, label)).to_be_focused()
    field(page, label).fill(text)
    field(page, label).press("Tab")


def drag_onto(page, tool, arrow):
    """Drag something from the palette to the middle of an arrow."""
    start = page.locator(f"[data-action='{tool}']").bounding_box()
    target = page.locator(f"[data-element-id={arrow}]").bounding_box()
    middle = target["x"] + target["width"] / 2, target["y"] + target["height"] / 2
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(middle[0] - 20, middle[1] - 10)
    page.mouse.move(*middle, steps=4)
    page.mouse.up()


def is_saved(page):
    expect(page.locator("#studio-editor")).to_have_attribute("data-saving", "saved")


def test_every_word_is_chinese_and_a_save_loses_nothing(editor, draft):
    assert faults(editor, address(draft)) == []
    editor.set_viewport_size({"width": 1280, "height": 900})
    open_editor(editor, draft, "sharing_application")
    editor.evaluate(OPEN_ALL)
    select(editor, "unit_review")
    assert axe(editor, "with a step selected") == []
    for name in ("缩略图", "模拟运行"):
        editor.locator("[data-toolbar]").get_by_role("button", name=name).click()
    editor.get_by_title("从此处继续").first.click()
    editor.get_by_title("显示或隐藏记录").click()
    expect(editor.locator(".bts-log")).to_contain_text("提出共享申请")

    assert editor.evaluate(ENGLISH) == []
    assert editor.evaluate(MISSING) == []
    assert editor.evaluate("window.__stopped") == []
    editor.locator("[data-toolbar]").get_by_role("button", name="模拟运行").click()
    shipped = sorted(revisions.texts(revisions.released(), PROCESS))
    for process, (before, after, told) in editor.evaluate(EACH, shipped).items():
        assert without_places(before) == without_places(after), process
        assert told == [], process
    assert len(shipped) == 9


def test_a_step_is_drawn_between_two_others_given_form_and_post_and_is_still_there(editor, draft):
    made = form(draft, "sharing/review_mismatch").replace(b"review_mismatch", b"check_quality")
    with transaction():
        revisions.save(draft, FORM, "sharing/check_quality", made, seen=0, account=None)
    open_editor(editor, draft)
    drag_onto(editor, "create.user-task", "check_delivery_to_confirm_receipt")

    wrong = editor.locator("[data-faults]")
    expect(wrong).to_contain_text("环节没有名称")
    expect(wrong).to_contain_text("没有指定可以办理的岗位")
    write(editor, "中文名称", "质量核验")
    write(editor, "英文名称", "Check the quality first")
    expect(field(editor, "编号")).to_have_value("check_the_quality_first")
    field(editor, "填写的表单").select_option("sharing/check_quality")
    expect(field(editor, "编号")).to_have_value("check_quality")
    editor.get_by_role("checkbox", name="信息共享岗").check()
    expect(wrong).not_to_contain_text("岗位")
    field(editor, "加上期限").select_option("confirm")
    expect(wrong).to_contain_text("此处没有引出的箭头")
    editor.locator("[data-toolbar]").get_by_role("button", name="撤销").click()
    expect(wrong).to_have_text("")
    is_saved(editor)

    open_editor(editor, draft)
    select(editor, "check_quality")
    expect(field(editor, "中文名称")).to_have_value("质量核验")
    drawn = read(as_saved(draft)[0])
    node = drawn.nodes["check_quality"]
    assert (node.name, node.name_en) == ("质量核验", "Check the quality first")
    assert node.properties["formKey"] == "sharing/check_quality"
    assert [f.source for f in drawn.incoming("check_quality")] == ["check_delivery"]
    assert [f.target for f in drawn.outgoing("check_quality")] == ["confirm_receipt"]
    assert node.lane and node.posts


def test_who_was_overtaken_looks_and_chooses(editor, draft):
    open_editor(editor, draft)
    select(editor, "provide_data")
    theirs = diagram(draft, PROVISION).replace("提供信息".encode(), "提供数据".encode())
    with transaction():
        other = account("xxb_proc2")
        revisions.save(draft, PROCESS, PROVISION, theirs, seen=0, account=other)

    write(editor, "中文名称", "按约提供")
    asked = editor.get_by_role("dialog", name="此流程图已有他人保存")
    expect(asked).to_contain_text("xxb_proc2")
    assert "提供数据" in as_saved(draft)[0].decode()
    asked.get_by_role("button", name="用我的覆盖对方的").click()

    is_saved(editor)
    assert "按约提供" in as_saved(draft)[0].decode()


def test_work_survives_a_lost_connection_and_an_ended_session(editor, draft):
    open_editor(editor, draft)
    select(editor, "provide_data")
    # For this page the line is dead, for what it sends while it is left as well: that outlives
    # the page, and a route of the page does not see it.
    editor.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no line')) }")
    write(editor, "中文名称", "断网时提供")
    expect(editor.locator("#editor-status")).to_contain_text("已保留在本浏览器中")
    editor.on("dialog", lambda dialog: dialog.accept())
    with editor.expect_response("**/check"):
        open_editor(editor, draft)
    assert as_saved(draft)[1] == 0
    # A check that is answered late would bring the session back.
    editor.route("**/check", lambda route: route.abort())
    found = editor.get_by_role("dialog", name="您有尚未保存的修改")
    found.get_by_role("button", name="继续编辑").click()
    is_saved(editor)
    assert "断网时提供" in as_saved(draft)[0].decode()

    session = editor.context.cookies()
    editor.context.clear_cookies()
    select(editor, "provide_data")
    write(editor, "中文名称", "重新登录后提供")
    expect(editor.locator("#editor-status")).to_contain_text("登录已失效")
    editor.unroute("**/check")
    editor.context.add_cookies(session)
    editor.evaluate("window.dispatchEvent(new Event('focus'))")
    is_saved(editor)
    assert "重新登录后提供" in as_saved(draft)[0].decode()
