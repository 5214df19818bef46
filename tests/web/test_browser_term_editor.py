"""The editor of terms in a real browser: start from a side's terms, change, see it live, send."""

import re

from playwright.sync_api import expect

from tests.support.desks import APPROVED, ITEMS, closed_task, open_task
from tests.support.pages import WATCH, faults, sign_in

COUNTER = {"outcome": "counter", "scope": "仅限运输管理处", "items": ITEMS[:1]}
REFUSED = {
    "outcome": "refuse", "reason_code": "law", "reason": "依法不得提供", "legal_basis": "条例",
}  # fmt: skip


def test_the_office_starts_from_the_providers_terms_and_sees_what_it_changes(page, desks):
    desks.apply()
    desks.walk(
        APPROVED,
        ("gsj_share", "provider_response", COUNTER),
        ("gsj_head", "provider_approval", {"outcome": "approve"}),
        ("jtw_share", "consider_counter", {"outcome": "counter", "items": ITEMS}),
        ("gsj_share", "provider_response", REFUSED),
        ("gsj_head", "provider_approval", {"outcome": "approve"}),
        ("xxb_escal", "accept_dispute", {"responsibility": "produced"}),
    )
    address = f"/tasks/{open_task('propose_settlement').id}"
    page.add_init_script(WATCH)
    sign_in(page, "xxb_escal")
    assert faults(page, f"{address}?start=demander") == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)

    page.get_by_role("link", name="提供单位最后的条款").click()
    changes = page.locator("[data-difference]")
    expect(changes.locator("del").first).to_have_text(ITEMS[1])
    page.get_by_label("附加条件").fill("每半年核对一次")
    expect(changes.locator("ins").first).to_have_text("每半年核对一次")
    page.get_by_label("附加条件").fill("收取工本费")
    expect(changes).to_contain_text("这样不能提交")
    page.get_by_label("附加条件").fill("每半年核对一次")
    expect(changes).not_to_contain_text("这样不能提交")
    search = page.get_by_role("searchbox", name="在“替代资源”中查找")
    search.fill("欠税")
    expect(page.locator("select[name=substitute] option")).to_have_count(2)
    search.fill("")
    page.get_by_role("button", name="提交").click()

    expect(page).to_have_url(re.compile(r"/cases/\d+$"))
    sent = closed_task("propose_settlement").answers
    assert (sent["items"], sent["conditions"]) == (ITEMS[:1], "每半年核对一次")
    assert sent["substitute"] is None
