"""The day on which these tests take place."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from app.foundation import clock

MONDAY = datetime(2026, 8, 31, 10, tzinfo=clock.LOCAL)


@pytest.fixture(autouse=True)
def a_monday() -> Iterator[None]:
    """It is Monday, 31 August 2026, ten o'clock, until a test moves the clock."""
    with clock.at(MONDAY):
        yield
