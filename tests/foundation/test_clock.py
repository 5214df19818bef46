"""All machines go by one clock, the database's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from app.foundation import clock
from app.foundation.database import db


@pytest.fixture
def read(monkeypatch):
    """What the process knows of the database's clock; afterwards as before."""
    monkeypatch.setattr(clock, "_read", clock._Read())
    return clock._read


@pytest.mark.parametrize("wrong", [timedelta(days=2), timedelta(days=-2)], ids=["ahead", "behind"])
def test_a_machine_whose_clock_is_wrong_goes_by_the_databases(app, read, wrong):
    with time_machine.travel(datetime.now(UTC) + wrong):
        db.engine.dispose()
        shown = db.session.scalar(text("SELECT clock_timestamp()"))

        assert abs(datetime.now(UTC) - shown) > timedelta(days=1)
        assert abs(clock.now() - shown) < timedelta(seconds=5)


def test_a_clock_that_jumps_afterwards_changes_nothing(app, read):
    db.engine.dispose()
    shown = db.session.scalar(text("SELECT clock_timestamp()"))

    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        assert abs(clock.now() - shown) < timedelta(seconds=5)


def test_a_reading_that_took_long_is_not_taken(read):
    first = datetime(2026, 8, 31, tzinfo=UTC)
    clock.follow(first, clock.counter())

    clock.follow(first + timedelta(hours=1), clock.counter() - 2 * clock.SLOWEST_READING)

    assert clock.now() - first < timedelta(minutes=1)
