"""Pages, idle jobs and one midnight in a city of 10,000 cases and in one of many more.

The cases are those of `flask demo city`: nearly all open, each with a task and some clocks.  An
ordinary officer has about as many tasks in both; the busiest has the most of all.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import psutil

from app.foundation import paths
from tests.bench.lists import looked
from tests.bench.place import Place, inside
from tests.support.http import Person

SMALL = 10_000
LARGE = int(os.environ.get("CASES", "1000000"))
UNITS = 5_000
OPEN = 0.95
OWN = 50
CLOCKS = 100_000
WATCHED = 60  # seconds of a midnight
OFFICER = "xxb_escal"
TEXT = quote("信用")
Figures = dict[str, Any]
# Whose tasks there are about so many of.
OFFICERS = """
SELECT a.login, a.unit_id, count(*) FROM task t JOIN account a ON a.unit_id = t.unit_id
JOIN account_post p ON p.account_id = a.id AND p.post = 'sharing_officer'
WHERE t.closed_at IS NULL AND t.posts && ARRAY['sharing_officer'] AND a.login ~ '_share$'
GROUP BY a.id ORDER BY {order} LIMIT 1
"""
CASE = """
SELECT instance_id FROM instance_party WHERE unit_id = %s AND visible_at IS NOT NULL
ORDER BY id DESC LIMIT 1"""
# Clocks whose time is up at the same midnight, the last; the rows that show it go with them.
MIDNIGHT = """
WITH chosen AS (
    SELECT c.id, c.instance_id, c.name FROM clock c JOIN process_instance i ON i.id = c.instance_id
    WHERE c.ended_at IS NULL AND c.fired_at IS NULL AND c.due_at = i.wake_at
    AND c.name IN ('answer', 'answer_unconditional') ORDER BY c.id LIMIT %(many)s
), moved AS (
    UPDATE clock SET due_at = %(at)s, due_on = %(day)s, remind_at = NULL
    FROM chosen WHERE clock.id = chosen.id
), woken AS (
    UPDATE process_instance SET wake_at = %(at)s FROM chosen
    WHERE process_instance.id = chosen.instance_id
)
UPDATE task SET due_at = %(at)s, due_on = %(day)s FROM chosen
WHERE task.instance_id = chosen.instance_id AND task.clock_name = chosen.name
AND task.closed_at IS NULL
"""
LAST = """
SELECT date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai',
       (now() AT TIME ZONE 'Asia/Shanghai')::date - 1"""
DISORDER = """
SELECT count(*) FROM (
    SELECT instance_id, lag(instance_id) OVER (ORDER BY fired_at) AS before FROM clock
    WHERE fired_at IS NOT NULL AND due_at = %s) AS rung
