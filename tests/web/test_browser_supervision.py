"""Supervision in a real browser: an officer is asked first, and the pages are sound."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.foundation import clock
from app.jobs import fire_deadlines
from tests.support.desks import AGREED, APPROVED
from tests.support.pages import WATCH, faults, sign_in


@pytest.fixture
def unsigned(desks):
    """A case that was agreed on a fortnight ago and is not signed."""
    with clock.at(clock.now() - timedelta(days=16)):
        case_id = desks.apply()
        desks.walk(APPROVED, *AGREED)
    fire_deadlines()
    return case_id


def test_an_officer_issues_an_order_and_every_page_of_it_is_sound(page, unsigned):
    page.add_init_script(WATCH)
    sign_in(page, "xxb_escal")
    page.goto(f"/cases/{unsigned}")
    page.get_by_role("link", name="发出督办单").click()
    page.get_by_label("超期任务").select_option("sign_provider/GSJ")
    page.get_by_label("督办要求").fill("请在三个工作日内签署协议，并说明未签署的原因。")
    page.once("dialog", lambda asked: asked.accept())

    page.get_by_role("button", name="发出督办单").click()

    expect(page.get_by_text("已发给市工商局")).to_be_visible()
    link = page.get_by_role("link", name="撤回督办单")
    withdrawal = link.get_attribute("href")
    pages = [f"/cases/{unsigned}", f"/cases/{unsigned}/supervision", withdrawal, "/supervision/"]
    found = [fault for address in pages for fault in faults(page, address)]
    assert found == []
