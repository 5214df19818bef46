"""A dozen faults from one seed, as `make chaos` plays two hundred; and what it would have seen."""

import os
import random

import pytest

from app.factory import create_app
from app.foundation import paths
from app.foundation.database import db
from tests.chaos import checks, place
from tests.chaos.faults import KINDS
from tests.chaos.run import Run
from tests.support import settings

SEED = 20261129
# Of every family one or two; each is over soon.
DOZEN = (
    "answers are lost: the command was done, and is sent again",
    "web workers are killed, one after the other",
    "every machine's clock jumps, each elsewhere",
    "PostgreSQL crashes (immediate) and recovers",
    "a user presses the button five times at once",
    "the connections of a machine to the database are half closed",
    "an operator holds the row of one case",
    "a jobs process is killed",
    "the mail server takes mail and does not say so",
    "requests break off in the middle",
    "a machine's disk is full",
    "a backend is killed, PostgreSQL recovers from a crash",
    "a worker is killed",
    "a whole machine dies",
)
MOST_SECONDS = 600


@pytest.fixture(scope="module")
def played():
    """The run, its outcome, and everything still there."""
    # Not in pytest's folder: it shuts that to PostgreSQL's own user whenever it begins anew.
    with place.opened(paths.BUILD / f"chaos-{os.getpid()}") as there:
        run = Run(there, SEED, print, clients=3)
        chance = random.Random(SEED)
        run.play([(KINDS[name], chance.getrandbits(32)) for name in DOZEN], MOST_SECONDS)
        yield run, run.judge()


@pytest.mark.slow
def test_everything_holds_after_a_dozen_faults(played):
    _run, outcome = played

    assert outcome.breaches == [], f"seed {SEED}"
    assert len(outcome.faults) == len(DOZEN)
    assert outcome.confirmed > 3 * len(DOZEN)  # work went on, on however slow a machine
    assert outcome.repeated, "no answer was lost"
    assert outcome.rang, "no clock rang"
    assert outcome.mails


# By hand, as nobody in the house could: what was confirmed, rang or was mailed is put wrong.
SABOTAGE = {
    "was confirmed and is lost": "UPDATE task SET closed_by = 'clock' WHERE closed_by = 'answered'",
    "its form now leads to": "UPDATE sharing_case SET submission_key = id",
    "were sent by nobody": "UPDATE sharing_case SET submission_key = 'stranger' || id",
    "rang 2 times": "INSERT INTO chaos.rang SELECT * FROM chaos.rang LIMIT 1",
    "before it was due": "UPDATE chaos.rang SET at = due_at - interval '1 second'",
    "and nobody saw it": "DELETE FROM chaos.rang",
    "ran out and did not ring": "UPDATE clock SET due_at = now() - interval '1 day'"
    " WHERE id = (SELECT max(id) FROM clock WHERE fired_at IS NULL AND ended_at IS NULL)",
    "was not mailed": "UPDATE notice SET mailed_at = NULL WHERE id = (SELECT max(id) FROM notice"
    " WHERE mail = 'now')",
    "never came": "UPDATE notice SET id = id + 1000000",
    "is left over": "INSERT INTO procrastinate_jobs (queue_name, task_name)"
    " VALUES ('mail', 'mail')",
    "gaps [": "DELETE FROM sharing_filing WHERE seq = 1",
}


@pytest.mark.slow
def test_what_is_put_wrong_by_hand_is_seen(played):
    run, _outcome = played
    own = settings.on(run.place.database.own_url, as_owner=True)
    with create_app(own).app_context():
        for sentence, statement in SABOTAGE.items():
            run.place.database.sql(f"SET session_replication_role = replica; {statement}")
            found = checks.breaches(db.session(), run.crowd.memory, run.place.post_office)
            assert any(sentence in each for each in found), sentence
        db.session.remove()
        db.engine.dispose()
