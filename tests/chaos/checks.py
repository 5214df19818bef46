"""What must hold when everything is quiet again, besides the invariants of the database alone."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from tests.chaos.people import Memory
from tests.chaos.place import Place
from tests.chaos.post_office import PostOffice
from tests.support import invariants

# Each finds what must not be; its columns go into the message.
NEVER = {
    "clock {} rang {} before it was due": """
        SELECT clock_id, due_at - at FROM chaos.rang WHERE at < due_at""",
    "clock {} rang {} times": """
        SELECT clock_id, count(*) FROM chaos.rang GROUP BY clock_id HAVING count(*) <> 1""",
    "clock {} says it rang, and nobody saw it": """
        SELECT c.id FROM clock c LEFT JOIN chaos.rang r ON r.clock_id = c.id
        WHERE c.fired_at IS NOT NULL AND r.clock_id IS NULL""",
    "clock {} ran out and did not ring": """
        SELECT c.id FROM clock c JOIN process_instance i ON i.id = c.instance_id
        WHERE c.ended_at IS NULL AND c.fired_at IS NULL AND c.due_at < now()
        AND i.suspended_for IS NULL""",
    "job {} ({}) is left over: {}": """
        SELECT id, task_name, status FROM procrastinate_jobs""",
    "notice {} was not mailed": """
        SELECT n.id FROM notice n WHERE n.mail = 'now' AND n.mailed_at IS NULL""",
}
MAILED = """
    SELECT n.id FROM notice n JOIN account a ON a.id = n.account_id
    WHERE n.mail = 'now' AND n.mailed_at IS NOT NULL AND a.active AND a.email <> ''"""
QUIET = """
    SELECT (SELECT count(*) FROM process_instance WHERE wake_at <= now()
            AND suspended_for IS NULL),
           (SELECT count(*) FROM notice WHERE mail = 'now' AND mailed_at IS NULL),
           (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))"""


def is_quiet(place: Place) -> bool:
    """Is nothing left to do?"""
    return place.database.sql(QUIET) == [(0, 0, 0)] and not place.database.busy()


def breaches(session: Session, memory: Memory, post_office: PostOffice) -> list[str]:
    """Everything that is not as it must be, one sentence each."""
    found = [
        *invariants.check(session),
        *_forbidden(session),
        *_lost(session, memory),
        *_unsent(session, post_office),
        *memory.strange,
    ]
    session.rollback()
    return found


def _forbidden(session: Session) -> Iterator[str]:
    for message, statement in NEVER.items():
        for row in invariants.ask(session, statement):
            yield message.format(*row)


def _lost(session: Session, memory: Memory) -> Iterator[str]:
    """Every confirmed command is there, once, and says what was said."""
    cases = {
        key: number
        for number, key in invariants.ask(
            session, "SELECT id, submission_key FROM sharing_case WHERE submission_key IS NOT NULL"
        )
    }
    for key, case in memory.started.items():
        if cases.get(key) != case:
            yield f"case {case} was confirmed; its form now leads to {cases.get(key)}"
    if strangers := set(cases) - memory.sent:
        yield f"cases {strangers} were sent by nobody"
    answers = {
        task: said
        for task, said in invariants.ask(
            session, "SELECT id, answers FROM task WHERE closed_by = 'answered'"
        )
    }
    for task, said in memory.answered.items():
        kept = answers.get(task)
        if kept is None:
            yield f"the answer to task {task} was confirmed and is lost"
            continue
        for name, value in said.items():
            if isinstance(value, str) and str(kept.get(name)) != value and name in kept:
                yield f"task {task}: {name} was {value!r}, now {kept.get(name)!r}"


def _unsent(session: Session, post_office: PostOffice) -> Iterator[str]:
    """What is marked as mailed has come, at least once."""
    come = set(post_office.letters) | post_office.never
    for (number,) in invariants.ask(session, MAILED):
        if f"notice-{number}@xieshang" not in come:
            yield f"notice {number} is marked as mailed and never came"
