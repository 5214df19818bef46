"""The portal in a real browser: found while one types, suggested, narrowed, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.support.pages import WATCH, faults, sign_in, speak


@pytest.fixture
def office(page):
    page.add_init_script(WATCH)
    sign_in(page, "yjb_share")
    page.goto("/portal/")
    return page


def box(page):
    return page.get_by_role("combobox", name="您要查找什么？")


def test_what_is_found_changes_while_one_types_and_the_address_with_it(office):
    box(office).press_sequentially("企业登", delay=20)

    expect(office.locator(".found > li").first).to_contain_text("企业登记基本信息")
    assert "text=" in office.url
    office.reload()
    expect(office.locator(".found mark").first).to_have_text("企业登")


def test_suggestions_are_walked_through_with_the_arrow_keys(office):
    box(office).press_sequentially("企业登", delay=20)
    options = office.get_by_role("option")
    expect(options.first).to_be_visible()

    box(office).press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box(office)).to_have_attribute("aria-activedescendant", "text-suggestions-0")
    box(office).press("Escape")
    expect(options.first).to_be_hidden()
    expect(box(office)).to_have_value("企业登")
    box(office).press("ArrowDown")
    expect(options.first).to_be_visible()
    box(office).press("ArrowDown")
    with office.expect_navigation():
        box(office).press("Enter")
    assert "IR0001" in office.url


def test_a_facet_narrows_and_typing_goes_on_within_it(office):
    box(office).fill("信息")
    expect(office.locator(".found mark").first).to_have_text("信息")
    office.locator(".facet").filter(has_text="更新周期").get_by_role("link").first.click()
    expect(office.locator(".facet-chosen")).to_have_count(1)
    chosen = office.locator(".facet-chosen").inner_text()
    box(office).fill("登记")
    expect(office.locator(".found mark").first).to_have_text("登记")
    expect(office.locator(".facet-chosen")).to_have_text(chosen)
    office.locator(".facet-chosen").click()
    expect(office.locator(".facet-chosen")).to_have_count(0)


def test_without_a_script_the_form_searches(browser, base_url, browser_context_args):
    without = browser_context_args | {"java_script_enabled": False, "base_url": base_url}
    context = browser.new_context(**without)
    page = context.new_page()
    page.goto("/portal/")
    page.fill("[name=text]", "统计")
    page.get_by_role("main").get_by_role("button", name="搜索").click()

    expect(page.locator(".found mark").first).to_have_text("统计")
    page.locator(".facet a").first.click()
    expect(page.locator(".facet-chosen")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_wrong_with_the_pages(office, language):
    speak(office, language)
    addresses = (
        "/portal/",
        "/portal/?text=谁有企业住所？",
        "/portal/?text=企业登计基本信息",
        "/portal/?text=没有这种东西呀",
        "/portal/?text=信息&cycle=每日",
    )
    assert [one for address in addresses for one in faults(office, address)] == []


def test_nothing_is_wrong_with_it_for_a_stranger(page):
    page.add_init_script(WATCH)
    assert faults(page, "/portal/?text=统计") == []
