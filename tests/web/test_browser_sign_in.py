"""How one signs in, in a real browser: the policy, both widths, both languages, accessibility."""

import pyotp
import pytest
from playwright.sync_api import expect

from app.foundation import clock
from app.foundation.identity import passwords
from tests.support import pages
from tests.support.people import account

HALF_MINUTE = 30


@pytest.fixture(autouse=True)
def watched(page):
    page.add_init_script(pages.WATCH)


def send(page, name):
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name).first.click()


def test_the_second_factor_is_set_up_and_asked_for(page):
    assert pages.faults(page, "/sign-in/forgotten") == []
    pages.sign_in(page, "gsj_share")
    pages.speak(page, "en")
    for address in ("/account/sign-in", "/account/tokens/", "/account/second-factor"):
        assert pages.faults(page, address) == []
    pages.speak(page, "zh")
    page.goto("/account/second-factor")
    page.fill("[name=password]", passwords.PUBLISHED)
    send(page, "开始设置")
    assert pages.faults(page, "/account/second-factor") == [], "the picture is let in"
    device = pyotp.TOTP(page.input_value("#key").replace(" ", ""))
    now = int(clock.now().timestamp())
    page.fill("[name=code]", device.at(now - HALF_MINUTE))
    send(page, "确认")
    expect(page.locator("ol code")).to_have_count(10)
    assert pages.axe(page, "recovery codes") == []
    page.get_by_role("button", name="退出").click()
    page.fill("[name=login]", "gsj_share")
    page.fill("[name=password]", passwords.PUBLISHED)
    send(page, "登录")
    assert pages.faults(page, "/sign-in/code") == []
    page.fill("[name=code]", device.at(int(clock.now().timestamp())))
    send(page, "登录")
    expect(page).to_have_url("/tasks/")


def test_the_administrator_s_page_of_a_sign_in(page, app):
    pages.sign_in(page, "xxb_sys")

    there = f"/people/accounts/{account('gsj_share').id}/sign-in"
    assert pages.faults(page, there) == []
