"""Units and staff in a real browser: an account is closed with a hand-over; every page is sound."""

import pytest
from playwright.sync_api import expect

from app.foundation import queue
from app.foundation.database import transaction
from app.foundation.identity import queries
from app.foundation.people import directory, register, unit_entry
from app.workflow import inbox
from tests.support.desks import APPROVED, open_task
from tests.support.pages import WATCH, faults, sign_in, speak
from tests.support.people import account
from tests.support.queue import give_up


@pytest.fixture
def office(desks):
    """A task that the provider's only officer has taken, a colleague, a unit that was changed."""
    desks.apply()
    desks.walk(APPROVED)
    task_id = open_task("provider_response").id
    with transaction():
        inbox.claim(task_id, account("gsj_share"))
        directory.open_account(
            "gsj_second", unit_code="GSJ", post_names=["archivist"],
            display_post="市工商局归档岗", password="a quiet river in spring",
        )  # fmt: skip
        unit = queries.unit_by_code("GSJ")
        said = unit_entry.of(unit) | {"address": "海淀区某街一号"}
        register.change(unit.id, said, version=1, regions={"110000"})
        queue.defer("import", 7)
    give_up()
    return task_id


def test_an_account_is_closed_and_its_task_goes_to_the_successor(page, office):
    number = account("gsj_share").id
    sign_in(page, "xxb_sys")
    page.get_by_role("link", name="机构与人员").click()
    page.get_by_role("searchbox").fill("市工商局")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="市工商局").first.click()
    page.get_by_role("link", name="市工商局信息共享岗").click()
    page.get_by_role("link", name="停用账号").click()
    expect(page.get_by_text("本单位没有其他人可以办理下列待办事项")).to_be_visible()

    page.get_by_role("button", name="停用账号").click()
    expect(page.get_by_role("alert")).to_contain_text("请指定接手人")
    page.get_by_label("接手人").select_option(label="市工商局归档岗 (gsj_second)")
    page.get_by_role("button", name="停用账号").click()

    expect(page.get_by_text("移交接手人待办 1 件")).to_be_visible()
    assert open_task("provider_response").claimed_by.login == "gsj_second"
    page.get_by_role("button", name="重新启用").click()
    expect(page.get_by_text("账号已重新启用")).to_be_visible()
    assert open_task("provider_response").claimed_by_id == number


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_sound(page, office, language):
    page.add_init_script(WATCH)
    sign_in(page, "xxb_sys")
    speak(page, language)
    number = account("gsj_share").id
    page.goto("/people/units/GSJ/training/new")
    fill_in(page)
    record = page.locator("main a[href*='/people/training/']").first.get_attribute("href")
    addresses = [
        "/people/", "/people/?view=tree&page=3", "/people/?text=没有", "/people/units/GSJ",
        "/people/units/new", "/people/units/GSJ/edit", "/people/units/GSJ/deactivate",
        "/people/units/HBJ/deactivate", "/people/accounts/", "/people/accounts/new",
        f"/people/accounts/{number}", f"/people/accounts/{number}/close", "/people/training/",
        "/people/units/GSJ/training", record, "/people/units/GSJ?on=2026-08-31",
        "/operating/", "/operating/given-up/", "/operating/given-up/?discarded=1",
    ]  # fmt: skip

    found = [fault for one in addresses for fault in faults(page, one)]

    speak(page, "zh")
    assert found == []


def fill_in(page):
    """Record a training, as it is typed."""
    page.locator("[name=holder]").fill("综合岗")
    page.locator("[name=course]").fill("政务信息资源目录编制与共享平台操作培训班（第三期）")
    page.locator("[name=kind]").select_option("catalogue")
    page.locator("[name=result]").select_option("passed")
    page.locator("[name=begins_on]").fill("2026-03-02")
    page.locator("[name=hours]").fill("16")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/training")


def test_a_form_sent_back_is_sound(page, office):
    page.add_init_script(WATCH)
    sign_in(page, "xxb_sys")
    page.goto("/people/units/new")
    page.get_by_role("button", name="保存").click()

    expect(page.locator("#faults li")).to_have_count(6)
    page.locator("#faults a").first.click()
    assert page.evaluate("document.activeElement.id || location.hash") != ""


def test_the_register_works_without_a_script(browser, browser_context_args, office):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "hbj_share")
    page.goto("/account")
    page.get_by_role("main").get_by_role("link", name="市环保局").click()
    page.get_by_role("link", name="机构名录").click()

    page.get_by_label("单位类别").select_option("县")
    page.get_by_role("button", name="筛选").click()

    expect(page.locator("tbody tr")).to_have_count(2)
    context.close()
