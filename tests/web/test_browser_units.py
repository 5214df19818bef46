"""A unit is typed in a real browser: suggested, chosen by keyboard, told when it is unclear."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.pages import NARROW, WATCH, faults, sign_in, speak


@pytest.fixture
def desk(page, desks):
    """The dispute desk, open."""
    page.add_init_script(WATCH)
    sign_in(page, "xxb_escal")
    page.goto("/desk/")
    return page


def test_a_unit_is_chosen_with_the_arrow_keys_and_the_list_follows(desk):
    field = desk.get_by_label("需求单位", exact=True)
    expect(field).to_have_role("combobox")
    field.press_sequentially("jiaotong", delay=20)
    options = desk.get_by_role("option").filter(has_text="市交通委")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")

    field.press("ArrowDown")
    with desk.expect_response(re.compile(r"/desk/\?.*demander=")) as answer:
        field.press("Enter")
    assert answer.value.ok
    expect(field).to_have_value("市交通委")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_letters_on_the_way_to_a_name_do_not_filter(desk):
    asked = []
    desk.on("request", lambda request: asked.append(request.url))
    field = desk.get_by_label("需求单位", exact=True)
    field.press_sequentially("市", delay=20)
    options = desk.locator(".suggestions li")
    expect(options.first).to_be_visible()
    assert [url for url in asked if "/desk/?" in url] == []

    field.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("市")


def test_an_unclear_unit_is_told_beside_the_field_and_chosen_from_there(desk):
    field = desk.get_by_label("需求单位", exact=True)
    field.fill("市")
    field.press("Tab")
    told = desk.locator("#demander-said")
    expect(told).to_contain_text("不止一个")
    expect(field).to_have_attribute("aria-invalid", "true")

    told.get_by_role("link").first.click()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(field).not_to_have_value("")
    field.fill("")
    with desk.expect_response(re.compile(r"/desk/\?.*demander=(&|$)")):
        field.press("Tab")


def test_suggestions_lie_whole_on_a_narrow_page(desk):
    speak(desk, "en")
    desk.set_viewport_size({"width": NARROW, "height": 700})
    for name in ("acting", "demander", "provider"):
        field = desk.locator(f"#{name}")
        field.press_sequentially("bureau", delay=20)
        options = desk.locator(f"#{name}-suggestions")
        expect(options).to_be_in_viewport(ratio=1)
        expect(field).to_be_in_viewport(ratio=1)
        assert desk.evaluate("document.documentElement.scrollWidth") == NARROW
        field.fill("")
        expect(options).to_be_hidden()


def test_a_refused_form_is_as_wide_as_a_narrow_page(page, desks):
    sign_in(page, "xxb_sys")
    speak(page, "en")
    page.set_viewport_size({"width": NARROW, "height": 900})
    page.goto("/people/accounts/new")
    page.locator("#f-unit").fill("bureau of which there are several in the city")
    page.get_by_role("main").get_by_role("button").last.click()

    told = page.get_by_role("link", name="No unit matches “bureau of which there are several")
    expect(told).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW
    told.click()
    expect(page.locator("#f-unit")).to_be_focused()


def test_pages_with_an_unclear_unit_are_sound_in_both_widths(desk):
    assert faults(desk, "/desk/?demander=市&provider=没有这个单位") == []


def test_without_a_script_the_same_text_is_resolved(browser, browser_context_args, base_url):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}/portal/catalogues/basic")
    page.get_by_label("单位", exact=True).fill("市工商")
    page.get_by_role("button", name="筛选", exact=True).click()
    expect(page.get_by_label("单位", exact=True)).to_have_value("市工商局")
    context.close()
