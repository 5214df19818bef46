"""The simulation runs, and obeys the laws that every queue obeys."""

import pytest

from tests.scale import measured
from tests.scale.__main__ import of_level
from tests.scale.levels import CITY, LEVELS
from tests.scale.measured import Service
from tests.scale.model import House

SERVICES = {"work": Service(0.08, 0.0)}


def test_requests_in_the_house_are_their_rate_times_their_stay():
    seen = House(SERVICES, workers=3, cores=1).traffic({"work": 30.0}, 600, 30)

    assert seen.within == pytest.approx(seen.rate * seen.mean, rel=0.02)


def test_workers_are_busy_for_rate_times_service():
    seen = House(SERVICES, workers=4, cores=1).traffic({"work": 30.0}, 600, 30)

    assert seen.web_busy / 600 / 4 == pytest.approx(30 * 0.08 / 4, rel=0.05)


def test_one_worker_takes_as_long_as_the_formula_says():
    seen = House(SERVICES, workers=1, cores=1).traffic({"work": 7.5}, 6_000, 300)

    assert seen.mean == pytest.approx(1 / (1 / 0.08 - 7.5), rel=0.15)


def test_clocks_ring_one_after_the_other_and_more_jobs_are_done_sooner():
    services = {"clock": Service(0.02, 0.005)}

    one, two = (
        House(services, workers=1, cores=2, spread="fixed").midnight(400, jobs, {})
        for jobs in (1, 2)
    )

    assert len(one.rung_at) == 400
    assert one.rung_at == sorted(one.rung_at)
    assert one.seconds == pytest.approx(400 * 0.025, rel=0.01)
    assert two.seconds == pytest.approx(one.seconds / 2, rel=0.05)


def test_a_lost_node_lets_people_wait_and_then_the_queue_is_gone():
    whole = House(SERVICES, workers=4, cores=1).traffic({"work": 30.0}, 300)
    house = House(SERVICES, workers=4, cores=1)
    house.lose(2, 100, 50)
    hurt = house.traffic({"work": 30.0}, 300)

    assert hurt.percentile(0.95) > 2 * whole.percentile(0.95)
    assert hurt.waits[-1] < 2


def test_every_level_is_simulated_with_what_was_measured():
    services = measured.services()
    assert set(services) == {"start", "completion", "page", "clock"}
    city = of_level(CITY, services)

    assert city["web"] < 0.5
    assert [level.cases_a_year for level in LEVELS] == sorted(one.cases_a_year for one in LEVELS)
