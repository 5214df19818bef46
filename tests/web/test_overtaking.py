"""Whoever waited for a case sees it as it is then, not as it was when the waiting began."""

import threading

import psycopg
import pytest
from sqlalchemy import select

from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow.models import Draft
from tests.setup.processes import PATIENCE, until
from tests.support.desks import open_task

AGREED = {"outcome": "agree"}
# Somebody in this very database waits for a lock.
WAITS = """SELECT FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'"""


@pytest.fixture
def holder(app, database_url):
    """Somebody else's transaction."""
    with psycopg.connect(database_url) as connection:
        yield connection


@pytest.fixture
def overtaken(desks, holder):
    """Answers a task while `meanwhile` happens to it in a transaction that has the lock."""

    def answer(task, meanwhile):
        desks.at("gsj_share")  # signs in before the case is held
        holder.execute("SELECT FROM process_instance WHERE id = %s FOR UPDATE", [task.instance_id])
        got = []
        path = f"/tasks/{task.id}"
        db.session.rollback()
        client = desks.at("gsj_share")
        sent = threading.Thread(target=lambda: got.append(client.post(path, data=AGREED)))
        sent.start()
        until(lambda: holder.execute(WAITS).fetchone() is not None)
        holder.execute(meanwhile, [task.id])
        holder.commit()
        sent.join(PATIENCE)
        db.session.expire_all()
        return got[0]

    return answer


def test_a_task_claimed_while_its_answer_waited_is_not_answered(desks, overtaken):
    task = desks.ask()
    claim = "UPDATE task SET claimed_by_id = (SELECT id FROM account WHERE login = 'gsj_head')"

    answer = overtaken(task, claim + " WHERE id = %s")

    assert answer.status_code == 409
    assert "同事" in answer.text
    assert open_task("provider_response").id == task.id


def test_a_task_closed_while_its_answer_waited_is_not_answered_twice(desks, overtaken):
    task = desks.ask()
    close = "UPDATE task SET closed_at = now(), closed_by = 'cancelled' WHERE id = %s"

    answer = overtaken(task, close)

    assert answer.status_code == 409
    assert "未被记录" in answer.text


def test_a_draft_outlives_an_answer_that_was_refused_only(desks):
    path = f"/tasks/{desks.ask().id}"
    desks.at("gsj_share").post(f"{path}/draft", data={"reason": "还在考虑", "_version": "0"})

    desks.at("gsj_share").post(path, data={"outcome": "no such thing"})
    kept = _drafts("gsj_share")
    desks.at("gsj_share").post(path, data=AGREED)

    assert kept == 1
    assert _drafts("gsj_share") == 0


def _drafts(login):
    db.session.rollback()
    mine = select(Draft).join(Account, Account.id == Draft.account_id)
    return len(db.session.scalars(mine.where(Account.login == login)).all())
