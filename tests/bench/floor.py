"""The server of the benchmark: the application as it is, and one page more, the floor.

The floor is what any completion must cost here: the same web stack (session, CSRF, access, one
transaction through the ORM) around one locked row read, one update and two inserts, without
forms, law or engine.  Beside it stands the same around ten rows, as many as a completion writes
because the law asks for them: what these cost, laid down by hand.  The floor of any page that is
only read is a bare SELECT.
"""

import uuid
from datetime import timedelta

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select, text
from sqlalchemy.orm import undefer

from app.factory import create_app
from app.foundation import audit, clock
from app.foundation.database import db, transaction
from app.foundation.notices import Notice
from app.workflow.ledger import Clock, ClockEntry
from app.workflow.models import ProcessInstance, Task

app = create_app()


@app.post("/bench/floor/<int:instance_id>")
def floor(instance_id: int) -> ResponseReturnValue:
    """The same transaction without a workflow."""
    with transaction():
        instance = _locked(instance_id)
        instance.finished_at = clock.now()
        db.session.add(_row(instance))
        audit.record("floor", case=instance.id)
    return redirect(url_for("instances.show", instance_id=instance_id))


@app.post("/bench/rows/<int:instance_id>")
def rows(instance_id: int) -> ResponseReturnValue:
    """A completion's rows: two tasks, a clock with two lines, two notices, three entries."""
    with transaction():
        instance = _locked(instance_id)
        instance.finished_at = clock.now()
        opened = _row(instance)
        db.session.add_all([_row(instance), opened, *_clock(instance)])
        db.session.flush()  # notices name the task
        db.session.add_all(_notice(opened) for _ in range(2))
        for _ in range(3):
            audit.record("floor", case=instance.id)
    return redirect(url_for("instances.show", instance_id=instance_id))


@app.get("/bench/select")
def bare() -> ResponseReturnValue:
    """One statement behind the same access as every page."""
    return {"one": db.session.execute(text("SELECT 1")).scalar_one()}


def _locked(instance_id: int) -> ProcessInstance:
    locked = (
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .options(undefer(ProcessInstance.state))
        .with_for_update()
    )
    return db.session.scalars(locked).one()


def _clock(instance: ProcessInstance) -> list[Clock | ClockEntry]:
    today, now = clock.today(), clock.now()
    made = Clock(
        instance_id=instance.id,
        name="floor",
        rule="floor",
        title="",
        source="",
        budget=10,
        unit="working_day",
        started_on=today,
        due_on=today + timedelta(days=14),
        ended_at=now,
    )
    lines = [
        ClockEntry(clock=made, event=event, due_on=made.due_on, reason="", on_date=today)
        for event in ("started", "ended")
    ]
    return [made, *lines]


def _notice(task: Task) -> Notice:
    return Notice(
        account_id=current_user.id,
        kind="task_assigned",
        instance_id=task.instance_id,
        task_id=task.id,
        params={"task": task.name},
        mail="none",
    )


def _row(instance: ProcessInstance) -> Task:
    return Task(
        instance_id=instance.id,
        engine_id=str(uuid.uuid4()),
        process_id="floor",
        name="floor",
        title="floor",
        lane="demander",
        unit_id=current_user.unit_id,
        posts=["sharing_officer"],
        form_key="sharing/floor",
        closed_at=clock.now(),
        closed_by="answered",
        completed_by_id=current_user.id,
        answers={"outcome": "agree"},
    )
