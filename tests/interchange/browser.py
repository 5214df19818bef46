"""The editor's modeler in a real browser, fed with files: no server, only the built bundle."""

import json
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Page, Route, sync_playwright

from app.foundation import paths
from app.web.security import POLICY
from tests.support import browser

DIST = paths.ROOT / "app" / "web" / "static" / "dist"
PLACE = "http://interchange.invalid"
PATIENCE = 30_000
FRESH = 200  # so many files later a new page, so that nothing piles up
# Begun and not waited for: what hangs must not hang us.
BEGIN = """(xml) => {
  window.done = null;
  setTimeout(async () => { window.done = await window.roundtrip(xml, %s); });
}"""


@dataclass(frozen=True)
class Saved:
    """What came back: the file, or why there is none."""

    xml: str = ""
    error: str = ""
    warnings: tuple[str, ...] = ()
    shown: int = 0


class Modeler:
    """One page for all files; a new one where a file has killed it."""

    def __init__(self, chromium: Any) -> None:
        self.chromium = chromium
        self.page: Page | None = None
        self.opened = 0

    def roundtrip(self, xml: str, change: str = "") -> Saved:
        """Open, save; `change` is a function of the modeler, as JavaScript, run in between."""
        self.opened += 1
        if self.page and self.opened % FRESH == 0:
            self.page.close()
            self.page = None
        try:
            self.page = self.page or self._open()
            self.page.evaluate(BEGIN % (change or "() => {}"), xml)
            found = self.page.wait_for_function("window.done", timeout=PATIENCE).json_value()
        except Error as wrong:
            self.page = None  # left to itself: it may never answer again
            return Saved(error=str(wrong).splitlines()[0])
        return Saved(
            found.get("xml", ""), found.get("error", ""), tuple(found.get("warnings", ())),
            found.get("shown", 0),
        )  # fmt: skip

    def _open(self) -> Page:
        page = self.chromium.new_page()
        page.set_default_timeout(PATIENCE)
        page.route("**/*", _answer)
        page.goto(f"{PLACE}/")
        page.wait_for_function("window.roundtrip")
        return page


@contextmanager
def modeler() -> Iterator[Modeler]:
    """A browser of our own, closed at the end."""
    path = browser.find()
    if not path:
        raise SystemExit(browser.HELP)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=browser.FLAGS)
        yield Modeler(chromium)
        chromium.close()


def _answer(route: Route) -> None:
    """The bundle's files, under the policy of the site; nothing else is reached."""
    name = route.request.url.removeprefix(f"{PLACE}/")
    if name == "":
        route.fulfill(
            body=_page(), content_type="text/html", headers={"Content-Security-Policy": POLICY}
        )
        return
    file = DIST / name
    if "/" in name or not file.is_file():
        route.abort()
        return
    route.fulfill(
        body=file.read_bytes(), content_type=mimetypes.guess_type(name)[0] or "text/plain"
    )


def _page() -> str:
    manifest = json.loads((DIST / "manifest.json").read_text())
    return (
        "<!doctype html><title>interchange</title><body>"
        f'<script type="module" src="/{manifest["roundtrip"]["js"]}"></script>'
    )
