"""A long list of choices in a real browser: searched while typing, its choices always in sight."""

import pytest
from playwright.sync_api import expect

from tests.support.desks import AGREED, APPROVED, open_task
from tests.support.pages import WATCH, faults, sign_in

REFUSAL = {
    "outcome": "refuse",
    "reason_code": "law",
    "reason": "依法不得提供",
    "legal_basis": "条例",
}


@pytest.fixture
def dispute(desks):
    """The office is to say whom to consult: every unit of the city is on the list."""
    desks.apply()
    desks.walk(APPROVED, ("gsj_share", "provider_response", REFUSAL), AGREED[1])
    return f"/tasks/{open_task('accept_dispute').id}"


@pytest.fixture
def office(page, dispute):
    page.add_init_script(WATCH)
    sign_in(page, "xxb_escal")
    page.goto(dispute)
    return page


def found(page):
    """The choices that are in sight."""
    return page.locator(".pick-list .form-check:visible")


def test_the_units_are_found_while_typing_and_their_number_is_said(office):
    everything = found(office).count()
    assert everything > 12

    office.get_by_role("searchbox", name="会商单位").fill("公安")

    expect(found(office)).to_have_count(1)
    expect(office.locator(".pick [role=status]")).to_have_text(f"找到 1 项（共 {everything} 项）")
    office.get_by_role("searchbox", name="会商单位").fill("没有这样的单位")
    expect(office.locator(".pick [role=status]")).to_have_text("没有符合的选项")


def test_what_is_chosen_stays_in_sight_and_can_be_taken_back(office):
    search = office.get_by_role("searchbox", name="会商单位")
    for name in ("市公安局", "市财政局"):
        search.fill(name)
        office.get_by_role("checkbox", name=name).check()
    search.fill("民政")

    chosen = office.get_by_role("group", name="已选")
    expect(chosen.get_by_role("button")).to_have_count(2)
    chosen.get_by_role("button", name="取消选择：市公安局").click()

    expect(chosen.get_by_role("button")).to_have_count(1)
    expect(chosen.get_by_role("button", name="市财政局")).to_be_focused()


def test_the_list_is_answered_by_keyboard_and_the_search_sends_nothing(office, dispute):
    office.get_by_role("radio").first.check()
    search = office.get_by_role("searchbox", name="会商单位")
    search.fill("公安")
    expect(found(office)).to_have_count(1)
    search.press("Enter")
    search.press("ArrowDown")
    office.keyboard.press("Space")
    assert office.url.endswith(dispute)

    with office.expect_request(lambda sent: sent.method == "POST" and sent.url.endswith(dispute)):
        office.get_by_role("button", name="提交", exact=True).click()
    office.wait_for_url("**/cases/*")

    assert open_task("give_opinion").unit.short_name == "市公安局"


def test_the_page_of_a_long_list_is_sound(office, dispute):
    assert faults(office, dispute) == []


def test_the_list_can_be_used_without_a_script(browser, browser_context_args, dispute):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "xxb_escal")
    page.goto(dispute)

    page.get_by_role("checkbox", name="市公安局").check()
    page.get_by_role("button", name="保存草稿").click()

    expect(page.get_by_role("searchbox")).to_have_count(0)
    expect(page.locator(".pick-list input[type=checkbox]").first).to_be_checked()
    context.close()
