"""Simulate every level, draw the plots, and write docs/scale/results.json."""

import json
import sys
from typing import Any

from app.foundation import paths
from tests.scale import measured
from tests.scale.drawing import Line, plot
from tests.scale.levels import CITY, DAYS, HOURS, LEVELS, NATION, Level
from tests.scale.measured import Service
from tests.scale.model import House

FOLDER = paths.ROOT / "docs/scale"
MOST = 20_000  # requests of one stretch: a stretch is shorter where more come
STRETCH, WARM = 600.0, 30.0
PEAK = max(range(24), key=HOURS.__getitem__)
LOADS = (0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
DEMO_CLOCKS = 100_000


def main() -> None:
    """Everything, some two minutes."""
    if "keep" in sys.argv[1:]:
        measured.keep()
    services = measured.services()
    found: dict[str, Any] = {level.name: of_level(level, services) for level in LEVELS}
    found["loads"] = loads(services)
    found["midnight"] = nights(services)
    found["loss"] = loss(services)
    (FOLDER / "results.json").write_text(json.dumps(found, indent=1) + "\n")
    _draw(found)
    for level in LEVELS:
        one = found[level.name]
        print(
            f"{level.name:9} {level.cases_a_day:8,.0f} cases a day, peak {one['peak_rate']:6.1f}/s,"
            f" web {one['web']:.0%}, database {one['database']:.0%},"
            f" p95 {one['p95_ms']:.0f} ms, midnight {one['midnight_seconds']:.0f} s"
        )


def of_level(level: Level, services: dict[str, Service]) -> dict[str, Any]:
    """The busiest hour of Monday, and the midnight of an ordinary day."""
    peak = _hour(level, services, PEAK)
    clocks = min(level.clocks_at_midnight, DEMO_CLOCKS)
    house = House(services, workers=level.workers, cores=level.database_cores)
    night = house.midnight(clocks, level.jobs, level.rates(0, 1))
    scale = level.clocks_at_midnight / clocks if clocks else 0
    return peak | {
        "cases_a_day": round(level.cases_a_day),
        "clocks": level.clocks_at_midnight,
        "midnight_seconds": round(night.seconds * scale, 1),
    }


def _hour(level: Level, services: dict[str, Service], hour: int, day: int = 0) -> dict[str, float]:
    rates = level.rates(hour, day)
    rate = sum(rates.values())
    seconds = min(STRETCH, MOST / rate)
    house = House(services, workers=level.workers, cores=level.database_cores)
    seen = house.traffic(rates, seconds, WARM)
    return {
        "peak_rate": round(rate, 2),
        "web": round(seen.web_busy / seconds / level.workers, 3),
        "database": round(seen.database_busy / seconds / level.database_cores, 3),
        "mean_ms": round(seen.mean * 1000, 1),
        "p95_ms": round(seen.percentile(0.95) * 1000, 1),
    }


def loads(services: dict[str, Service]) -> dict[str, list[tuple[float, float]]]:
    """How long a completion takes as a house of so many workers fills up: p95 in milliseconds."""
    found = {}
    for workers in (2, 8, 32):
        full = workers / services["completion"].total
        points = []
        for load in LOADS:
            house = House(services, workers=workers, cores=workers)
            seconds = MOST / (full * load)
            seen = house.traffic({"completion": full * load}, seconds, seconds / 20)
            points.append((load * 100, round(seen.percentile(0.95) * 1000, 1)))
        found[str(workers)] = points
    return found


def nights(services: dict[str, Service]) -> dict[str, float]:
    """Minutes until 100,000 clocks of the same midnight have rung, by how many jobs ring them."""
    found = {}
    for jobs in (1, 2, 4, 8, 16):
        house = House(services, workers=8, cores=4)
        found[str(jobs)] = round(house.midnight(20_000, jobs, CITY.rates(0, 1)).seconds * 5 / 60, 1)
    return found


def loss(services: dict[str, Service]) -> list[tuple[float, float]]:
    """Half of the nation's web workers die for a minute in the busiest hour: p95 by the second."""
    level, seconds, window = NATION, 180.0, 10.0
    house = House(services, workers=level.workers, cores=level.database_cores)
    house.lose(level.workers // 2, 60 + WARM, 60)
    came: list[tuple[float, float]] = []
    seen = house.traffic(level.rates(PEAK), seconds, WARM)
    per = max(int(len(seen.waits) / (seconds / window)), 1)
    for n in range(0, len(seen.waits) - per + 1, per):
        part = sorted(seen.waits[n : n + per])
        came.append((round(n / per * window), round(part[int(len(part) * 0.95)] * 1000, 1)))
    return came


def _draw(found: dict[str, Any]) -> None:
    services = measured.services()
    day = [Line(f"{n} workers", points) for n, points in found["loads"].items()]
    plot(FOLDER / "load.svg", "p95 of a completion as the house fills up", "load, %", "ms", day)
    rates = [
        Line(level.name, [(h, sum(level.rates(h).values())) for h in range(24)])
        for level in LEVELS[:3]
    ]
    plot(FOLDER / "day.svg", "Requests a second on a Monday", "hour", "1/s", rates)
    nights_ = [(float(jobs), minutes) for jobs, minutes in found["midnight"].items()]
    title = "100,000 clocks of one midnight: until all have rung"
    plot(FOLDER / "midnight.svg", title, "job processes", "minutes", [Line("4 cores", nights_)])
    title = "Half of the web workers are lost for a minute (from second 60)"
    plot(FOLDER / "loss.svg", title, "second", "p95, ms", [Line("nation", found["loss"])])
    week = [
        Line(
            level.name,
            [
                (d * 24 + h, 100 * _busy(level, services, h, d))
                for d in range(len(DAYS))
                for h in range(24)
            ],
        )
        for level in LEVELS[:3]
    ]
    plot(FOLDER / "week.svg", "Web workers busy in a week", "hour of the week", "%", week)


def _busy(level: Level, services: dict[str, Service], hour: int, day: int) -> float:
    """By the law of utilisation, which the simulation obeys (tests/scale/test_scale.py)."""
    rates = level.rates(hour, day)
    return sum(rate * services[kind].total for kind, rate in rates.items()) / level.workers


if __name__ == "__main__":
    main()
