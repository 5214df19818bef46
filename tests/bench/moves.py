"""Cases in their hundreds go by another release, and back: how fast, and in how much memory.

`python -m tests.bench.moves 500` inside the server's settings; the copies of one real case differ
in the numbers of their open tasks, as real ones do.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import zstandard
from flask import Flask
from sqlalchemy import text

from app.factory import create_app
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.foundation.identity import queries as people
from app.foundation.identity.models import Account
from app.jobs.worker import work_off
from app.workflow import definitions
from app.workflow.definitions import PROCESS, Source
from app.workflow.models import ProcessInstance, Task
from app.workflow.studio import revisions
from app.workflow.studio.moves import asking, listing
from tests.bench.inside import Quiet
from tests.support.desks import APPROVED, Desks, open_task

ADMIN = "xxb_proc"
AT_ONCE = 1_000
COPIES = {
    "instance_party": "lane, unit_id, acts, visible_at",
    "clock": "name, rule, title, source, budget, unit, until_on, used, extended, started_on,"
    " running_since, due_on, due_at, provisional, fired_at, ended_at, remind_at, reminded",
}
INSTANCE = (
    "release_id, process_id, version, case_state, wake_at, started_at, finished_at, clock_plans,"
    " active, calls, passed, error"
)
TASK = (
    "process_id, name, title, title_en, lane, unit_id, posts, form_key, item, separate_from,"
    " opened_at, clock_name, due_on, due_at, provisional, via"
)


def measure(app: Flask, count: int) -> dict[str, Any]:
    """Trial, move and revert of so many cases."""
    task = _waiting(app)
    _copy(task, count - 1)
    target, asked = _released(), asking.Asked(process="sharing_application")
    run: int = _decide(lambda account: asking.begin(asked, target, account)).id
    found: dict[str, Any] = {"cases": count, "try_seconds": _timed(_move)}
    _decide(lambda account: asking.confirm(run, "bench", account))
    found["move_seconds"] = _timed(_move)
    moved = listing.counts([run])[run].moved
    _decide(lambda account: asking.take_back(run, "bench", account))
    found["revert_seconds"] = _timed(_move)
    back = listing.counts([run])[run].reverted
    # What the measures before this one left running goes along.
    assert moved == back >= count, f"{moved} moved, {back} back"
    found["cases"] = moved
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found | {"most_mb": round(most / 1024)}


def _move() -> None:
    work_off("move")


def _decide(decide: Callable[[Account], Any]) -> Any:
    """What an administrator does; the job throws its session away each time."""
    account = people.account_by_login(ADMIN)
    with acting.as_account(account), transaction():
        made = decide(account)
        db.session.flush()
        db.session.refresh(made)
        db.session.expunge(made)
    return made


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return round(time.perf_counter() - began, 2)


def _waiting(app: Flask) -> Task:
    """A real case that waits for the provider's answer."""
    desks = Desks(app)
    desks.apply()
    desks.walk(APPROVED)
    return open_task("provider_response")


def _released() -> int:
    files = revisions.released()
    source = files[PROCESS, "sharing_application"]
    content = source.content.replace(b"</bpmn:process>", b"<!-- bench --></bpmn:process>")
    files[PROCESS, source.key] = Source(PROCESS, source.key, source.filename, content)
    with transaction():
        made = definitions.publish(files.values(), "bench")
        assert made is not None, "it differs"
        return made.id


def _copy(task: Task, count: int) -> None:
    """More cases like the task's, each with an open task of its own in the engine's state."""
    instance = db.session.get_one(ProcessInstance, task.instance_id)
    plain = zstandard.ZstdDecompressor().decompress(instance.state[1:])
    case, engine_id, pack = instance.id, task.engine_id.encode(), zstandard.ZstdCompressor(level=3)
    ids: list[int] = []
    for _ in range(count):
        number = str(uuid4())
        state = b"\x01" + pack.compress(plain.replace(engine_id, number.encode()))
        made = db.session.execute(
            text(
                f"INSERT INTO process_instance (state, {INSTANCE}) SELECT :state, {INSTANCE}"
                " FROM process_instance WHERE id = :case RETURNING id"
            ),
            {"state": state, "case": case},
        ).scalar_one()
        db.session.execute(
            text(
                f"INSERT INTO task (instance_id, engine_id, {TASK}) SELECT :made, :engine, {TASK}"
                " FROM task WHERE id = :task"
            ),
            {"made": made, "engine": number, "task": task.id},
        )
        ids.append(made)
        if len(ids) % AT_ONCE == 0:
            db.session.commit()
    for table, columns in COPIES.items():
        db.session.execute(
            text(
                f"INSERT INTO {table} (instance_id, {columns}) SELECT made, {columns}"
                f" FROM {table}, unnest(CAST(:ids AS integer[])) AS made WHERE instance_id = :case"
            ),
            {"ids": ids, "case": case},
        )
    db.session.commit()


if __name__ == "__main__":
    application = create_app(Quiet)
    with application.app_context():
        print(json.dumps(measure(application, int(sys.argv[1]))))
