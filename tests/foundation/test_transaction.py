"""One transaction a command: all of it or nothing, and nobody's work is overwritten unseen."""

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.foundation import audit, notices
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict
from app.workflow import definitions, faults
from app.workflow.models import ProcessInstance


@pytest.fixture
def case(app) -> int:
    with transaction():
        made = ProcessInstance(
            release_id=definitions.current().id, process_id="sharing_application", state=b""
        )
        db.session.add(made)
        db.session.flush()
        return made.id


def test_a_row_that_changed_meanwhile_is_a_conflict_and_not_overwritten(case):
    with pytest.raises(Conflict), transaction():
        mine = db.session.get_one(ProcessInstance, case)
        with db.engine.begin() as somebody_else:
            somebody_else.execute(
                text("UPDATE process_instance SET version = version + 1 WHERE id = :id"),
                {"id": case},
            )
        mine.case_state = "lapsed"

    assert db.session.get_one(ProcessInstance, case).case_state == ""


def test_a_command_that_fails_leaves_nothing_behind(case):
    before = db.session.query(audit.AuditEntry).count()
    with pytest.raises(RuntimeError), transaction():
        db.session.get_one(ProcessInstance, case).case_state = "completed"
        audit.record("half done", case=case)
        notices.queue("case_closed", instance_id=case, accounts=[1])
        notices.deliver()
        raise RuntimeError

    assert db.session.get_one(ProcessInstance, case).case_state == ""
    assert db.session.query(audit.AuditEntry).count() == before
    assert db.session.query(notices.Notice).count() == 0


def test_what_a_failed_command_would_have_told_is_not_told_by_the_next(case):
    with pytest.raises(RuntimeError), transaction():
        notices.queue("case_closed", instance_id=case, accounts=[1])
        raise RuntimeError

    with transaction():
        notices.deliver()

    assert db.session.query(notices.Notice).count() == 0


def test_what_was_read_is_not_read_again_until_the_transaction_ends(case):
    with transaction():
        first = db.session.get_one(ProcessInstance, case)
        identity = id(first)
        del first
        assert id(db.session.get_one(ProcessInstance, case)) == identity
        assert db.session().info["held"]
    assert "held" not in db.session().info


WRITTEN = '关于张三\n"的内部情况'


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT nothing FROM unit WHERE name = :it",  # SQLAlchemy shows what it was asked with
        "INSERT INTO unit (id, code, name) VALUES (1, :it, :it)",  # PostgreSQL quotes the row
        "SELECT CAST(CAST(:it AS text) AS integer)",  # ... or the value
    ],
)
def test_an_error_of_the_database_does_not_say_what_somebody_wrote(app, statement):
    with pytest.raises(SQLAlchemyError) as caught, transaction():
        db.session.execute(text(statement), {"it": WRITTEN})

    kept = faults.in_words(caught.value) + "".join(traceback.format_exception(caught.value))
    assert "张三" not in kept and "内部情况" not in kept
    assert statement.split()[0] in kept
