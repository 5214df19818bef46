"""The desk in a real browser: filter, keep the filter, urge, open a dispute, propose."""

import re

import pytest
from playwright.sync_api import expect

from app.domain.sharing import records
from tests.support.desks import APPROVED, open_task
from tests.support.pages import WATCH, faults, sign_in

REFUSED = (
    (
        "gsj_share",
        "provider_response",
        {"outcome": "refuse", "reason_code": "law", "reason": "未见依据", "legal_basis": "条例"},
    ),
    ("gsj_head", "provider_approval", {"outcome": "approve"}),
)
TAKEN_UP = {"responsibility": "produced"}


@pytest.fixture
def disputes(desks):
    """One refusal to be decided, and one about which a unit is asked."""
    made = []
    for more in ({}, {"consult": ["HBJ"]}):
        case_id = desks.apply(urgency="critical" if more else "normal")
        desks.walk(APPROVED, *REFUSED, ("xxb_escal", "accept_dispute", TAKEN_UP | more))
        made.append(records.dispute(case_id).id)
    return made


def test_an_officer_works_from_the_desk(page, disputes):
    to_decide, asked = disputes
    page.add_init_script(WATCH)
    sign_in(page, "xxb_escal")
    page.get_by_role("link", name="争议处理台", exact=True).click()

    with page.expect_response("**/desk/?*urgency=critical*"):
        page.get_by_label("紧急程度").select_option("特急")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_text("保存此筛选条件", exact=True).click()
    page.get_by_label("筛选条件名称").fill("特急争议")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("navigation", name="已存筛选")).to_contain_text("特急争议")

    page.locator("tbody input[type=checkbox]").check()
    page.get_by_role("button", name="催办所选争议").click()
    expect(page.get_by_role("status").first).to_contain_text("已催办 1 件")

    found = faults(page, "/desk/") + faults(page, f"/desk/{asked}")
    found += faults(page, f"/desk/{to_decide}")
    assert found == []

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/desk/{to_decide}")
    form = page.get_by_role("region", name="提出协调意见")
    expect(form.get_by_role("button", name="提交")).to_be_in_viewport()
    form.get_by_role("radio", name="维持不予提供").check()
    form.locator("[name=grounds]").fill("未见使用依据，理由成立")
    form.get_by_role("button", name="提交").click()
    expect(page.get_by_role("region", name="对方尚未看到")).to_contain_text("撤回")
    expect(page).to_have_url(re.compile(f"/desk/{to_decide}$"))
    assert open_task("answer_settlement")
