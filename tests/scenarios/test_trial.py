"""A scenario that never ends is ended, whatever the application does with errors."""

import time
from contextlib import suppress

import pytest

from app.scenarios.trial import TooLong, _at_most


def test_what_keeps_the_processor_busy_is_ended_though_errors_are_caught():
    def without_end():
        while True:
            with suppress(Exception):
                sum(range(10_000))

    with pytest.raises(TooLong), _at_most(0.2, 60):
        without_end()


def test_what_only_waits_is_ended_by_the_clock():
    with pytest.raises(TooLong), _at_most(60, 0.2):
        time.sleep(30)


def test_what_is_quick_enough_is_left_alone_and_nothing_rings_afterwards():
    with _at_most(0.1, 0.1):
        pass
    time.sleep(0.2)
