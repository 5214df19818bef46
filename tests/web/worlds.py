"""The fixture `things`: one of everything that can stand in an address."""

import pytest

from tests.web import every_door
from tests.web.test_doors_meetings import numbers as meeting
from tests.web.test_doors_numbers import demand_id
from tests.web.test_doors_of_all import numbers as disputed
from tests.web.test_doors_people import numbers as trained
from tests.web.test_doors_transfer import job_id

__all__ = ["demand_id", "disputed", "job_id", "meeting", "things", "trained"]


@pytest.fixture
def things(app, desks, disputed, meeting, trained, demand_id, job_id):
    """What the tables of doors made for themselves, and what they did not need."""
    more = {**meeting, **trained, "demand_id": demand_id, "job_id": job_id}
    return every_door.world(desks, disputed, more)
