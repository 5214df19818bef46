"""A clock that is put back keeps no job from its work."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app import jobs
from app.jobs import steady


@pytest.mark.parametrize("days", [-2, 2])
def test_the_schedule_goes_on_after_the_clock_jumped(shared_app, monkeypatch, days):
    looked = threading.Event()

    def look():
        looked.set()
        return 0

    monkeypatch.setattr(jobs, "JOBS", {look: 0.1})
    monkeypatch.setattr(steady, "BETWEEN_LOOKS", 0.05)
    scheduler = jobs.start(shared_app)
    try:
        assert looked.wait(10)
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
            looked.clear()
            assert looked.wait(10)
            looked.clear()
            assert looked.wait(10)
    finally:
        scheduler.shutdown()
