"""Starts, completions and the floor under 1, 4 and 8 clients, and the cost of a long case."""

import itertools
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from tests.bench.place import Place
from tests.bench.story import COUNTERED, DEMANDED, DEMANDER, LIFE, ROUND, Forms, Team
from tests.support import desks
from tests.support.server import Server

CLIENTS = (1, 4, 8)
# In each sample.
CASES = {1: 4, 4: 8, 8: 8}
FLOORS = {1: 50, 4: 100, 8: 100}
WARM_UP = 2
LONG = (10, 100, 1000)
SAMPLES, SAMPLE = 4, 10  # so often, so many rounds
Figures = dict[str, Any]


class Traffic:
    """The clients, signed in and warm."""

    def __init__(self, place: Place) -> None:
        self.place = place
        forms = Forms(place)
        self.teams = [Team(place, forms) for _ in range(max(CLIENTS))]
        self._play([self.teams[0].start()], self.teams[:1])  # reads the forms
        self.warm_up()

    def warm_up(self) -> None:
        """Let every worker read its diagrams and draw its pages once."""
        for _ in range(WARM_UP):
            cases: list[int] = []
            self._start(len(self.teams), self.teams, cases)
            self._play(cases, self.teams)

    @contextmanager
    def elsewhere(self, server: Server) -> Iterator[None]:
        """Inside, the same people ask another server over the same database."""
        here = self.place
        self._go_to(replace(here, server=server))
        try:
            yield
        finally:
            self._go_to(here)

    def measure(self) -> Figures:
        """Starts and completions with so many clients, and the floor below them.

        They are sampled in turn, so that whatever else the machine does hits each alike.
        """
        found: Figures = {"starts": {}, "completions": {}, "floor": {}, "rows": {}}
        for clients in CLIENTS:
            samples = [self.sample(clients) for _ in range(SAMPLES)]
            for name, by_clients in found.items():
                by_clients[clients] = _mean([sample[name] for sample in samples])
        return found

    def sample(self, clients: int) -> dict[str, Figures]:
        """Some cases begun, then played to their end, then as many times both floors."""
        teams, cases = self.teams[:clients], list[int]()
        starts, floors = CASES[clients], FLOORS[clients]
        return {
            "starts": self._timed(starts, partial(self._start, starts, teams, cases)),
            "completions": self._timed(starts * len(LIFE), partial(self._play, cases, teams)),
            "floor": self._timed(floors, partial(self._floor, "floor", cases, teams, floors)),
            "rows": self._timed(floors, partial(self._floor, "rows", cases, teams, floors)),
        }

    def long_case(self) -> Figures:
        """What a completion costs in cases with 10, 100 and 1,000 rounds behind them.

        They are sampled in turn, so that whatever else the machine does hits each alike.
        """
        team, numbers = self.teams[0], itertools.count(1)
        cases, samples = dict[int, int](), dict[int, list[Figures]]()
        for rounds in LONG:
            cases[rounds] = team.start()
            team.answer(cases[rounds], desks.APPROVED)
            self._talk(team, cases[rounds], itertools.islice(numbers, rounds))
        for _ in range(SAMPLES):
            for rounds, case in cases.items():
                talk = partial(self._talk, team, case, itertools.islice(numbers, SAMPLE))
                sample = self._timed(SAMPLE * len(ROUND), talk)
                samples.setdefault(rounds, []).append(sample)
        state = "SELECT length(state) FROM process_instance WHERE id = %s"
        return {
            **{str(rounds): _mean(found) for rounds, found in samples.items()},
            "state_bytes": self.place.one(state, cases[LONG[-1]]),
        }

    def close(self) -> None:
        """Everybody leaves."""
        for team in self.teams:
            team.close()

    def _go_to(self, place: Place) -> None:
        self.place = place
        for team in self.teams:
            for person in team.people.values():
                person.go_to(place.port)

    def _timed(self, count: int, work: Callable[[], None]) -> Figures:
        before, began = self.place.cpu(), time.perf_counter()
        work()
        seconds = time.perf_counter() - began
        used = self.place.cpu() - before
        return {
            "count": count,
            "per_second": round(count / seconds, 1),
            "cpu_ms": round(used.total * 1000 / count, 2),
            "web_ms": round(used.web * 1000 / count, 2),
            "database_ms": round(used.database * 1000 / count, 2),
            "wait_ms": round(seconds * 1000 / count, 2),
        }

    def _start(self, count: int, teams: list[Team], cases: list[int]) -> None:
        self._shared(range(count), teams, lambda team, _number: cases.append(team.start()))

    def _play(self, cases: list[int], teams: list[Team]) -> None:
        def whole(team: Team, case: int) -> None:
            for step in LIFE:
                team.answer(case, step)

        self._shared(cases, teams, whole)

    def _floor(self, name: str, cases: list[int], teams: list[Team], count: int) -> None:
        def one(team: Team, number: int) -> None:
            person = team.people[DEMANDER]
            path = f"/bench/{name}/{cases[number % len(cases)]}"
            reply = person.post(path, [("outcome", "agree")], multipart=True)
            assert reply.status == 302, reply.status

        self._shared(range(count), teams, one)

    def _talk(self, team: Team, case: int, numbers: Iterable[int]) -> None:
        """Rounds in which both sides ask for something new each time."""
        for number in numbers:
            for step in COUNTERED:
                team.answer(case, step, scope=f"市交通委，第{number}次还价")
            team.answer(case, DEMANDED, scope=f"市交通委本部，第{number}次要求")

    def _shared(
        self, work: Iterable[int], teams: list[Team], do: Callable[[Team, int], None]
    ) -> None:
        """Every client takes the next piece of work when it has done one."""
        waiting, door = iter(work), threading.Lock()

        def client(team: Team) -> None:
            while True:
                with door:
                    piece = next(waiting, None)
                if piece is None:
                    return
                do(team, piece)

        with ThreadPoolExecutor(len(teams)) as pool:
            list(pool.map(client, teams))


def _mean(samples: list[Figures]) -> Figures:
    return {name: round(statistics.mean(one[name] for one in samples), 2) for name in samples[0]}
