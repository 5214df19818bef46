"""Every page in a real browser: no error, nothing stopped, no sideways scrolling, axe clean."""

from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import expect

from tests.support import matters
from tests.support.desks import AGREED, APPROVED, DELIVERED, SIGNED, USED, open_task
from tests.support.pages import WATCH, faults, sign_in, speak

LONG = (
    "提供单位应当确保信息的及时性、准确性和完整性，需求单位应当按照约定的范围和用途使用信息，" * 8
)
# The tables that stick out of their card, unless their own frame scrolls.
TOO_WIDE = """
[...document.querySelectorAll('.card-body > table')]
  .filter((table) => table.getBoundingClientRect().right
    > table.closest('.card-body').getBoundingClientRect().right)
  .map((table) => table.innerText.slice(0, 40))
"""


@pytest.fixture
def city(desks):
    """Cases in several states: closed, with a counter-offer, before the office, waiting."""
    closed = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)
    desks.apply()
    counter = {"outcome": "counter", "scope": LONG, "items": ["注册号"], "conditions": LONG}
    desks.walk(APPROVED, ("gsj_share", "provider_response", counter), AGREED[1])
    desks.apply()
    refusal = {"outcome": "refuse", "reason_code": "law", "reason": LONG, "legal_basis": "条例"}
    desks.walk(APPROVED, ("gsj_share", "provider_response", refusal), AGREED[1])
    matter = matters.begin(desks, **matters.CHANGE)
    waiting = desks.apply()
    desks.walk(APPROVED)
    return {"closed": closed, "waiting": waiting, "matter": matter}


def pages(city):
    clock = f"/cases/{city['waiting']}/clocks/"
    return {
        "gsj_share": [
            "/tasks/",
            f"/tasks/{open_task('provider_response').id}",
            "/tasks/?text=没有这样的事项",
            "/cases/",
            f"/cases/{city['closed']}",
            f"/cases/{city['closed']}/agreement",
            f"/cases/{city['closed']}?diagram=sharing_provision",
            clock,
            "/notices/",
            "/catalogue/matters/",
            "/catalogue/matters/new",
            f"{matters.START}?action=change&entry=IR0001",
            f"/cases/{city['matter']}",
            f"/tasks/{open_task('compile_change').id}",
        ],
        "jtw_share": [
            "/applications/new",
            "/applications/new/IR0001",
            f"/tasks/{open_task('consider_counter').id}",
        ],
        "xxb_escal": [f"/tasks/{open_task('accept_dispute').id}"],
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_sound(page, city, language):
    page.add_init_script(WATCH)
    found = []
    for login, addresses in pages(city).items():
        page.goto("about:blank")  # no answer still on its way brings the old session back
        page.context.clear_cookies()
        sign_in(page, login)
        speak(page, language)
        for address in addresses:
            found += faults(page, _clock(page, address))
        speak(page, "zh")

    assert found == []


def _clock(page, address):
    """The address of the first clock of a case."""
    if not address.endswith("/clocks/"):
        return address
    page.goto(address.removesuffix("clocks/").rstrip("/"))
    return page.locator("a[href*='/clocks/']").first.get_attribute("href")


def test_a_form_sent_back_is_sound_and_jumps_to_its_faults(page, city):
    page.add_init_script(WATCH)
    sign_in(page, "gsj_share")
    page.goto(f"/tasks/{open_task('provider_response').id}")
    page.get_by_role("radio", name="不予提供").check()
    page.get_by_role("button", name="提交").click()

    expect(page.locator("#faults li")).to_have_count(3)
    page.locator("#faults a").first.click()

    assert page.evaluate("document.activeElement.id || location.hash") != ""
    assert page.evaluate("window.__stopped") == []


def test_a_draft_is_kept_while_typing(page, city):
    sign_in(page, "gsj_share")
    address = f"/tasks/{open_task('provider_response').id}"
    page.goto(address)
    page.get_by_role("radio", name="不予提供").check()
    with page.expect_response(lambda answer: "还在考虑" in _sent(answer)) as saved:
        page.locator("[name=reason]").fill("还在考虑")

    page.goto(address)

    assert saved.value.status == 200
    expect(page.locator("[name=reason]")).to_have_value("还在考虑")


def _sent(answer):
    """What was sent as a draft to get this answer: an earlier one does not hold the later words."""
    if not answer.url.endswith("/draft"):
        return ""
    return unquote_plus((answer.request.post_data_buffer or b"").decode(errors="replace"))


def test_the_list_follows_the_search_without_a_new_page(page, city):
    sign_in(page, "gsj_share")
    page.evaluate("window.__same = true")

    with page.expect_response("**/tasks/?text=**"):
        page.get_by_role("searchbox").fill("没有这样的事项")

    page.get_by_text("没有符合条件的待办事项").wait_for()
    assert page.evaluate("window.__same") is True


def test_the_list_can_be_searched_without_a_script(browser, browser_context_args, city):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "gsj_share")

    page.get_by_role("searchbox").fill("不良信用")
    page.get_by_role("button", name="筛选").click()

    expect(page.locator("tbody tr")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_table_is_wider_than_its_card(page, city, language):
    sign_in(page, "gsj_share")
    speak(page, language)
    wider = []
    for width in (1280, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (f"/cases/{city['closed']}", f"/cases/{city['waiting']}"):
            page.goto(address)
            wider += [f"{address} at {width}: {one}" for one in page.evaluate(TOO_WIDE)]
    speak(page, "zh")

    assert wider == []
