"""A reply that came on paper is entered in a real browser, with a real file."""

import pytest
from playwright.sync_api import expect

from app.foundation import clock
from tests.support.desks import Desks
from tests.support.pages import WATCH, faults, sign_in

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


@pytest.fixture
def officer(page):
    """The office's dispute officer at the screen."""
    page.add_init_script(WATCH)
    sign_in(page, "xxb_escal")
    return page


def test_a_reply_is_entered_with_its_scan_and_marked(app, officer, tmp_path):
    case_id = Desks(app).ask().instance_id
    scan = tmp_path / "京工商函12号.pdf"
    scan.write_bytes(PDF)
    assert faults(officer, f"/paper/cases/{case_id}/reply") == []
    assert faults(officer, "/paper/applications?unit=JTW") == []
    assert faults(officer, "/paper/applications/JTW/IR0054") == []

    officer.goto(f"/cases/{case_id}")
    officer.get_by_role("link", name="补录书面答复").click()
    officer.get_by_label("实际收到日期").fill(clock.today().isoformat())
    officer.get_by_label("来文字号").fill("京工商函〔2026〕12号")
    officer.get_by_role("radio", name="同意提供，但提出协商意见").check()
    officer.get_by_label("附加条件").fill("每季度复核一次")
    officer.get_by_role("button", name="录入").click()
    expect(officer.get_by_role("alert")).to_contain_text("扫描件")  # forgotten; nothing is lost
    expect(officer.get_by_label("附加条件")).to_have_value("每季度复核一次")
    officer.get_by_label("扫描件").set_input_files(scan)
    officer.get_by_role("button", name="录入").click()

    expect(officer.get_by_role("heading", name="书面来文（补录）")).to_be_visible()
    expect(officer.get_by_role("main")).to_contain_text("每季度复核一次")
    with officer.expect_download() as saved:
        officer.get_by_role("link", name="京工商函12号.pdf").click()
    assert saved.value.path().read_bytes() == PDF
    assert faults(officer, f"/cases/{case_id}") == []
    assert faults(officer, f"/paper/cases/{case_id}/reply") == []  # says that the answer is in
