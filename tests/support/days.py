"""The day on which tests take place that are not about a day: the same one on every machine."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from app.foundation import clock

MONDAY = datetime(2026, 8, 31, 10, tzinfo=clock.LOCAL)
REAL_SERVERS = {"base_url", "live_server", "server", "place"}  # they look at the machine's clock


@pytest.fixture(autouse=True)
def a_monday(request: pytest.FixtureRequest) -> Iterator[None]:
    """It is Monday, 31 August 2026, ten o'clock, until a test moves the clock."""
    if REAL_SERVERS & set(request.fixturenames):
        yield
        return
    with clock.at(MONDAY):
        yield
