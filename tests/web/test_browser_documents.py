"""Official documents in a real browser: what comes out of the printer, measured."""

import base64
import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.domain.documents.papers import EVERY, issued, longer
from tests.support.desks import APPROVED
from tests.support.pages import WATCH, faults, sign_in, speak

MM = 96 / 25.4
# Where things lie on the paper's first page, in millimetres below the type area's upper edge.
MEASURED = """
() => {
  const of = (what) => document.querySelector('.gw ' + what)?.getBoundingClientRect();
  const sheet = document.querySelector('.gw').getBoundingClientRect();
  return Object.fromEntries(['.biaozhi', '.wenhao', '.hongxian', '.banji', '.luokuan', '.xin i']
    .map((one) => [one, of(one)]).filter(([, box]) => box)
    .map(([one, box]) => [one, { top: box.top - sheet.top, bottom: box.bottom - sheet.top,
      left: box.left - sheet.left, width: box.width }]));
}
"""


@pytest.fixture
def case_id(desks):
    made = desks.apply()
    desks.walk(APPROVED)
    return made


def printed(page):
    """How many pages come out of the printer."""
    session = page.context.new_cdp_session(page)
    made = session.send("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", base64.b64decode(made["data"])))


def on_paper(page):
    """Where things lie in print."""
    page.emulate_media(media="print")
    found = page.evaluate(MEASURED)
    page.emulate_media(media="screen")
    return {one: {side: px / MM for side, px in box.items()} for one, box in found.items()}


@pytest.mark.parametrize("layout", ["red_head", "letter"])
def test_documents_print_on_the_pages_that_were_counted(page, case_id, layout):
    sign_in(page, "gsj_share")
    paper = EVERY[layout][1]
    wrong = []
    for more in (0, 6, 9):  # ends in the middle of a page, near its foot, on the next
        made = replace(longer(paper, more), number=f"京信〔2026〕{more + 1}号")
        document = issued(layout, paper=made, instance_id=case_id)
        page.goto(f"/documents/{document.id}")
        sheet = page.locator("[data-gongwen]")
        expect(sheet).to_have_attribute("data-pages", re.compile("."))
        counted = int(sheet.get_attribute("data-pages") or 0)
        if printed(page) != counted:
            wrong.append((more, counted, printed(page)))

    assert wrong == []


def test_the_parts_of_a_red_head_lie_where_the_standard_wants_them(page, case_id):
    document = issued("upward", instance_id=case_id)
    sign_in(page, "gsj_share")
    page.goto(f"/documents/{document.id}")
    expect(page.locator("[data-gongwen]")).to_have_attribute("data-pages", "2")

    found = on_paper(page)

    assert found[".biaozhi"]["top"] == pytest.approx(35, abs=2.5), "72 mm from the sheet's edge"
    line = found[".hongxian"]
    assert line["width"] == pytest.approx(156, abs=0.5)
    assert line["bottom"] - found[".wenhao"]["bottom"] == pytest.approx(4, abs=0.6)
    assert found[".banji"]["width"] == pytest.approx(156, abs=0.5)


def test_the_lines_of_a_letter_are_170_millimetres_wide(page, case_id):
    document = issued("letter", instance_id=case_id)
    sign_in(page, "gsj_share")
    page.goto(f"/documents/{document.id}")
    expect(page.locator("[data-gongwen]")).to_have_attribute("data-pages", "1")

    found = on_paper(page)

    assert found[".xin i"]["width"] == pytest.approx(170, abs=0.5)
    assert found[".banji"]["bottom"] == pytest.approx(242, abs=1)


def test_without_a_script_the_imprint_follows_the_text(browser, browser_context_args, case_id):
    document = issued("red_head", instance_id=case_id)
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "gsj_share")

    page.goto(f"/documents/{document.id}")

    expect(page.locator(".banji")).to_be_visible()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    context.close()


def test_the_pages_of_documents_are_sound(page, case_id):
    documents = [issued(one, instance_id=case_id).id for one in ("red_head", "letter", "contract")]
    page.add_init_script(WATCH)
    sign_in(page, "gsj_share")
    found = []
    for language in ("zh", "en"):
        speak(page, language)
        for address in ("/documents/", *(f"/documents/{one}" for one in documents)):
            found += faults(page, address)
        page.goto("/documents/")
    speak(page, "zh")

    assert found == []
