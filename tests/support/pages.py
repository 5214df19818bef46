"""What a browser test looks at on every page: width, errors, the policy, accessibility."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Request

from app.foundation import paths
from app.foundation.identity import passwords

AXE = paths.ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = 1280, 390
PATIENCE = 30  # seconds; a machine under load is slow, not wrong
# Into the page before its own scripts: remember what the policy stopped.
WATCH = """
window.__stopped = [];
document.addEventListener('securitypolicyviolation', (e) =>
  window.__stopped.push(e.violatedDirective + ' ' + e.blockedURI));
"""


# The page's scripts have nothing to do: what they wanted to ask for has been asked for.
IDLE = "() => new Promise((done) => requestIdleCallback(() => setTimeout(done)))"


class Traffic:
    """What a page has asked for and not got yet, from now on.

    Playwright's `networkidle` means half a second without a request, however soon all was there.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.under_way, self.asked = page, set[Request](), 0
        self.events: list[tuple[Any, Callable[[Request], None]]] = [
            ("request", self._begin),
            ("requestfinished", self._end),
            ("requestfailed", self._end),
        ]
        for name, heard in self.events:
            page.on(name, heard)

    def _begin(self, request: Request) -> None:
        self.asked += 1
        self.under_way.add(request)

    def _end(self, request: Request) -> None:
        self.under_way.discard(request)

    def settle(self) -> None:
        """Wait until all has come, and its scripts, twice idle, have asked for nothing more."""
        self.page.wait_for_load_state("load")
        quiet, seen, end = 0, -1, time.monotonic() + PATIENCE
        while quiet < 2:
            self.page.evaluate(IDLE)
            quiet = quiet + 1 if not self.under_way and self.asked == seen else 0
            seen = self.asked
            assert time.monotonic() < end, [one.url for one in self.under_way]

    def close(self) -> None:
        """Listen no more."""
        for name, heard in self.events:
            self.page.remove_listener(name, heard)


def sign_in(page: Page, login: str) -> None:
    """Sign in as people do."""
    page.goto("/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", passwords.PUBLISHED)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/tasks/")


def speak(page: Page, language: str) -> None:
    """Change the language of the pages."""
    button = page.locator(f"button[name=lang][value={language}]")
    if button.count():
        with page.expect_navigation():
            button.click()


def faults(page: Page, address: str) -> list[str]:
    """Open a page and say everything that is wrong with it."""
    said: list[str] = []
    traffic = Traffic(page)

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    page.on("console", listen)
    found: list[str] = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(address)
        if answer is None or answer.status >= 400:
            found.append(f"{address}: {answer and answer.status}")
        traffic.settle()
        _drawn(page)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            found.append(f"{address}: {wider} px too wide at {width}")
        found += [f"{address}: {one}" for one in page.evaluate("window.__stopped")]
    page.remove_listener("console", listen)
    traffic.close()
    return found + [f"{address}: {text}" for text in said] + axe(page, address)


def _drawn(page: Page) -> None:
    """Wait until everything is there."""
    if page.locator("[data-bpmn-viewer]").count():
        page.wait_for_selector("[data-bpmn-viewer][data-state=ready]")
    if page.locator("[data-compare]").count():
        page.wait_for_selector("[data-compare][data-state=ready]")


def axe(page: Page, address: str) -> list[str]:
    """What keeps people from using a page as it stands now."""
    # By the debugger, as the policy lets no script in.
    page.evaluate(AXE.read_text() + "; true")
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{address}: {one['id']}: {node['html'][:200]}"
        for one in found
        for node in one["nodes"][:3]
    ]
