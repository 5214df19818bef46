"""The duplicate check and the editor of synonyms in a real browser, and without a script."""

import pytest
from playwright.sync_api import expect

from tests.support.pages import WATCH, faults, sign_in, speak

PROPOSAL = "/catalogue/check/?name=企业信用库&items=企业名称,工商注册号,法定代表人性名,处罚决定书号"
SYNONYMS = "/catalogue/synonyms/"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_sound(page, base_url, language):
    page.add_init_script(WATCH)
    sign_in(page, "xxb_cat")
    speak(page, language)

    found = []
    for address in (
        "/catalogue/check/",
        PROPOSAL,
        SYNONYMS,
        f"{SYNONYMS}?gone=字号&was=企业名称",
        f"{SYNONYMS}change?term=公司名称",
        f"{SYNONYMS}import",
    ):
        found += faults(page, address)
    speak(page, "zh")

    assert found == []


def test_a_proposal_becomes_an_application_without_a_script(
    browser, browser_context_args, base_url
):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "swj_share")
    page.goto("/catalogue/check/")
    page.get_by_label("名称", exact=True).fill("企业信用库")
    page.get_by_label("数据项（每行一个）").fill("企业名称\n工商注册号\n处罚决定书号\n信用等级")
    page.get_by_role("main").get_by_role("button", name="查重").click()

    page.get_by_role("link", name="改为申请共享：企业不良信用记录").click()

    expect(page.get_by_role("checkbox", name="处罚决定书号")).to_be_checked()
    expect(page.get_by_role("checkbox", name="处罚日期")).not_to_be_checked()
    context.close()
