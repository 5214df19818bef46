"""Two versions beside each other: marks on both diagrams, one zoom for both, a walk by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from app.foundation.database import transaction
from app.workflow import definitions
from app.workflow.definitions import PROCESS
from app.workflow.studio import revisions
from tests.support.pages import WATCH, faults, sign_in, speak
from tests.support.people import account
from tests.web.test_browser_sight import page_without_script
from tests.workflow.studio.drawing import APPLICATION
from tests.workflow.studio.releases import submitted, with_form

__all__ = ["page_without_script"]

NEW_STEP = """<bpmn:userTask id="ask_expert" name="征求意见"/>
<bpmn:sequenceFlow id="to_expert" sourceRef="unit_review" targetRef="ask_expert"/>
<bpmn:userTask id="unit_review" """
DRAWN = """<bpmndi:BPMNShape id="ask_expert_di" bpmnElement="ask_expert">
<dc:Bounds x="330" y="40" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="""


@pytest.fixture
def compared(app):
    """A draft with one change of each kind, and the address that compares it."""
    one = account("xxb_proc")
    with transaction():
        draft = revisions.begin("较大改动", one)
        text = revisions.content(draft, PROCESS, APPLICATION)[0].decode()
        text = text.replace('name="本单位审核"', 'name="本单位复核"')
        text = text.replace('<bpmn:userTask id="unit_review" ', NEW_STEP)
        text = text.replace("<bpmndi:BPMNShape id=", DRAWN, 1)
        lane = "<bpmn:flowNodeRef>close_refused</bpmn:flowNodeRef>"
        text = text.replace(lane, "").replace(
            "<bpmn:flowNodeRef>provider_response</bpmn:flowNodeRef>",
            f"<bpmn:flowNodeRef>provider_response</bpmn:flowNodeRef>{lane}",
        )
        way = "application_filing_to_provider_response"
        text = re.sub(rf'<bpmn:sequenceFlow id="{way}"[^>]*/>', "", text)
        text = re.sub(rf'<bpmndi:BPMNEdge id="[^"]*" bpmnElement="{way}".*?</bpmndi:BPMNEdge>', "",
                      text, flags=re.S)  # fmt: skip
        revisions.save(draft, PROCESS, APPLICATION, text.encode(), seen=0, account=one)
    old, new = definitions.newest(), f"d{draft.id}"
    return f"/studio/compare/?old={old}&new={new}&process={APPLICATION}"


def box(page, side):
    return page.locator(f'.compare-box[data-side="{side}"]')


def marked(page, side, kind):
    found = box(page, side).locator(f".djs-element.diff-{kind}")
    return {one.get_attribute("data-element-id") for one in found.all()}


def view(page, side):
    """Which part of the diagram is seen, and how large."""
    written = box(page, side).locator("g.viewport").get_attribute("transform")
    return [round(float(part), 1) for part in re.findall(r"-?[0-9.]+", written)]


def test_both_diagrams_carry_the_marks_and_move_as_one(page, compared):
    page.context.add_init_script(WATCH)
    sign_in(page, "xxb_proc")
    page.goto(compared)
    expect(page.locator("[data-compare]")).to_have_attribute("data-state", "ready")

    assert "unit_review" in marked(page, "old", "changed") & marked(page, "new", "changed")
    assert marked(page, "new", "added") >= {"ask_expert"}
    assert marked(page, "old", "removed") == {"application_filing_to_provider_response"}
    assert marked(page, "new", "moved") == marked(page, "old", "moved") == {"close_refused"}

    before = view(page, "old")
    box(page, "new").focus()
    page.keyboard.press("-")
    page.keyboard.press("ArrowLeft")
    assert view(page, "old") == view(page, "new") != before
    page.get_by_role("button", name="看全图").click()
    assert view(page, "old") == view(page, "new")

    lines = page.locator(".change[data-element]")
    page.get_by_role("button", name="下一处改动").click()
    here = page.locator(".change.is-here")
    expect(here).to_have_count(1)
    expect(page.locator("[data-compare-said]")).not_to_be_empty()
    box(page, "old").focus()
    page.keyboard.press("n")
    expect(lines.nth(2)).to_have_class(re.compile("is-here"))
    lines.first.get_by_role("button").click()
    expect(lines.first).to_have_class(re.compile("is-here"))
    assert view(page, "old") == view(page, "new")
    for language in ("zh", "en"):
        speak(page, language)
        assert faults(page, compared) == []


def test_without_a_script_the_list_says_what_differs(page_without_script, compared):
    page = page_without_script
    sign_in(page, "xxb_proc")
    page.goto(compared)

    expect(page.locator(".compare-box").first).to_contain_text("差别见下面的清单")
    expect(page.locator("main")).to_contain_text("“本单位审核”改称“本单位复核”")
    assert box(page, "old").bounding_box()["height"] < 100


def test_the_pages_of_a_draft_and_of_versions_have_no_faults(page, app):
    page.context.add_init_script(WATCH)
    draft = submitted(with_form(account("xxb_proc")), account("xxb_proc"))
    sign_in(page, "xxb_proc2")
    newest = definitions.newest()

    found = [
        fault
        for address in (
            f"/studio/drafts/{draft.id}",
            "/studio/versions/",
            f"/studio/versions/{newest}",
            f"/studio/versions/{newest}/processes/{APPLICATION}",
            f"/studio/versions/{newest}/forms/sharing/unit_review",
        )
        for fault in faults(page, address)
    ]

    assert found == []
