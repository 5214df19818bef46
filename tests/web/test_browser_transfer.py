"""The whole import in a real browser: hand in, faults, check, release, progress, result."""

import re

from playwright.sync_api import expect

from app.jobs.worker import work_off
from tests.support.pages import WATCH, faults, sign_in, speak
from tests.support.workbooks import RESOURCE, of_entries

JOB = re.compile(r"/catalogue/transfer/\d+$")


def hand_in(page, content, name="目录.xlsx"):
    page.goto("/catalogue/transfer/")
    page.set_input_files(
        "#f-file", files=[{"name": name, "mimeType": "application/zip", "buffer": content}]
    )
    page.get_by_role("button", name="检查文件").click()
    expect(page).to_have_url(JOB)
    return page.url


def again_as(page, login):
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(re.compile("sign-in"))
    sign_in(page, login)


def test_an_import_from_the_file_to_the_entries_and_every_page_of_it_is_sound(page, app):
    page.add_init_script(WATCH)
    sign_in(page, "jtw_share")
    wrong = hand_in(page, of_entries(RESOURCE | {"分级": "绝顶"}))
    expect(page.get_by_role("progressbar")).to_be_visible()
    work_off("import")
    expect(page.get_by_text("目录 · K2")).to_be_visible()  # the page looks again by itself

    right = hand_in(page, of_entries(RESOURCE, RESOURCE | {"信息资源名称": "公共自行车借还记录"}))
    found = faults(page, right)  # while it waits
    work_off("import")
    page.goto(right)
    expect(page.get_by_text("由市信息办放行")).to_be_visible()
    again_as(page, "xxb_cat")
    page.goto(right)
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="放行导入").click()
    expect(page.get_by_text("已放行，导入即将开始")).to_be_visible()
    work_off("import")

    expect(page.get_by_text("已全部发布")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"^IR\d+$"))).to_have_count(2)
    for address in ("/catalogue/transfer/", wrong, right):
        found += faults(page, address)
    speak(page, "en")
    found += faults(page, right)
    assert found == []


def test_without_scripts_an_import_works_too(browser, browser_context_args, base_url, app):
    plain = browser_context_args | {"java_script_enabled": False, "base_url": base_url}
    context = browser.new_context(**plain)
    page = context.new_page()
    sign_in(page, "jtw_share")
    address = hand_in(page, of_entries(RESOURCE))
    work_off("import")
    page.get_by_role("link", name="刷新").click()

    expect(page).to_have_url(address)
    expect(page.get_by_text("等待放行")).to_be_visible()
    context.close()
