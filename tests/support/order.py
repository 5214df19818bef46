"""What takes long begins first; and the tests themselves are nothing to clean up after.

Two workers share the tests: one that takes a minute and begins last keeps a machine waiting for it.
"""

import gc

import pytest

# Thousands of tests are found, and stay: looking through them again and again as they become more
# takes a third of the time.
gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files in which a test is marked as slow come first, each in one piece."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """Nor need the collector look through them while they run."""
    gc.freeze()
    gc.enable()
