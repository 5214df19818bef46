"""Waiting for a page waits for all it asks for, and no longer."""

import threading
import time

import pytest

from tests.support.pages import Traffic

LATE = 0.8
PAGE = """<script>
fetch('/first').then(() => import('/second.js')).then(() => fetch('/third'))
  .then(() => { document.title = 'there'; }).catch(() => {});
</script>"""


@pytest.fixture
def slow(page):
    """A page whose requests follow from one another, the last one being answered late."""
    page.route("**/slow", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.route("**/first", lambda route: route.fulfill(body="1"))
    page.route("**/second.js", lambda route: route.fulfill(body="", content_type="text/javascript"))

    def late(route):
        threading.Event().wait(LATE)
        route.fulfill(body="3")

    page.route("**/third", late)
    return page


def test_what_was_asked_for_late_has_come(slow):
    traffic = Traffic(slow)

    slow.goto("/slow")
    traffic.settle()

    assert slow.title() == "there"
    assert traffic.under_way == set()


def test_a_request_that_fails_is_not_waited_for(slow):
    slow.unroute("**/third")
    slow.route("**/third", lambda route: route.abort())
    traffic = Traffic(slow)

    slow.goto("/slow")
    traffic.settle()

    assert traffic.under_way == set()


def test_a_page_that_asks_for_nothing_is_not_waited_for(slow):
    slow.route("**/still", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    traffic = Traffic(slow)
    slow.goto("/still")

    began = time.monotonic()
    for _each in range(5):
        traffic.settle()

    assert time.monotonic() - began < 5 * 0.5
