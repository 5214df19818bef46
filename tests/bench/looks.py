"""What a browser makes of each kind of page: bytes, the time until one can work, what jumps."""

import statistics
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.bench.place import Place
from tests.support import browser, pages

VISITS = 3
STRANGER = ""
# Every shift of what is drawn that nobody asked for, from the first moment on.
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
# Scripts are modules: when the document is said to be loaded, all of them have run.
FOUND = """() => {
  const [page] = performance.getEntriesByType('navigation');
  const files = performance.getEntriesByType('resource');
  return {
    page: page.transferSize, files: files.reduce((sum, one) => sum + one.transferSize, 0),
    count: files.length, works: page.domContentLoadedEventEnd, shifted: window.shifted,
  };
}"""


def measure(place: Place, case: int, task: int) -> dict[str, Any]:
    """Each kind of page with an empty cache and again; nothing where there is no browser."""
    found = browser.find()
    if found is None:
        return {}
    looks = {}
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=found, args=browser.FLAGS)
        for name, (login, path) in _kinds(case, task).items():
            state = _signed_in(opened, place, login)
            seen = [_visited(opened, place, state, path) for _ in range(VISITS)]
            looks[name] = {
                "kb": round(seen[0]["bytes"] / 1024, 1),
                "page_kb": round(seen[0]["page"] / 1024, 1),
                "files": seen[0]["files"],
                "again_kb": round(seen[0]["again"] / 1024, 1),
                "works_ms": round(statistics.median(one["works"] for one in seen)),
                "shift": round(max(one["shifted"] for one in seen), 4),
            }
        opened.close()
    return {"pages": looks}


def _kinds(case: int, task: int) -> dict[str, tuple[str, str]]:
    """What is looked at, and by whom."""
    return {
        "sign-in": (STRANGER, "/sign-in"),
        "search": (STRANGER, "/portal/?text=%E4%BC%81%E4%B8%9A"),
        "entry": ("gsj_share", "/portal/resources/IR0054"),
        "my tasks": ("gsj_share", "/tasks/"),
        "task": ("gsj_share", f"/tasks/{task}"),
        "case": ("jtw_share", f"/cases/{case}"),
        "desk": ("xxb_escal", "/desk/"),
        "figures": ("xxb_escal", "/figures/"),
        "studio": ("xxb_proc", "/studio/"),
    }


def _signed_in(opened: Browser, place: Place, login: str) -> Any:
    """The cookies of somebody who has signed in."""
    context = _context(opened, place, None)
    if login:
        pages.sign_in(context.new_page(), login)
    state = context.storage_state()
    context.close()
    return state


def _visited(opened: Browser, place: Place, state: Any, path: str) -> dict[str, float]:
    """One look with nothing in the cache, and one more."""
    context = _context(opened, place, state)
    page = context.new_page()
    page.add_init_script(SHIFTS)
    looks = []
    for _ in range(2):
        answer = page.goto(path, wait_until="networkidle")
        assert answer and answer.status == 200, path
        looks.append(page.evaluate(FOUND))
    context.close()
    first, again = looks
    return {
        "bytes": first["page"] + first["files"],
        "page": first["page"],
        "files": first["count"],
        "again": again["page"] + again["files"],
        "works": first["works"],
        "shifted": max(one["shifted"] for one in looks),
    }


def _context(opened: Browser, place: Place, state: Any) -> BrowserContext:
    return opened.new_context(
        base_url=f"http://127.0.0.1:{place.port}",
        locale="zh-CN",
        storage_state=state,
        viewport={"width": 1280, "height": 900},
    )
