"""The invariants themselves: they hold for what users make, and see what is broken by hand."""

import pytest

from app.foundation.database import db
from tests.support.desks import AGREED, APPROVED, DELIVERED, SIGNED, USED, Desks, open_task
from tests.support.invariants import check


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
