"""A played scenario in a real browser: on and back through its steps, in the diagram."""

import re

import pytest
from playwright.sync_api import expect

from app.foundation.database import transaction
from app.workflow.definitions import PROCESS
from app.workflow.studio import revisions
from tests.support.pages import WATCH, faults, sign_in, speak
from tests.support.people import account
from tests.workflow.studio.drawing import APPLICATION, diagram, renamed
from tests.workflow.studio.trials.played import played


@pytest.fixture
def trial(app):
    with transaction():
        admin = account("xxb_proc")
        draft = revisions.begin("改一个字", admin)
        changed = renamed(diagram(draft))
        revisions.save(draft, PROCESS, APPLICATION, changed, seen=0, account=admin)
        return played(draft).id


def marked(page, element):
    return page.locator(f"[data-element-id={element}]").first


def test_a_scenario_is_walked_through_and_the_pages_are_sound(page, trial):
    page.add_init_script(WATCH)
    sign_in(page, "xxb_proc")
    page.goto(f"/studio/trials/{trial}/1?step=0")
    expect(page.locator("[data-play]")).to_have_attribute("data-state", "ready")
    expect(marked(page, "unit_review")).to_have_class(re.compile("play-open"))

    page.get_by_label("前进一步").focus()
    page.keyboard.press("Enter")
    expect(marked(page, "provider_response")).to_have_class(re.compile("play-open"))
    expect(marked(page, "unit_review_to_unit_review_outcome")).to_have_class(
        re.compile("play-taken")
    )
    expect(marked(page, "unit_review")).to_have_class(re.compile("play-done"))
    expect(page.locator("[data-play-said]")).to_contain_text("本单位复核")
    expect(page).to_have_url(re.compile(r"step=1$"))

    page.get_by_label("后退一步").click()
    expect(marked(page, "unit_review")).to_have_class(re.compile("play-open"))
    expect(marked(page, "provider_response")).not_to_have_class(re.compile("play-open"))
    page.locator("li[data-step='4'] > a").click()
    expect(page.locator("[data-play-said]")).to_contain_text("2026-09-04 10:00")

    found = []
    for path in (f"trials/{trial}", f"trials/{trial}/coverage", "trials/drafts/1", "scenarios/new"):
        found += faults(page, f"/studio/{path}")
    speak(page, "en")
    found += faults(page, f"/studio/trials/{trial}/1")
    assert found == []
