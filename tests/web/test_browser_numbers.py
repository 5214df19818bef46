"""The pages of figures and demands in a real browser: sound, drawn, and whole without a script."""

import re

import pytest
from playwright.sync_api import expect

from app.domain.catalogue.services import demand_office, demands
from app.domain.catalogue.services.demand_steps import Step
from app.foundation.database import transaction
from tests.support.pages import WATCH, faults, sign_in, speak
from tests.support.people import account

LONG = "公共自行车站点与可借车辆数量信息" * 8


@pytest.fixture
def demand_id(app, base_url):
    """A demand with a long name, which a unit is asked for."""
    asked = demands.Asked(LONG, ("站点编号", "站点位置"), LONG, LONG, "critical")
    with transaction():
        found = demands.file(account("jtw_share"), asked).id
    with transaction():
        demands.join(Step(account("gaj_share"), found), LONG)
    with transaction():
        demand_office.assign(Step(account("xxb_cat"), found), "HBJ", 10, LONG)
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("login", ["xxb_cat", "hbj_share"])
def test_every_page_is_sound(page, demand_id, login, language):
    page.add_init_script(WATCH)
    sign_in(page, login)
    speak(page, language)
    found = []
    paths = ["/demands/", f"/demands/{demand_id}", "/portal/figures/", "/portal/figures/units"]
    paths += ["/portal/figures/entries?kind=resource", "/notices/"]
    for path in paths + (["/demands/new"] if login == "hbj_share" else []):
        found += faults(page, path)
    speak(page, "zh")

    assert found == []


def test_a_stranger_s_figures_are_drawn_and_a_bar_opens_its_entries(page, app, base_url):
    page.goto("/portal/figures/")
    bar = page.locator('.chart[data-title="分类覆盖情况"] svg')
    expect(bar).to_be_visible()
    expect(page.locator("[data-chart]:not([data-state=ready])")).to_have_count(0)

    page.get_by_text("查看数据表").first.click()
    page.locator("details[open] td a").first.click()

    expect(page).to_have_url(re.compile("/portal/figures/entries"))


def test_a_chart_has_its_place_before_it_is_drawn(page, app, base_url):
    heights = "all => all.map(one => one.getBoundingClientRect().height)"
    page.route("**/assets/charts-*.js", lambda route: route.abort())
    page.goto("/portal/figures/")
    before = page.eval_on_selector_all("[data-chart]", heights)
    page.unroute("**/assets/charts-*.js")
    page.goto("/portal/figures/")
    expect(page.locator("[data-chart]:not([data-state=ready])")).to_have_count(0)

    assert max(before) > 260
    assert page.eval_on_selector_all("[data-chart]", heights) == before


def test_without_a_script_the_tables_say_it_all(browser, browser_context_args, app, base_url):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto("/portal/figures/")

    page.get_by_text("查看数据表").first.click()
    expect(page.locator("details[open] td a").first).to_be_visible()
    context.close()


def test_the_office_asks_a_unit_without_a_script(browser, browser_context_args, demand_id):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "xxb_cat")
    page.goto(f"/demands/{demand_id}")
    page.get_by_text("从该单位撤回").first.click()
    page.locator("[name=unassign_reason]").fill("改由其他单位答复")
    page.get_by_role("button", name="从该单位撤回").click()

    expect(page.get_by_text("等待信息办处理").first).to_be_visible()
    context.close()
