"""Taking back at the very moment at which somebody else moves: one of them wins, never both."""

import threading
from functools import partial

import psycopg
import pytest

from app.foundation.database import db
from tests.setup.processes import PATIENCE, until
from tests.support import invariants
from tests.support.desks import Desks
from tests.support.together import at_once
from tests.web.recalls import SECRET, SETTLED, asked, before_the_office, propose, recall
from tests.web.test_overtaking import WAITS


@pytest.fixture
def case_id(desks):
    """A dispute in which the office has to propose something."""
    return before_the_office(desks)


def test_two_who_take_it_back_at_once_take_it_back_once(app, desks, case_id):
    task_id = propose(desks)
    office = [desks.at("xxb_escal"), Desks(app).at("xxb_escal2")]

    got = at_once([partial(one.post, f"/tasks/{task_id}/recall") for one in office])

    assert sorted(answer.status_code for answer in got) == [302, 409]
    assert invariants.check(db.session) == []


def test_an_answer_and_a_recall_at_once_are_one_of_them(app, desks, case_id):
    for _turn in range(3):
        task_id, task = propose(desks), asked(case_id, "jtw_share")
        office, demander = desks.at("xxb_escal"), desks.at("jtw_share")
        accept = partial(demander.post, f"/tasks/{task.id}", data={"outcome": "accept"})

        got = at_once([partial(office.post, f"/tasks/{task_id}/recall"), accept])

        stood = sorted(answer.status_code for answer in got)
        assert stood in ([302, 404], [302, 409])  # there is no such task, or it was answered
        assert invariants.check(db.session) == []
        if stood == [302, 409]:
            assert asked(case_id, "gsj_share")
            break


def test_a_first_look_and_a_recall_at_once_are_one_of_them(app, desks, case_id):
    for _turn in range(5):
        task_id = propose(desks, **SETTLED)
        office, demander = desks.at("xxb_escal"), desks.at("jtw_share")
        look = partial(demander.get, f"/cases/{case_id}")

        got = at_once([partial(office.post, f"/tasks/{task_id}/recall"), look])

        seen = next(answer for answer in got if answer.request.method == "GET")
        taken_back = 302 in [answer.status_code for answer in got]
        assert taken_back != (SECRET in seen.text)
        if not taken_back:
            break
    assert invariants.check(db.session) == []


def test_a_look_that_comes_while_the_recall_waits_is_first(desks, case_id, database_url):
    task_id = propose(desks)
    got = []
    sent = threading.Thread(target=lambda: got.append(recall(desks, task_id)))
    desks.at("jtw_share")
    db.session.rollback()
    with psycopg.connect(database_url) as holder:
        holder.execute("SELECT FROM process_instance WHERE id = %s FOR UPDATE", [case_id])
        sent.start()
        until(lambda: holder.execute(WAITS).fetchone() is not None)
        desks.at("jtw_share").get(f"/cases/{case_id}")
        holder.commit()
    sent.join(PATIENCE)

    assert got == [409]
    assert asked(case_id, "jtw_share").seen_at is not None


def test_a_look_that_waits_for_the_recall_sees_nothing(desks, case_id, database_url):
    propose(desks)
    task_id = asked(case_id, "jtw_share").id
    gone = "UPDATE task SET closed_at = now(), closed_by = 'recalled' WHERE id = %s"
    got = []
    client = desks.at("jtw_share")
    sent = threading.Thread(target=lambda: got.append(client.get(f"/tasks/{task_id}")))
    db.session.rollback()
    with psycopg.connect(database_url) as holder:
        holder.execute("SELECT FROM task WHERE id = %s FOR UPDATE", [task_id])
        sent.start()
        until(lambda: holder.execute(WAITS).fetchone() is not None)
        holder.execute(gone, [task_id])
        holder.commit()
    sent.join(PATIENCE)

    assert got[0].status_code == 404