WHERE before > instance_id"""


def measure(place: Place, *sizes: int) -> Figures:
    """Everything at each size; the last of them gets the midnight."""
    there, found = 0, {}
    for size in sizes or (SMALL, LARGE):
        began = time.perf_counter()
        _grow(place, size - there)
        there = size
        found[str(size)] = {
            "made_seconds": round(time.perf_counter() - began),
            "there": _there(place),
            "pages": dict(_pages(place)),
            "idle": json.loads(inside(place.server, "tests.bench.inside", "sweep")),
        }
    return {"crowds": found | {"midnight": midnight(place)}}


def _grow(place: Place, cases: int) -> None:
    size = ("--units", str(UNITS), "--resources", "0", "--items", "0", "--cases", str(cases))
    made = ("flask", "--app", "wsgi:app", "demo", "city", *size)
    inside(place.server, *made, "--open-share", str(OPEN), "--grow", "--seed", str(cases))
    place.sql("VACUUM ANALYZE")


def _there(place: Place) -> dict[str, int]:
    counted = {
        "cases": "process_instance",
        "open_tasks": "task WHERE closed_at IS NULL",
        "clocks": "clock",
        "running_clocks": "clock WHERE ended_at IS NULL AND fired_at IS NULL",
        "open_disputes": "sharing_dispute WHERE ended_at IS NULL",
    }
    found = {name: place.one(f"SELECT count(*) FROM {rows}") for name, rows in counted.items()}
    return found | {"mb": place.one("SELECT pg_database_size(current_database()) / 1048576")}


def _pages(place: Place) -> Iterator[tuple[str, Figures]]:
    """The pages of an ordinary officer, of the busiest, and of the office."""
    ordinary = place.sql(OFFICERS.format(order=f"abs(count(*) - {OWN}), a.id"))[0]
    busiest = place.sql(OFFICERS.format(order="count(*) DESC, a.id"))[0]
    for who, (login, unit, tasks) in (("ordinary", ordinary), ("busiest", busiest)):
        reader = Person.signed_in(place.port, login)
        last, case = max(1, -(-min(tasks, 10_000) // 20)), place.one(CASE, unit)
        asked = {
            "my tasks": "/tasks/",
            "my tasks, last page": f"/tasks/?page={last}",
            "my tasks, due soon": "/tasks/?due=soon",
            "my tasks, text": f"/tasks/?text={TEXT}",
            "cases": "/cases/",
            "cases, text": f"/cases/?text={TEXT}",
            "a case": f"/cases/{case}",
            "search": f"/portal/?text={TEXT}",
        }
        for name, path in asked.items():
            yield f"{name} ({who})", looked(place, reader, path) | {"tasks": tasks}
        reader.close()
    officer = Person.signed_in(place.port, OFFICER)
    dispute = place.one("SELECT max(id) FROM sharing_dispute WHERE ended_at IS NULL")
    for name, path in {"desk": "/desk/", "a dispute": f"/desk/{dispute}"}.items():
        yield name, looked(place, officer, path)
    officer.close()


def midnight(place: Place, seconds: float = WATCHED) -> Figures:
    """Clocks of one midnight ring by one job process, while somebody reads the list of tasks."""
    login = place.sql(OFFICERS.format(order=f"abs(count(*) - {OWN}), a.id"))[0][0]
    reader = Person.signed_in(place.port, login)
    quiet = _waits(reader, seconds / 4)
    at, day = place.sql(LAST)[0]
    place.database.execute(MIDNIGHT, {"many": CLOCKS, "at": at, "day": day})
    place.sql("VACUUM ANALYZE")
    waiting = place.one("SELECT count(*) FROM process_instance WHERE wake_at <= now()")
    job = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.inside", "fire"],
        cwd=paths.ROOT,
        env=place.server.environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        while not _rung(place, at) and job.poll() is None:
            time.sleep(0.2)
        before, began, spent = _rung(place, at), time.perf_counter(), _cpu(job)
        database = place.cpu().database
        busy = _waits(reader, seconds)
        rung, took = _rung(place, at) - before, time.perf_counter() - began
        jobs, inner = _cpu(job) - spent, place.cpu().database - database
    finally:
        job.send_signal(signal.SIGTERM)
        job.wait(30)
        reader.close()
    rung = max(rung, 1)
    return {
        "waiting": waiting,
        "rung": rung,
        "per_second": round(rung / took, 1),
        "jobs_ms": round(jobs * 1000 / rung, 2),
        "database_ms": round(inner * 1000 / rung, 2),
        "per_core_second": round(rung / (jobs + inner), 1),
        "out_of_order": place.one(DISORDER, at),
        "quiet_ms": quiet,
        "busy_ms": busy,
    }


def _rung(place: Place, at: Any) -> int:
    query = "SELECT count(*) FROM clock WHERE due_at = %s AND fired_at IS NOT NULL"
    found: int = place.one(query, at)
    return found


def _cpu(job: subprocess.Popen[bytes]) -> float:
    times = psutil.Process(job.pid).cpu_times()
    return times.user + times.system


def _waits(reader: Person, seconds: float) -> Figures:
    """How long somebody waits who looks at the list of tasks twice a second."""
    waits, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        reader.get("/tasks/")
        waits.append((time.perf_counter() - began) * 1000)
        time.sleep(max(0.5 - waits[-1] / 1000, 0))
    waits.sort()
    return {
        "median": round(waits[len(waits) // 2], 1),
        "p95": round(waits[int(len(waits) * 0.95)], 1),
    }


def rows(found: Figures) -> Iterator[tuple[str, str, str]]:
    """What, how much, how much it should be."""
    first, *_between, last = (size for size in found if size != "midnight")
    for size in (first, last):
        one = found[size]
        there = one["there"]
        said = f"{there['open_tasks']:,} open tasks, {there['clocks']:,} clocks"
        yield f"a city of {int(size):,} cases", said, f"{one['made_seconds']} s"
        for name, job in one["idle"].items():
            yield f"{name}, idle, {int(size):,} cases", f"{job['wait_ms']:.2f} ms", ""
    for name, page in found[last]["pages"].items():
        before = found[first]["pages"][name]["cpu_ms"]
        ratio = page["cpu_ms"] / max(before, 0.1)
        said = f"{before:.1f} → {page['cpu_ms']:.1f} CPU ms"
        yield name, said, f"{ratio:.2f}" + ("" if "busiest" in name else " (≤ 1.5)")
    night = found["midnight"]
    said = f"{night['per_second']}/s, {night['per_core_second']} a core second"
    yield f"a midnight of {night['waiting']:,} clocks", said, ""
    yield "rung out of order", str(night["out_of_order"]), "0"
    ratio = night["busy_ms"]["median"] / night["quiet_ms"]["median"]
    said = f"{night['quiet_ms']['median']} → {night['busy_ms']['median']} ms"
    yield "my tasks meanwhile, median", said, f"{ratio:.2f} (≤ 2)"
