"""The heat map and the repairs in a real browser: numbers open cases, every page is sound."""

import pytest
from playwright.sync_api import expect

from tests.support.desks import AGREED, APPROVED, open_task
from tests.support.pages import WATCH, faults, sign_in, speak


@pytest.fixture
def cases(desks):
    """Two cases: one is answered and waits to be signed, one waits for the provider."""
    first = desks.apply()
    desks.walk(APPROVED, *AGREED)
    desks.apply()
    desks.walk(APPROVED)
    return first


def test_a_number_on_the_diagram_opens_its_cases(page, cases):
    sign_in(page, "xxb_escal")
    page.goto("/figures/")
    page.get_by_role("link", name="流程热图").click()
    drawing = page.locator("[data-heat][data-state=ready]")
    expect(drawing.locator(".heat-step")).to_have_count(3)
    expect(drawing.get_by_title("提供单位答复：2件；")).to_be_visible()

    drawing.get_by_title("提供单位答复：2件；").click()

    expect(page.get_by_role("heading", name="提供单位答复 · 全部")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="办理记录")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_sound(page, cases, language):
    page.add_init_script(WATCH)
    sign_in(page, "xxb_proc")
    speak(page, language)
    page.goto(f"/studio/repair/{cases}")
    page.fill("#why-suspend", "目录核查")
    page.locator("section:has(#h-suspend) button").click()
    addresses = [
        "/studio/heat/", "/studio/heat/?process=sharing_agreement&sort=-median",
        "/studio/heat/cases?of=step&name=provider_response&what=all",
        "/studio/repair/?kind=runs", "/studio/repair/", f"/studio/repair/{cases}",
        f"/studio/repair/{cases + 1}", "/studio/repair/requests",
    ]  # fmt: skip

    assert [fault for address in addresses for fault in faults(page, address)] == []
    task = open_task("sign_demander")
    page.context.clear_cookies()
    sign_in(page, "jtw_head")
    assert [fault for at in ("/tasks/", f"/tasks/{task.id}") for fault in faults(page, at)] == []
