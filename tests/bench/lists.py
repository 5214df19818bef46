"""The page of one's own tasks, and the sweep, while 1,000 to 100,000 tasks wait for others."""

import json
import statistics
import time
from typing import Any

from tests.bench.place import Place, inside
from tests.support.http import Person

SIZES = (1_000, 10_000, 100_000)
SWEPT = (1_000, 100_000)
OWN = 50
READER, UNIT = "hbj_share", "HBJ"
LOOKS = 25
PAGES = {"first": "/tasks/", "last": "/tasks/?page=3", "filtered": "/tasks/?due=soon"}

# As many cases as tasks, each a copy of one that waits for its provider; one task for each.
FILL = """
WITH made AS (
    INSERT INTO process_instance (release_id, process_id, state, version, case_state, started_at,
                                  wake_at, clock_plans, active, calls, passed)
    SELECT release_id, process_id, ''::bytea, 1, case_state, now(), now() + interval '30 days',
           clock_plans, active, calls, passed
    FROM process_instance, generate_series(1, %(count)s) WHERE process_instance.id = %(case)s
    RETURNING id
), cases AS (
    INSERT INTO sharing_case ({columns})
    SELECT {values} FROM sharing_case, made WHERE sharing_case.id = %(case)s
), seats AS (
    INSERT INTO instance_party (instance_id, lane, unit_id, acts, visible_at)
    SELECT made.id, lane, unit_id, acts, visible_at FROM instance_party, made
    WHERE instance_id = %(case)s
), clocks AS (
    INSERT INTO clock (instance_id, name, rule, title, source, budget, unit, used, extended,
                       started_on, running_since, due_on, due_at, provisional, remind_at, reminded)
    SELECT made.id, name, rule, title, source, budget, unit, used, extended, started_on,
           running_since, due_on, now() + interval '30 days', provisional,
           now() + interval '20 days', reminded
    FROM clock, made WHERE instance_id = %(case)s AND ended_at IS NULL
), units AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
    FROM unit WHERE (code = %(unit)s) = %(own)s
)
INSERT INTO task (instance_id, engine_id, process_id, name, title, title_en, lane, unit_id, posts,
                  form_key, separate_from, opened_at, due_on, due_at, provisional, clock_name)
SELECT made.id, gen_random_uuid()::text, process_id, name, title, title_en, lane, units.id, posts,
       form_key, separate_from, now(), current_date + (made.id %% 60)::int,
       now() + (made.id %% 60) * interval '1 day', false, clock_name
FROM made JOIN units ON units.place = made.id %% units.many, task
WHERE task.instance_id = %(case)s AND task.closed_at IS NULL
"""
CHANGED = {"id": "made.id", "number": "'样' || made.id", "submission_key": "NULL"}


def measure(place: Place, case: int) -> dict[str, Any]:
    """The page, its last page and a filter at each size; and the sweep of as many clocks."""
    reader = Person.signed_in(place.port, READER)
    fill(place, case, OWN, own=True)
    there, pages, sweeps = 0, {}, {}
    for size in SIZES:
        fill(place, case, size - there)
        there = size
        pages[str(size)] = {name: looked(place, reader, path) for name, path in PAGES.items()}
        if size in SWEPT:
            sweeps[str(size)] = json.loads(inside(place.server, "tests.bench.inside", "sweep"))
    reader.close()
    return {"my_tasks": pages, "sweep": sweeps}


def fill(place: Place, case: int, count: int, *, own: bool = False) -> None:
    """Let so many copies of a case wait, for the reader's unit or for all the others."""
    names = [name for (name,) in place.sql(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = 'sharing_case'::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
    )]  # fmt: skip
    values = [CHANGED.get(name, f"sharing_case.{name}") for name in names]
    statement = FILL.format(columns=", ".join(names), values=", ".join(values))
    given = {"count": count, "case": case, "unit": UNIT, "own": own}
    place.database.execute(statement, given)  # type: ignore[arg-type]
    place.sql("VACUUM ANALYZE")


def looked(place: Place, reader: Person, path: str) -> dict[str, float]:
    """What it costs to look at a page, and how long the reader waits."""
    for _ in range(6):  # both workers
        assert reader.get(path).status == 200
    waits, before = [], place.cpu()
    for _ in range(LOOKS):
        began = time.perf_counter()
        reader.get(path)
        waits.append((time.perf_counter() - began) * 1000)
    used = place.cpu() - before
    return {
        "cpu_ms": round(used.total * 1000 / LOOKS, 2),
        "database_ms": round(used.database * 1000 / LOOKS, 2),
        "wait_ms": round(statistics.median(waits), 2),
    }
