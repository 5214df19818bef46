"""The invariants themselves: they hold for what users make, and see what is broken by hand."""

import pytest

from app.foundation.database import db
from tests.support.desks import AGREED, APPROVED, DELIVERED, SIGNED, USED, Desks, open_task
from tests.support.invariants import check
from tests.web.recalls import SETTLED, before_the_office, propose, recall


@pytest.fixture
def cases(app):
    """A case that ended, and one that waits for its provider."""
    desks = Desks(app)
    desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED, *USED)
    desks.apply()
    desks.walk(APPROVED)
    return desks


def test_they_hold_for_what_users_make(cases):
    assert check(db.session) == []


BREACHES = {
    "no open task": "UPDATE process_instance SET wake_at = NULL; DELETE FROM draft;"
    " UPDATE task SET closed_at = now(), closed_by = 'clock' WHERE closed_at IS NULL",
    "the engine waits for": "UPDATE task SET engine_id = 'x' WHERE closed_at IS NULL",
    "has no state": "UPDATE process_instance SET state = ''",
    "cannot be read": "UPDATE process_instance SET state = '\\x0102'",
    "looks again at": "UPDATE process_instance SET wake_at = now()",
    "by nobody": "UPDATE task SET completed_by_id = NULL",
    "is open or not there": "UPDATE task SET closed_at = NULL, closed_by = NULL",
    "gaps [1]": "UPDATE sharing_filing SET seq = 99 WHERE seq = 1",
    "twice [2]": "UPDATE sharing_case SET number = '京共申〔'"
    " || extract(year FROM now() AT TIME ZONE 'Asia/Shanghai')"
    " || '〕02号' WHERE number LIKE '%0001号'",
    "is stuck": "UPDATE process_instance SET error = 'x'",
    "was not told": "DELETE FROM notice",
    "lines “fired”": "UPDATE clock SET fired_at = now() WHERE ended_at IS NULL",
    "lines “ended”": "DELETE FROM clock_entry WHERE event = 'ended'",
    "before it was due": "UPDATE clock SET fired_at = due_at - interval '1 day'",
    "and not of its due day": "INSERT INTO clock_entry"
    " (clock_id, at, on_date, event, due_on, reason)"
    " SELECT id, now(), due_on + 1, 'fired', due_on, '' FROM clock",
    "its clock says": "UPDATE task SET due_on = '2020-01-01' WHERE closed_at IS NULL",
    "may not see": "UPDATE instance_party SET visible_at = NULL",
    "was recorded 0 times": "UPDATE task SET id = id + 1000000",
    "for the machinery alone": 'UPDATE sharing_case SET closed_at = NULL, "end" = NULL',
    "is of a task": "INSERT INTO draft (account_id, key, data, version, saved_at)"
    " SELECT completed_by_id, 'task:' || id, '{}', 1, now() FROM task WHERE closed_by = 'answered'",
}


@pytest.mark.parametrize("sentence", BREACHES)
def test_they_see(cases, resetter, sentence):
    open_task("provider_response")
    db.session.rollback()

    resetter.connection.execute(BREACHES[sentence])  # as nobody in the house could

    assert any(sentence in breach for breach in check(db.session)), check(db.session)


TAKEN_BACK = {
    "taken back 0 times": "DELETE FROM audit_entry WHERE action = 'answer recalled'",
    "waits 0 times more": "UPDATE task SET engine_id = id || 'x'",
    "stands all the same": "UPDATE task SET closed_by = 'answered' WHERE completed_by_id > 0",
    "came of an answer that stands": "UPDATE undo_point SET kept = '{}'",
    "its terms are": "UPDATE sharing_terms SET status = 'superseded' WHERE status = 'void'",
    "lines “ended”": "DELETE FROM clock_entry WHERE event = 'reopened'",
}


@pytest.fixture
def recalled(app):
    """A dispute in which the office took its proposal back."""
    desks = Desks(app)
    before_the_office(desks)
    assert recall(desks, propose(desks, **SETTLED)) == 302


def test_they_see_a_recall_that_is_none(recalled, resetter):
    assert check(db.session) == []
    for sentence, breach in TAKEN_BACK.items():
        resetter.connection.execute(breach)
        assert any(sentence in found for found in check(db.session)), sentence
