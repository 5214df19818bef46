"""What the tests of pages ask for by name."""

import pytest
from flask import Flask

from tests.support.days import a_monday
from tests.support.desks import Desks
from tests.web.worlds import demand_id, disputed, job_id, meeting, things, trained

__all__ = [
    "a_monday",
    "demand_id",
    "desks",
    "disputed",
    "job_id",
    "meeting",
    "things",
    "trained",
]


@pytest.fixture
def desks(app: Flask) -> Desks:
    """People at their desks."""
    return Desks(app)
