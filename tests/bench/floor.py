"""The server of the benchmark: the application as it is, and one page more, the floor.

The floor is what any completion must cost here: the same web stack (session, CSRF, access, one
transaction through the ORM) around one locked row read, one update and two inserts, without
forms, law or engine.  That of any page that is only read is a bare SELECT.
"""

import uuid

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select, text
from sqlalchemy.orm import undefer

from app.factory import create_app
from app.foundation import audit, clock
from app.foundation.database import db, transaction
from app.workflow.models import ProcessInstance, Task

app = create_app()


@app.post("/bench/floor/<int:instance_id>")
def floor(instance_id: int) -> ResponseReturnValue:
    """The same transaction without a workflow."""
    with transaction():
        locked = (
            select(ProcessInstance)
            .where(ProcessInstance.id == instance_id)
            .options(undefer(ProcessInstance.state))
            .with_for_update()
        )
        instance = db.session.scalars(locked).one()
        instance.finished_at = clock.now()
        db.session.add(_row(instance))
        audit.record("floor", case=instance.id)
    return redirect(url_for("instances.show", instance_id=instance_id))


@app.get("/bench/select")
def bare() -> ResponseReturnValue:
    """One statement behind the same access as every page."""
    return {"one": db.session.execute(text("SELECT 1")).scalar_one()}


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
