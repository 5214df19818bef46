"""Running cases in a real browser: numbers on the diagram, a trial, a move with its progress."""

import re
from datetime import datetime

from playwright.sync_api import expect

from app.foundation import clock
from app.jobs.worker import work_off
from tests.support.pages import WATCH, faults, sign_in, speak
from tests.web.test_studio_moves import a_draft
from tests.workflow.studio.moves.acts import a_case, release, renamed

ADMIN = "xxb_proc"
RUN = re.compile(r"/studio/moves/\d+$")
MONDAY = datetime(2026, 8, 31, 10, tzinfo=clock.LOCAL)


def two_cases():
    with clock.at(MONDAY):
        return [a_case(), a_case()]


def test_cases_are_seen_on_the_diagram_tried_moved_and_taken_back(page, app):
    two_cases()
    new = release(change=renamed("provider_response", "提供单位回复"))
    page.add_init_script(WATCH)
    sign_in(page, ADMIN)
    page.goto("/studio/moves/standing/sharing_application?release=1")
    number = page.locator("[data-bpmn-viewer][data-state=ready] .step-count")
    expect(number).to_have_text("2")
    number.click()
    expect(page.get_by_text("共 2 件")).to_be_visible()

    page.get_by_role("link", name="这些办件转版").click()
    page.get_by_label("转到").select_option(str(new))
    page.get_by_role("button", name="试转").click()
    expect(page).to_have_url(RUN)
    run = page.url
    expect(page.get_by_role("progressbar")).to_be_visible()
    work_off("move")
    page.get_by_label("理由").fill("步骤改名")  # the page looks again by itself
    page.get_by_role("button", name="转版 2 件").click()
    work_off("move")
    expect(page.get_by_role("link", name="已转版 2")).to_be_visible()

    found = [
        f for address in ("/studio/moves/", "/studio/moves/new", run) for f in faults(page, address)
    ]
    speak(page, "en")
    found += faults(page, run)
    page.goto(run)
    page.get_by_text("Take the move back").click()
    page.get_by_label("Reason").fill("chosen by mistake")
    page.get_by_role("button", name="Yes, take back 2 cases").click()
    work_off("move")
    expect(page.get_by_role("link", name="taken back 2")).to_be_visible()
    assert found == []


def test_a_draft_shows_whom_it_touches_and_without_scripts_too(
    browser, browser_context_args, base_url, app, page
):
    two_cases()
    with clock.at(MONDAY):
        number = a_draft()
    plain = browser_context_args | {"java_script_enabled": False, "base_url": base_url}
    context = browser.new_context(**plain)
    reader = context.new_page()
    sign_in(reader, ADMIN)
    reader.goto(f"/studio/moves/drafts/{number}")
    reader.get_by_role("button", name="试转：看哪些办件可以转版").click()
    work_off("move")
    reader.get_by_role("link", name="刷新").click()
    expect(reader.get_by_role("link", name="可以转版 2")).to_be_visible()
    context.close()

    page.add_init_script(WATCH)
    sign_in(page, ADMIN)
    assert faults(page, f"/studio/moves/drafts/{number}") == []
    expect(page.locator("[data-bpmn-viewer][data-state=ready] .step-count").first).to_have_text("2")
