"""How it grows with web workers, how long it takes to start, whether its memory stays flat.

On a machine of two processors more than two workers cannot be faster: what is seen here is that
they do not get in each other's way.
"""

import itertools
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil

from app.foundation import paths
from tests.bench.place import FOLDER, Place
from tests.bench.traffic import CLIENTS, Traffic
from tests.support.http import Person
from tests.support.server import Server

WORKERS = (1, 2, 4, 8)
SAMPLES = 2
STARTS = 3
TICKS = "The clock ticks."
READER, READERS = "jtw_share", 4
STRANGERS = "/sign-in"  # whoever is signed in is sent on from it
# What costs little, in the proportions of a day: signs of life, a list now and then.
MIX = (
    *("/healthz",) * 6,
    *("/bench/select",) * 8,
    *(STRANGERS,) * 3,
    "/readyz",
    "/portal/suggest?text=qydj",
    "/tasks/",
)
REQUESTS, MANY_REQUESTS = 10_000, 100_000
LOOKS = 10
Figures = dict[str, Any]


def workers(place: Place, traffic: Traffic) -> Figures:
    """Completions of eight clients at once, answered by one, two, four and eight workers."""
    found = {}
    for count in WORKERS:
        server = _another(place, count)
        server.start()
        try:
            server.wait()
            with traffic.elsewhere(server):
                traffic.warm_up()
                samples = [traffic.sample(max(CLIENTS))["completions"] for _ in range(SAMPLES)]
        finally:
            server.stop()
        found[str(count)] = {
            name: round(statistics.mean(one[name] for one in samples), 2)
            for name in ("per_second", "cpu_ms")
        }
    return found


def starting(place: Place) -> Figures:
    """From the command to the first answer of one web worker, and to the first tick of the clock.

    The processor's time is that of all its processes until then.
    """
    found = {}
    for name, start in (("web", _web), ("jobs", _jobs)):
        taken = [start(place) for _ in range(STARTS)]
        found[name] = {
            "wait_ms": round(statistics.median(wait for wait, _ in taken)),
            "cpu_ms": round(statistics.median(cpu for _, cpu in taken)),
        }
    return found


def memory(place: Place, requests: int = REQUESTS) -> Figures:
    """Unshared memory of each worker, ten times while so many cheap pages are asked for."""
    readers = [
        (Person.signed_in(place.port, READER), Person(place.port, "")) for _ in range(READERS)
    ]
    asked, door, seen = itertools.cycle(MIX), threading.Lock(), []

    def ask(reader: tuple[Person, Person]) -> None:
        member, stranger = reader
        for _ in range(requests // LOOKS // READERS):
            with door:
                path = next(asked)
            asks = stranger if path == STRANGERS else member
            assert asks.get(path).status == 200, path

    with ThreadPoolExecutor(READERS) as pool:
        for _ in range(LOOKS):
            list(pool.map(ask, readers))
            seen.append([one.memory_full_info().uss / 2**20 for one in place.server.children()])
    for one in itertools.chain(*readers):
        one.close()
    each = [statistics.mean(some) for some in seen]
    return {
        "requests": requests,
        "mb": [round(one, 1) for one in each],
        "growth": round(each[-1] / each[0], 3),
    }


def _another(place: Place, count: int) -> Server:
    """A server with so many workers beside the one under load, over the same database."""
    url = place.server.environment["DATABASE_URL"]
    return Server(url, FOLDER, "--workers", str(count), app="tests.bench.floor:app")


def _web(place: Place) -> tuple[float, float]:
    server, began = _another(place, 1), time.perf_counter()
    server.start()
    try:
        server.wait()
        waited = time.perf_counter() - began
        assert server.process
        return waited * 1000, _cpu(server.process.pid) * 1000
    finally:
        server.stop()


def _jobs(place: Place) -> tuple[float, float]:
    command = (sys.executable, "-u", "-m", "flask", "--app", "wsgi:app", "jobs")
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=paths.ROOT, env=place.server.environment, stdout=subprocess.PIPE, text=True
    ) as ticking:
        assert ticking.stdout
        next(_until(ticking.stdout, TICKS))
        waited, used = time.perf_counter() - began, _cpu(ticking.pid)
        ticking.terminate()
    return waited * 1000, used * 1000


def _until(lines: Any, said: str) -> Iterator[str]:
    return (line for line in lines if said in line)


def _cpu(pid: int) -> float:
    process = psutil.Process(pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)
