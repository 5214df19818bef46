"""The queues: requests wait for a web worker, and with it for a core of the database."""

import random
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

import simpy

from tests.scale.measured import Service

Process = Generator[Any, Any, None]


@dataclass
class Seen:
    """What was seen of a stretch of time."""

    seconds: float
    waits: list[float] = field(default_factory=list)
    inside: float = 0.0  # requests in the house, times seconds
    web_busy: float = 0.0
    database_busy: float = 0.0
    rung_at: list[float] = field(default_factory=list)

    @property
    def mean(self) -> float:
        """Seconds that a request takes on average."""
        return sum(self.waits) / len(self.waits) if self.waits else 0.0

    @property
    def rate(self) -> float:
        """Requests answered a second."""
        return len(self.waits) / self.seconds

    @property
    def within(self) -> float:
        """Requests in the house on average."""
        return self.inside / self.seconds

    def percentile(self, share: float) -> float:
        """So many of the requests take no longer."""
        ordered = sorted(self.waits)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


class House:
    """Web workers and database cores, with traffic of several kinds and clocks that ring."""

    def __init__(
        self,
        services: Mapping[str, Service],
        *,
        workers: int,
        cores: int,
        seed: int = 1,
        spread: str = "exponential",
    ) -> None:
        self.services, self.spread = services, spread
        self.random = random.Random(seed)
        self.world = simpy.Environment()
        self.workers = simpy.PriorityResource(self.world, workers)
        self.cores = simpy.PriorityResource(self.world, cores)
        self.many = workers
        self.present, self.changed = 0, 0.0
        self.seen = Seen(0.0)

    def traffic(self, rates: Mapping[str, float], seconds: float, warm: float = 0.0) -> Seen:
        """Let requests come for so long; what comes while the house gets warm is not counted."""
        for kind, rate in rates.items():
            if rate > 0:
                self.world.process(self._arrivals(kind, rate, warm))
        if warm:
            self.world.run(until=warm)
        self.seen = Seen(seconds)
        self.changed = warm
        self.world.run(until=warm + seconds)
        self._note(0)
        return self.seen

    def midnight(
        self, clocks: int, jobs: int, rates: Mapping[str, float], longest: float = 36_000
    ) -> Seen:
        """Let so many clocks ring, oldest first, by so many jobs, beside the night's traffic."""
        self.seen = Seen(longest)
        for kind, rate in rates.items():
            if rate > 0:
                self.world.process(self._arrivals(kind, rate, 0.0))
        waiting = iter(range(clocks))
        done = [self.world.process(self._job(waiting)) for _ in range(jobs)]
        self.world.run(until=simpy.AllOf(self.world, done) | self.world.timeout(longest))
        self.seen.seconds = self.world.now
        self._note(0)
        return self.seen

    def lose(self, workers: int, at: float, seconds: float) -> None:
        """A node dies at a moment, and comes back later."""
        for _ in range(workers):
            self.world.process(self._gone(at, seconds))

    def _arrivals(self, kind: str, rate: float, warm: float) -> Process:
        while True:
            yield self.world.timeout(self.random.expovariate(rate))
            self.world.process(self._request(kind, warm))

    def _request(self, kind: str, warm: float) -> Process:
        came = self.world.now
        self._note(+1)
        with self.workers.request(priority=1) as worker:
            yield worker
            service = self.services[kind]
            web, inside = self._drawn(service.web), self._drawn(service.database)
            yield self.world.timeout(web)
            self.seen.web_busy += web
            if inside:
                with self.cores.request(priority=1) as core:
                    yield core
                    yield self.world.timeout(inside)
                    self.seen.database_busy += inside
        self._note(-1)
        if came >= warm:
            self.seen.waits.append(self.world.now - came)

    def _job(self, waiting: Any) -> Process:
        service = self.services["clock"]
        for _ in waiting:
            yield self.world.timeout(self._drawn(service.web))
            with self.cores.request(priority=1) as core:
                yield core
                yield self.world.timeout(self._drawn(service.database))
            self.seen.rung_at.append(self.world.now)

    def _gone(self, at: float, seconds: float) -> Process:
        yield self.world.timeout(at)
        with self.workers.request(priority=0) as worker:
            yield worker
            yield self.world.timeout(seconds)

    def _drawn(self, mean: float) -> float:
        if not mean or self.spread == "fixed":
            return mean
        return self.random.expovariate(1 / mean)

    def _note(self, change: int) -> None:
        """How many are in the house, added up over time."""
        self.seen.inside += self.present * (self.world.now - self.changed)
        self.changed = self.world.now
        self.present += change
