"""What must be seen: edges of inputs, the step where a case stands; without a script too."""

import pytest
from playwright.sync_api import expect

from app.foundation.database import transaction
from app.foundation.identity.models import AccountPost
from tests.support.desks import AGREED, APPROVED, SIGNED, open_task
from tests.support.pages import WATCH, faults, sign_in, speak
from tests.support.people import account

# The colours of the edges of everything that can be filled in, and of what lies behind them.
EDGES = """
() => {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const painted = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const fields = '.form-control, .form-select, .form-check-input:not(:checked)';
  return [...document.querySelectorAll(fields)]
    .filter((field) => field.getClientRects().length && !field.matches(':focus'))
    .map((field) => {
      let behind = field.parentElement;
      const bare = (each) => painted(getComputedStyle(each).backgroundColor)[3] === 0;
      while (behind.parentElement && bare(behind)) behind = behind.parentElement;
      return [field.name || field.id, painted(getComputedStyle(field).borderTopColor),
        painted(getComputedStyle(behind).backgroundColor)];
    });
}
"""
IN_SIGHT = """
(list) => {
  const [step, frame] = [list.querySelector('[aria-current=step]'), list]
    .map((each) => each.getBoundingClientRect());
  return step.top >= frame.top && step.bottom <= frame.bottom;
}
"""
LEAST = 3.0


@pytest.fixture
def case(desks):
    """A case that waits for its provider's answer."""
    case_id = desks.apply()
    desks.walk(APPROVED)
    return case_id


def luminance(colour):
    assert colour[3] == 255, "nothing shines through"
    parts = [part / 255 for part in colour[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_edges_of_what_can_be_filled_in_stand_out(page, case):
    sign_in(page, "gsj_share")
    seen = []
    for address in ("/tasks/", f"/tasks/{open_task('provider_response').id}", "/account"):
        page.goto(address)
        seen += [(address, *edge) for edge in page.evaluate(EDGES)]

    assert len(seen) > 15
    assert [edge for edge in seen if contrast(*edge[-2:]) < LEAST] == []


def test_the_step_where_a_case_stands_is_in_sight(page, desks, case):
    desks.walk(*AGREED, *SIGNED)
    sign_in(page, "gsj_share")
    for diagram in ("sharing_application", "sharing_provision"):
        page.goto(f"/cases/{case}?diagram={diagram}")
        assert page.evaluate("scrollY") == 0
        assert page.locator(".walk").evaluate(IN_SIGHT)


@pytest.fixture
def page_without_script(browser_type, browser_type_launch_args, browser_context_args):
    """A page of a browser whose owner has switched scripts off, which its style sheets know too."""
    flags = [*browser_type_launch_args["args"], "--blink-settings=scriptEnabled=false"]
    own = browser_type.launch(**{**browser_type_launch_args, "args": flags})
    yield own.new_page(**browser_context_args)
    own.close()


def test_without_a_script_the_frame_of_the_diagram_points_to_the_list(page_without_script, case):
    page = page_without_script
    sign_in(page, "gsj_share")
    page.goto(f"/cases/{case}")

    frame = page.locator("[data-bpmn-viewer]")
    expect(frame).to_contain_text("旁边的清单列出了相同的步骤")
    assert frame.bounding_box()["height"] < 150
    steps, box = page.locator(".walk > li"), page.locator(".walk").bounding_box()
    last = steps.last.bounding_box()
    assert steps.count() > 10
    assert last["y"] + last["height"] <= box["y"] + box["height"] + 1


def test_on_a_telephone_the_menu_takes_three_lines_at_most_in_english_too(page, desks):
    with transaction():  # of everybody, who may apply and settle has the longest menu
        account("xxb_escal").posts.append(AccountPost(post="sharing_officer"))
    sign_in(page, "xxb_escal")
    speak(page, "en")
    page.context.add_init_script(WATCH)

    assert faults(page, "/desk/") == []

    links = page.locator(".site-places a")
    expect(links).to_have_count(11)
    assert len({round(one.bounding_box()["y"]) for one in links.all()}) <= 3
    assert all(one.bounding_box()["x"] + one.bounding_box()["width"] <= 390 for one in links.all())
    assert page.locator(".site-top").bounding_box()["height"] < 150
    speak(page, "zh")


def test_an_item_is_called_the_same_on_the_form_and_beside_it(page, desks):
    sign_in(page, "jtw_share")
    speak(page, "en")
    page.goto("/applications/new/IR0001")

    form = page.locator("#answer label", has_text="注册号")
    expect(form.first).to_contain_text("reg_no")
    expect(page.locator(".items li", has_text="注册号").first).to_contain_text("reg_no")
    speak(page, "zh")
    page.goto("/applications/new/IR0001")
    expect(page.locator("main")).not_to_contain_text("reg_no")
