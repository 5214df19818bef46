"""The process editor in a browser: how long until one can draw, and how long a save takes."""

import statistics
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.place import Place
from tests.support import browser, pages

ADMIN, PROCESS = "xxb_proc", "sharing_application"
VISITS, SAVES = 5, 15
READY = "#studio-editor[data-state=ready]"
# A save as the page makes it, from the drawing in the browser to the answer of the server.
SAVE = """async (times) => {
  const { modeler } = document.getElementById('studio-editor');
  const config = JSON.parse(document.getElementById('editor-config').textContent);
  const token = document.querySelector('meta[name=csrf-token]').content;
  const json = 'application/json';
  const headers = { Accept: json, 'Content-Type': json, 'X-CSRFToken': token };
  const took = { save: [], check: [] };
  let { version } = config;
  for (let round = 0; round < times; round += 1) {
    const began = performance.now();
    const { xml } = await modeler.saveXML({ format: true });
    const body = JSON.stringify({ xml, version });
    const answer = await fetch(config.save, { method: 'POST', headers, body });
    version = (await answer.json()).version;
    took.save.push(performance.now() - began);
    const asked = performance.now();
    await (await fetch(config.check, { headers })).json();
    took.check.push(performance.now() - asked);
  }
  return took;
}"""


def measure(place: Place) -> dict[str, Any]:
    """Ready with an empty cache, the round trip of a save, and of the full check after it."""
    found = browser.find()
    if found is None:
        return {}
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=found, args=browser.FLAGS)
        state, address = _signed_in(opened, place)
        ready = [_ready(opened, place, state, address) for _ in range(VISITS)]
        page = _page(opened, place, state)
        page.goto(address)
        page.wait_for_selector(READY)
        took = page.evaluate(SAVE, SAVES)
        opened.close()
    return {
        "editor": {
            "ready_ms": round(statistics.median(ready)),
            "save_ms": round(statistics.median(took["save"]), 1),
            "check_ms": round(statistics.median(took["check"]), 1),
        }
    }


def _signed_in(opened: Browser, place: Place) -> tuple[Any, str]:
    """The session of an administrator, and the address of a diagram in a draft of theirs."""
    page = _page(opened, place, None)
    pages.sign_in(page, ADMIN)
    page.goto("/studio/")
    page.locator(f"form:has(input[value={PROCESS}]) button").click()
    page.wait_for_url("**/studio/drafts/*")
    address = f"{page.url.partition('?')[0]}/processes/{PROCESS}"
    state = page.context.storage_state()
    page.context.close()
    return state, address


def _ready(opened: Browser, place: Place, state: Any, address: str) -> float:
    """From the click until one can draw, with nothing in the browser's cache."""
    page = _page(opened, place, state)
    page.goto(address)
    page.wait_for_selector(READY)
    took = float(page.evaluate("performance.getEntriesByName('editor-ready')[0].startTime"))
    page.context.close()
    return took


def _page(opened: Browser, place: Place, state: Any) -> Page:
    return opened.new_context(
        base_url=f"http://127.0.0.1:{place.port}",
        locale="zh-CN",
        storage_state=state,
        viewport={"width": 1280, "height": 900},
    ).new_page()
