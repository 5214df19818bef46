"""Forms in a browser: what was typed is kept when the page is left, large files are told of."""

import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.foundation.database import db
from app.workflow.models import Draft
from tests.support.desks import RESOURCE
from tests.support.pages import WATCH, axe, sign_in

MEGABYTE = 1024 * 1024
PATIENCE = 60


@pytest.fixture
def asked(desks):
    """The address of a task that its provider must answer."""
    return f"/tasks/{desks.ask().id}"


@pytest.fixture
def papers(tmp_path):
    """Files of so many megabytes; they take no room."""

    def make(*sizes):
        made = []
        for number, size in enumerate(sizes, len(list(tmp_path.iterdir()))):
            path = tmp_path / f"依据{number}.pdf"
            with path.open("wb") as file:
                file.write(b"%PDF-1.4\n")
                file.truncate(size * MEGABYTE)
            made.append(path)
        return made

    return make


def wait_for_draft(page, reason):
    """Until the draft says so: what was sent while leaving arrives after the next page is there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        db.session.rollback()
        if any(draft.data.get("reason") == reason for draft in db.session.scalars(select(Draft))):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"no draft with {reason}")


def test_what_was_typed_a_moment_before_the_page_is_left_is_kept(page, asked):
    sign_in(page, "gsj_share")
    page.goto(asked)
    page.get_by_role("radio", name="不予提供").check()
    page.locator("[name=reason]").fill("刚刚输入")
    page.get_by_role("link", name="我的待办").first.click()
    page.wait_for_url("**/tasks/")
    wait_for_draft(page, "刚刚输入")

    page.goto(asked)

    expect(page.locator("[name=reason]")).to_have_value("刚刚输入")


def test_what_was_typed_while_a_draft_was_on_its_way_is_kept_too(page, asked):
    sign_in(page, "gsj_share")
    page.goto(asked)
    page.get_by_role("radio", name="不予提供").check()
    with page.expect_request("**/draft"):
        page.locator("[name=reason]").fill("先输入的")
    page.locator("[name=reason]").fill("后输入的")
    page.get_by_role("link", name="我的待办").first.click()
    page.wait_for_url("**/tasks/")
    wait_for_draft(page, "后输入的")

    page.goto(asked)

    expect(page.locator("[name=reason]")).to_have_value("后输入的")


def test_a_page_that_is_only_looked_at_leaves_no_draft(page, asked):
    sign_in(page, "gsj_share")
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(asked)
    page.get_by_role("link", name="我的待办").first.click()
    page.wait_for_url("**/tasks/")

    assert not [url for url in sent if url.endswith("/draft")]


@pytest.mark.parametrize(
    ("sizes", "told"), [((21,), "大于 20.0 MB"), ((19,) * 4, "合计大于 64.0 MB")]
)
def test_files_that_are_too_large_are_told_of_before_they_are_sent(page, papers, sizes, told):
    page.add_init_script(WATCH)
    sign_in(page, "jtw_share")
    page.goto(f"/applications/new/{RESOURCE}")
    page.locator("[name=basis]").fill("依据")
    page.locator("input[type=file]").set_input_files(papers(*sizes))
    expect(page.locator(".invalid-feedback")).to_contain_text(told)
    page.get_by_role("button", name="提交申请").click()

    expect(page.locator("#faults")).to_be_focused()
    expect(page.locator("#faults li")).to_contain_text(told)
    assert axe(page, "form") == []
    page.locator("#faults a").click()
    expect(page.locator("input[type=file]")).to_be_focused()
    page.locator("input[type=file]").set_input_files(papers(1))
    expect(page.locator(".invalid-feedback")).to_have_count(0)
    expect(page.locator("#faults")).to_have_count(0)
    expect(page.locator("[name=basis]")).to_have_value("依据")
    assert page.evaluate("window.__stopped") == []
    with page.expect_navigation():  # what was stopped can be sent once it is right
        page.get_by_role("button", name="提交申请").click()


def seen(page):
    """The fields of the form that can be seen now, and how high the form is."""
    shown = "all => all.filter(one => one.checkVisibility()).map(one => one.name)"
    fields = page.eval_on_selector_all("#answer :is(input, select, textarea)", shown)
    return fields, page.locator("#answer").bounding_box()["height"]


def test_nothing_jumps_when_the_script_takes_a_form_over(page, asked):
    sign_in(page, "gsj_share")
    page.route("**/assets/site-*.js", lambda route: route.abort())
    page.goto(asked)
    before = seen(page)
    page.unroute("**/assets/site-*.js")
    page.goto(asked)
    page.wait_for_selector("form[data-conditional]")
    assert seen(page) == before


def test_a_form_whose_script_never_comes_asks_for_what_an_answer_needs(page, asked):
    sign_in(page, "gsj_share")
    page.route("**/assets/site-*.js", lambda route: route.abort())
    page.goto(asked)
    page.get_by_role("radio", name="不予提供").check()
    page.get_by_role("button", name="提交").click()
    page.locator("[name=reason]").wait_for(state="visible")
    expect(page.locator("#faults")).to_be_visible()
