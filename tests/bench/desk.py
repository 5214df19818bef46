"""The desk and the page of a dispute, with the records of both units, among 100 and 10,000.

Of 10,000 disputes as many are open as an office works on at a time; then all of them are, which
no office has, so that what grows is seen.
"""

from typing import Any

from tests.bench.lists import CHANGED, looked
from tests.bench.place import Place
from tests.bench.traffic import Traffic
from tests.support import desks
from tests.support.http import Person

SIZES = (100, 10_000)
OPEN = 300  # thirty a day for two weeks
OFFICER = "xxb_escal"
REFUSED = (
    (
        "gsj_share",
        "provider_response",
        {"outcome": "refuse", "reason_code": "law", "reason": "未见依据", "legal_basis": "条例"},
    ),
    ("gsj_head", "provider_approval", {"outcome": "approve"}),
)
# As many disputes as asked for, each with a case of its own; every tenth between the same two
# units, the others between any two, so that records are long and short.
FILL = """
WITH made AS (
    INSERT INTO process_instance (release_id, process_id, state, version, case_state, started_at,
                                  wake_at, clock_plans, active, calls, passed)
    SELECT release_id, process_id, ''::bytea, 1, case_state, now(), now() + interval '30 days',
           clock_plans, active, calls, passed
    FROM process_instance, generate_series(1, %(count)s) WHERE process_instance.id = %(case)s
    RETURNING id
), units AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many FROM unit
    WHERE roles && ARRAY['participant']::varchar[]
), placed AS (
    SELECT made.id, row_number() OVER (ORDER BY made.id) AS n FROM made
), pairs AS (
    SELECT placed.id, n, CASE WHEN n %% 10 = 0 THEN c.demander_id ELSE d.id END AS demander_id,
           CASE WHEN n %% 10 = 0 THEN c.provider_id ELSE p.id END AS provider_id
    FROM placed JOIN sharing_case c ON c.id = %(case)s
    JOIN units d ON d.place = n %% d.many
    JOIN units p ON p.place = (n + 1 + n / 60 %% (p.many - 1)) %% p.many
), cases AS (
    INSERT INTO sharing_case ({columns})
    SELECT {values} FROM sharing_case, pairs made WHERE sharing_case.id = %(case)s
    RETURNING id, demander_id, provider_id
), seats AS (
    INSERT INTO instance_party (instance_id, lane, unit_id, acts, visible_at)
    SELECT made.id, lane, unit_id, acts, visible_at FROM instance_party, made
    WHERE instance_id = %(case)s
), clocks AS (
    INSERT INTO clock (instance_id, name, rule, title, source, budget, unit, used, extended,
                       started_on, running_since, due_on, due_at, provisional, reminded)
    SELECT made.id, name, rule, title, source, budget, unit, used, extended, started_on,
           running_since, due_on, due_at, provisional, reminded
    FROM clock, made WHERE instance_id = %(case)s AND ended_at IS NULL
), answers AS (
    INSERT INTO sharing_answer (case_id, provider_id, kind, reason_code, reason, legal_basis,
                                drafted_by_id, drafted_at, comment, delivered_at)
    SELECT pairs.id, pairs.provider_id, kind, reason_code, reason, legal_basis, drafted_by_id,
           drafted_at, comment, delivered_at
    FROM sharing_answer, pairs WHERE case_id = %(case)s
), disputes AS (
    INSERT INTO sharing_dispute (case_id, provider_id, demander_id, office_id, cause, late,
                                 office_late, must_explain, facts, entered_at, consult, note,
                                 result, ended_at)
    SELECT pairs.id, pairs.provider_id, pairs.demander_id, office_id,
           (ARRAY['refusal', 'overdue', 'non_delivery'])[1 + n %% 3], n %% 3 > 0, false, false,
           facts, now() - (n %% 60) * interval '1 day', consult, note,
           CASE WHEN n > %(open)s THEN (ARRAY['settled', 'refused'])[1 + n %% 2] END,
           CASE WHEN n > %(open)s THEN now() END
    FROM sharing_dispute, pairs WHERE case_id = %(case)s
)
INSERT INTO task (instance_id, engine_id, process_id, name, title, title_en, lane, unit_id, posts,
                  form_key, separate_from, opened_at, due_on, due_at, provisional, clock_name)
SELECT pairs.id, gen_random_uuid()::text, process_id, name, title, title_en, lane,
       CASE WHEN n %% 2 = 0 THEN unit_id ELSE pairs.provider_id END, posts,
       form_key, separate_from, now(), current_date + (n %% 40)::int,
       now() + (n %% 40) * interval '1 day', false, clock_name
FROM pairs, task WHERE task.instance_id = %(case)s AND task.closed_at IS NULL
"""


def measure(place: Place, traffic: Traffic) -> dict[str, Any]:
    """The list, a filter and the page of a dispute at each size, and with all of it open."""
    case = _brought(traffic)
    officer = Person.signed_in(place.port, OFFICER)
    dispute = place.one("SELECT id FROM sharing_dispute WHERE case_id = %s", case)
    paths = {"list": "/desk/", "filtered": "/desk/?cause=refusal", "dispute": f"/desk/{dispute}"}
    found, there = {}, 0
    for size in SIZES:
        fill(place, case, size - there, OPEN - there)
        there = size
        found[str(size)] = {name: looked(place, officer, path) for name, path in paths.items()}
    place.sql("UPDATE sharing_dispute SET ended_at = NULL, result = NULL")
    place.sql("VACUUM ANALYZE")
    found["all open"] = {name: looked(place, officer, path) for name, path in paths.items()}
    officer.close()
    return {"desk": found}


def fill(place: Place, case: int, count: int, still_open: int) -> None:
    """Add so many copies of a dispute, the first of them still open."""
    names = [name for (name,) in place.sql(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = 'sharing_case'::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
    )]  # fmt: skip
    changed = CHANGED | {
        "number": "'议' || made.id",
        "demander_id": "made.demander_id",
        "provider_id": "made.provider_id",
        "first_provider_id": "made.provider_id",
    }
    values = [changed.get(name, f"sharing_case.{name}") for name in names]
    statement = FILL.format(columns=", ".join(names), values=", ".join(values))
    place.database.execute(statement, {"count": count, "case": case, "open": still_open})  # type: ignore[arg-type]
    place.sql("VACUUM ANALYZE")


def _brought(traffic: Traffic) -> int:
    """A case that was refused and waits for the office."""
    team = traffic.teams[0]
    case = team.start()
    for step in (desks.APPROVED, *REFUSED):
        team.answer(case, step)
    return case
