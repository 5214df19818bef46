"""In a real browser: a file is brought in, read about, opened in the editor, changed and saved."""

import pytest
from lxml import etree
from playwright.sync_api import expect
from sqlalchemy import select

from app.foundation.database import db
from app.workflow.studio import revisions
from app.workflow.studio.models import Revision
from tests.interchange.comparison import losses
from tests.interchange.conftest import FILES
from tests.support.pages import WATCH, faults, sign_in

RENAME = """() => {
  const { modeler } = document.getElementById('studio-editor');
  const step = modeler.get('elementRegistry').get('pack');
  modeler.get('modeling').updateProperties(step, { name: 'Wrap' });
}"""


@pytest.fixture
def admin(page):
    page.add_init_script(WATCH)
    sign_in(page, "xxb_proc")
    return page


def kept(key):
    db.session.expire_all()
    draft = db.session.scalars(select(Revision).order_by(Revision.id.desc())).first()
    return revisions.content(draft, "process", key)


def test_a_foreign_diagram_is_brought_in_opened_and_changed_without_loss(admin, app, example):
    assert faults(admin, "/studio/import/") == []
    admin.set_viewport_size({"width": 1280, "height": 900})
    admin.get_by_label("文件", exact=True).set_input_files(FILES / "camunda8.bpmn")
    admin.get_by_role("button", name="导入").click()
    expect(admin.get_by_text("由 Camunda 8 绘制")).to_be_visible()
    told = admin.url
    assert faults(admin, told) == []

    admin.set_viewport_size({"width": 1280, "height": 900})
    admin.goto(told)
    admin.get_by_role("link", name="在编辑器中打开").click()
    admin.wait_for_selector("#studio-editor[data-state=ready]")
    admin.evaluate(RENAME)
    admin.wait_for_selector("#studio-editor[data-saving=saved]")

    content, version = kept("order_shop")
    assert version == 2
    assert {str(loss) for loss in losses(example("camunda8"), content)} == {
        "serviceTask “pack”, @name: Pack → Wrap"
    }
    assert admin.evaluate("window.__stopped") == []


def test_nothing_in_a_file_runs_on_any_page_that_shows_it(admin, app):
    said = []
    admin.on("dialog", lambda dialog: said.append(dialog.message) or dialog.dismiss())
    admin.goto("/studio/import/")
    admin.get_by_label("文件", exact=True).set_input_files(FILES / "scripts.bpmn")
    admin.get_by_role("button", name="导入").click()
    expect(admin.get_by_text("会执行的代码").first).to_be_visible()
    draft = admin.url.split("/")[-2]
    admin.goto(f"/studio/drafts/{draft}")
    admin.goto(f"/studio/drafts/{draft}/processes/scripts_everywhere")
    admin.wait_for_selector("#studio-editor[data-state=ready]")

    assert said == []
    assert etree.fromstring(kept("scripts_everywhere")[0]) is not None
