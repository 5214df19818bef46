"""What must hold in the database at any moment at which nobody is in a transaction.

`check(session)` names every breach; an empty list is what every test of faults wants to see.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.workflow import definitions
from app.workflow.engine import codec
from app.workflow.engine.machine import OPEN

# What the desk's rows are kept as, where it is not what they are counted as.
DESK = """
    SELECT coalesce(r.dispute_id, c.dispute_id), r, c
    FROM sharing_desk_row r FULL JOIN sharing_desk_counted c ON c.dispute_id = r.dispute_id
    WHERE ROW(r.*) IS DISTINCT FROM ROW(c.*)"""
# Each statement finds what must not be; its columns go into the message.
NEVER = {
    "case {} has no open task, no running timer and no end": """
        SELECT i.id FROM process_instance i WHERE i.finished_at IS NULL AND i.wake_at IS NULL
        AND NOT EXISTS (SELECT FROM task t WHERE t.instance_id = i.id AND t.closed_at IS NULL)""",
    "case {} has no state": "SELECT id FROM process_instance WHERE length(state) = 0",
    "case {} is stuck: {}": "SELECT id, error FROM process_instance WHERE error IS NOT NULL",
    "case {} has ended and waits all the same": """
        SELECT i.id FROM process_instance i WHERE i.finished_at IS NOT NULL AND (
            i.wake_at IS NOT NULL
            OR EXISTS (SELECT FROM task t WHERE t.instance_id = i.id AND t.closed_at IS NULL)
            OR EXISTS (SELECT FROM clock c WHERE c.instance_id = i.id AND c.ended_at IS NULL))""",
    "case {} is there for the room or for the machinery alone": """
        SELECT coalesce(i.id, s.id) FROM process_instance i FULL JOIN (
            SELECT id, 'sharing' AS room FROM sharing_case
            UNION ALL SELECT id, 'catalogue' FROM catalogue_case) s ON s.id = i.id
        WHERE i.id IS NULL OR s.id IS NULL OR split_part(i.process_id, '_', 1) <> s.room""",
    "case {} is closed for the room or for the machinery alone": """
        SELECT i.id FROM process_instance i JOIN (
            SELECT id, closed_at, "end" FROM sharing_case
            UNION ALL SELECT id, closed_at, "end" FROM catalogue_case) s ON s.id = i.id
        WHERE (i.finished_at IS NULL) <> (s.closed_at IS NULL)
        OR (s.closed_at IS NULL) <> (s."end" IS NULL)""",
    "case {} has no number": """
        SELECT id FROM sharing_case WHERE number IS NULL
        UNION ALL SELECT id FROM catalogue_case WHERE number IS NULL""",
    "case {} looks again at {}, its clocks say {}": """
        SELECT i.id, i.wake_at, min(c.due_at) FROM process_instance i LEFT JOIN clock c
        ON c.instance_id = i.id AND c.ended_at IS NULL AND c.fired_at IS NULL
        GROUP BY i.id HAVING i.wake_at IS DISTINCT FROM min(c.due_at)""",
    "task {} is closed, or answered, by nobody": """
        SELECT id FROM task WHERE (closed_at IS NULL) <> (closed_by IS NULL)
        OR (closed_by <> 'recalled'
            AND (closed_by = 'answered') <> (completed_by_id IS NOT NULL))""",
    "task {} waits in unit {}, which may not see the case": """
        SELECT t.id, t.unit_id FROM task t WHERE t.closed_at IS NULL AND NOT EXISTS (
            SELECT FROM instance_party p WHERE p.instance_id = t.instance_id
            AND p.unit_id = t.unit_id AND p.visible_at IS NOT NULL)""",
    "task {} shows {}, its clock says {}": """
        SELECT t.id, t.due_on, c.due_on FROM task t LEFT JOIN clock c
        ON c.instance_id = t.instance_id AND c.name = t.clock_name AND c.ended_at IS NULL
        WHERE t.closed_at IS NULL AND t.clock_name IS NOT NULL
        AND t.due_on IS DISTINCT FROM c.due_on""",
    "task {} ({}) was recorded {} times": """
        SELECT t.id, t.closed_by, count(a.id) FROM task t LEFT JOIN audit_entry a
        ON a.task_id = t.id AND a.action IN ('task completed', 'task ended')
        WHERE t.closed_at IS NOT NULL
        AND t.id <> (SELECT min(id) FROM task f WHERE f.instance_id = t.instance_id)
        GROUP BY t.id HAVING count(a.id) <> 1
        OR min(a.action) <> CASE WHEN t.completed_by_id IS NOT NULL THEN 'task completed'
                                 ELSE 'task ended' END""",
    "task {} was recorded as {}, and is open or not there": """
        SELECT a.task_id, a.action FROM audit_entry a LEFT JOIN task t ON t.id = a.task_id
        WHERE a.action IN ('task completed', 'task ended') AND t.closed_at IS NULL""",
    "case {}: its beginning was recorded {} times": """
        SELECT i.id, count(a.id) FROM process_instance i LEFT JOIN audit_entry a
        ON a.instance_id = i.id AND a.action = 'case started'
        GROUP BY i.id HAVING count(a.id) <> 1""",
    "case {} has a record and is not there": """
        SELECT DISTINCT a.instance_id FROM audit_entry a LEFT JOIN process_instance i
        ON i.id = a.instance_id WHERE a.instance_id IS NOT NULL AND i.id IS NULL""",
    "case {} is in the archive and in the live tables": """
        SELECT k.id FROM kept_case k JOIN process_instance i ON i.id = k.id""",
    "case {} is in the archive twice": "SELECT id FROM kept_case GROUP BY id HAVING count(*) > 1",
    "the record of archived case {} is not what its hash says": """
        SELECT id FROM kept_case WHERE encode(sha256(content), 'hex') <> sha256
        OR length(content) <> size""",
    "archived case {} has lost entries": """
        SELECT k.id FROM kept_case k WHERE (k.counts->>'audit_entry')::int
        <> (SELECT count(*) FROM kept_entry e WHERE e.instance_id = k.id)""",
    "{} {} leads to archived case {}, which is not there": """
        SELECT n.kind, n.key, n.case_id FROM kept_name n
        LEFT JOIN kept_case k ON k.id = n.case_id WHERE k.id IS NULL""",
    "case {} was archived before its term": """
        SELECT id FROM kept_case WHERE years < 3
        OR kept_on <= ended_on + make_interval(years => years)""",
    "filing {} was recorded {} times": """
        SELECT f.number, count(a.id) FROM sharing_filing f LEFT JOIN audit_entry a
        ON a.action = 'filing made' AND a.subject = f.number AND a.instance_id = f.case_id
        GROUP BY f.id HAVING count(a.id) <> 1""",
    "case {} has {} current sets of terms": """
        SELECT s.id, count(t.id) FROM sharing_case s LEFT JOIN sharing_terms t
        ON t.case_id = s.id AND t.status IN ('on_table', 'final')
        GROUP BY s.id HAVING count(t.id) <> 1""",
    "clock {} has {} lines “{}” in its ledger": """
        SELECT c.id, count(e.id), w.event FROM clock c
        CROSS JOIN (VALUES ('started'), ('fired'), ('ended')) AS w (event)
        LEFT JOIN clock_entry e ON e.clock_id = c.id
            AND CASE e.event WHEN 'recalled' THEN 'ended' ELSE e.event END = w.event
            AND NOT EXISTS (SELECT FROM clock_entry v WHERE v.clock_id = c.id
                AND v.event = 'reopened' AND e.id::text = ANY (string_to_array(v.reason, ',')))
        GROUP BY c.id, w.event HAVING count(e.id) <> CASE w.event
            WHEN 'started' THEN 1 WHEN 'fired' THEN (c.fired_at IS NOT NULL)::int
            ELSE (c.ended_at IS NOT NULL)::int END""",
    "clock {} rang at {}, before it was due at {}": """
        SELECT id, fired_at, due_at FROM clock WHERE fired_at < due_at""",
    "clock {} rang as of {}, and not of its due day {}": """
        SELECT c.id, e.on_date, c.due_on FROM clock c JOIN clock_entry e ON e.clock_id = c.id
        WHERE e.event = 'fired' AND e.on_date IS DISTINCT FROM e.due_on""",
    "clock {} of case {} runs twice": """
        SELECT name, instance_id FROM clock WHERE ended_at IS NULL
        GROUP BY instance_id, name HAVING count(*) > 1""",
    "answer {} was taken back {} times, and its step waits {} times more": """
        SELECT t.id, count(DISTINCT a.id), count(DISTINCT later.id)
        FROM task t LEFT JOIN undo_point u ON u.task_id = t.id AND u.undone_at IS NOT NULL
        LEFT JOIN audit_entry a ON a.task_id = t.id AND a.action = 'answer recalled'
        LEFT JOIN task later ON later.instance_id = t.instance_id AND later.id > t.id
            AND later.engine_id = split_part(t.engine_id, '#', 1)
            OR later.engine_id LIKE split_part(t.engine_id, '#', 1) || '#%' AND later.id > t.id
        WHERE t.closed_by = 'recalled' AND t.completed_by_id IS NOT NULL
        GROUP BY t.id HAVING count(DISTINCT a.id) <> 1 OR count(DISTINCT u.task_id) <> 1
        OR count(DISTINCT later.id) < 1""",
    "task {} came of an answer that stands, and was taken back": """
        SELECT t.id FROM task t WHERE t.closed_by = 'recalled' AND t.completed_by_id IS NULL
        AND NOT EXISTS (SELECT FROM undo_point u WHERE u.undone_at IS NOT NULL
                        AND u.kept->'opened' @> to_jsonb(t.id))""",
    "answer {} was taken back and stands all the same": """
        SELECT t.id FROM undo_point u JOIN task t ON t.id = u.task_id
        WHERE u.undone_at IS NOT NULL AND t.closed_by <> 'recalled'""",
    "the desk has dispute {} as {}, and it is {}": DESK,
    "proposal {} was taken back and its terms are {}": """
        SELECT s.id, t.status FROM sharing_settlement s JOIN sharing_terms t ON t.id = s.terms_id
        WHERE s.recalled_at IS NOT NULL AND t.status <> 'void'""",
    "draft {} is of a task that is answered": """
        SELECT d.key FROM draft d JOIN task t ON d.key = 'task:' || t.id
        WHERE t.closed_by = 'answered'""",
    "notice {} speaks of a case or a task that is not there": """
        SELECT n.id FROM notice n LEFT JOIN process_instance i ON i.id = n.instance_id
        LEFT JOIN task t ON t.id = n.task_id WHERE (n.instance_id IS NOT NULL AND i.id IS NULL)
        OR (n.task_id IS NOT NULL AND (t.id IS NULL OR t.instance_id <> n.instance_id))""",
    "notice {} is marked as mailed before it was made": """
        SELECT id FROM notice WHERE mailed_at < created_at - interval '1 minute'""",
    "account {} was told twice of one event in case {}": """
        SELECT account_id, instance_id FROM notice WHERE mailed_at IS NULL AND read_at IS NULL
        AND kind <> 'deadline_reminder'
        -- What came back from the archive was written in one go.
        AND (instance_id IS NULL
            OR instance_id NOT IN (SELECT case_id FROM kept_departure))
        GROUP BY account_id, instance_id, xmin::text HAVING count(*) > 1""",
    "task {} opened, and account {} was not told": """
        SELECT t.id, a.id FROM task t JOIN account a ON a.unit_id = t.unit_id AND a.active
        JOIN account_post p ON p.account_id = a.id AND p.post = ANY (t.posts)
        WHERE t.closed_at IS NULL AND NOT EXISTS (
            SELECT FROM notice n WHERE n.account_id = a.id AND n.instance_id = t.instance_id
            AND n.created_at BETWEEN t.opened_at - interval '1 minute'
                                 AND t.opened_at + interval '1 minute')""",
}
# Series, year and sequence of everything that bears a number.
NUMBERED = """
    SELECT series, year, seq FROM sharing_filing UNION ALL
    SELECT parts[1], parts[2]::int, parts[3]::int FROM (
        SELECT regexp_match(number, '^(.+)〔(\\d+)〕(\\d+)号$') AS parts FROM (
            SELECT number FROM sharing_case WHERE number IS NOT NULL UNION ALL
            SELECT number FROM catalogue_case WHERE number IS NOT NULL UNION ALL
            SELECT DISTINCT number FROM sharing_agreement UNION ALL
            SELECT number FROM issued_document WHERE kind NOT IN (
                'application', 'agreement', 'secrecy_agreement', 'filing_receipt')
            UNION ALL SELECT DISTINCT key FROM kept_name WHERE kind LIKE '%\\_number'
            ) AS numbers) AS read"""
COLUMNS = "id, release_id, state, active, finished_at"


def check(session: Session) -> list[str]:
    """Everything that is not as it must be, one sentence each."""
    session.rollback()  # look at what is committed
    found = [*_forbidden(session), *_numbers(session), *_engines(session)]
    session.rollback()
    return found


def _forbidden(session: Session) -> Iterator[str]:
    for message, statement in NEVER.items():
        for row in ask(session, statement):
            yield message.format(*row)


def _numbers(session: Session) -> Iterator[str]:
    """Every series runs from 1 to the last drawn, each number once."""
    last = {(r.series, r.year): r.last for r in ask(session, "SELECT * FROM number_sequence")}
    drawn: dict[tuple[str, int], list[int]] = {key: [] for key in last}
    for series, year, seq in ask(session, NUMBERED):
        drawn.setdefault((series, year), []).append(seq)
    for key, numbers in drawn.items():
        wanted = range(1, last.get(key, 0) + 1)
        if sorted(numbers) != list(wanted):
            twice = [n for n, times in Counter(numbers).items() if times > 1]
            gaps = sorted(set(wanted) - set(numbers))
            yield f"numbers {key}: last {last.get(key)}, gaps {gaps}, twice {twice}"


def _engines(session: Session) -> Iterator[str]:
    """The engine's own open tasks are the rows of open tasks."""
    rows: dict[int, set[str]] = {}
    waiting = "SELECT instance_id, engine_id, process_id, name FROM task WHERE closed_at IS NULL"
    named: dict[int, set[str]] = {}
    for instance_id, engine_id, process_id, name in ask(session, waiting):
        rows.setdefault(instance_id, set()).add(engine_id)
        named.setdefault(instance_id, set()).add(f"{process_id}/{name}")
    for case in ask(session, f"SELECT {COLUMNS} FROM process_instance"):
        if not case.state:
            continue
        try:
            flow = codec.load(bytes(case.state), definitions.release(case.release_id).specs.by_name)
        except Exception as error:  # whatever it is, it is a breach
            yield f"case {case.id}: its state cannot be read: {error!r}"
            continue
        yield from _differences(case, flow, rows.get(case.id, set()), named.get(case.id, set()))


def _differences(case: Any, flow: Any, rows: set[str], named: set[str]) -> Iterator[str]:
    people = {str(t.id) for t in flow.get_tasks(state=OPEN) if t.task_spec.manual}
    if people != rows:
        yield f"case {case.id}: the engine waits for {people}, the tasks are {rows}"
    if set(case.active) != named:
        yield f"case {case.id}: it says {case.active} is open, the tasks are {named}"
    if flow.is_completed() != (case.finished_at is not None):
        yield f"case {case.id}: the engine and the case do not agree whether it has ended"


def ask(session: Session, statement: str) -> Iterable[Any]:
    return session.execute(text(statement)).all()
