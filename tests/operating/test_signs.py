"""The signs say what is wrong, from the bound on at which somebody should look."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text

from app.foundation import clock, queue
from app.foundation.database import db, transaction
from app.foundation.watching import presence
from app.operating import signs
from app.web import watching
from app.workflow.models import ProcessInstance
from tests.support.statements import counted


def sign(name):
    return next(one for one in signs.read() if one.name == name)


@pytest.mark.parametrize(
    ("value", "warn", "bad", "level"),
    [
        (0, 1, 20, "good"), (1, 1, 20, "warn"), (20, 1, 20, "bad"),
        (61, 60, 14, "good"), (60, 60, 14, "warn"), (14, 60, 14, "bad"), (0, 0.5, 0, "bad"),
    ],
)  # fmt: skip
def test_a_sign_is_bad_beyond_its_bound_wherever_that_lies(value, warn, bad, level):
    assert signs.Sign("any", value, warn, bad).level == level


def test_a_clock_that_ran_out_long_ago_and_has_not_fired_is_a_bad_sign(app, desks):
    case = desks.apply()
    assert sign("clock_lag_seconds").value == 0

    put(case, wake_at=clock.now() - timedelta(minutes=11))

    assert sign("clock_lag_seconds").level == "bad"
    put(case, suspended_for="looked into")
    assert sign("clock_lag_seconds").value == 0, "a case that is held up is not late"


def test_a_case_that_failed_is_counted_and_not_as_a_late_clock(app, desks):
    case = desks.apply()

    put(case, wake_at=clock.now() - timedelta(minutes=11), error="ValueError: x")

    assert (sign("stuck_cases").value, sign("clock_lag_seconds").value) == (1, 0)


def test_work_that_nobody_does_is_a_sign_and_so_is_a_record_that_nobody_seals(app, desks):
    assert sign("queue_lag_seconds").value == sign("failed_jobs").value == 0
    case = desks.apply()
    with transaction():
        queue.defer("archive", case)

    with clock.at(clock.now() + timedelta(hours=2)):
        late = sign("queue_lag_seconds"), sign("record_lag_seconds")

    assert [one.level for one in late] == ["bad", "bad"]


def test_who_watches_the_deadlines_is_missed_when_it_falls_silent_or_leaves(app):
    assert sign("tickers").level == "bad"
    voice = presence.Voice("jobs", "1.2")
    voice.say()
    assert sign("tickers").level == "good"

    with transaction():
        row = db.session.scalars(db.select(presence.Presence)).one()
        row.seen_at -= presence.SILENT + timedelta(seconds=1)
    assert sign("tickers").level == "bad"

    voice.say()
    voice.leave()
    assert presence.present() == []


def test_a_web_server_that_does_all_the_work_itself_is_heard_as_such(app):
    watching.voice(app.config).say()
    assert sign("tickers").level == sign("workers").level == "bad"

    watching.voice({**app.config, "RUN_JOBS": True}).say()
    assert sign("tickers").level == sign("workers").level == "good"


def test_a_transaction_that_somebody_left_open_is_seen(app, database_url):
    with psycopg.connect(database_url) as forgotten:
        forgotten.execute("SELECT 1")
        begun = forgotten.execute(
            "SELECT xact_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
        )
        assert begun.fetchone()

        assert sign("oldest_transaction_seconds").value >= 0
        assert db.session.scalar(text("SELECT oldest FROM database_activity()")) > 0
        assert sign("database_connections_percent").value > 0


def test_every_sign_asks_one_statement_at_most(app):
    signs.read()  # the calendar is kept

    with counted() as statements:
        signs.read()

    assert len(statements) <= len(signs.READINGS)


def put(case, **values):
    with transaction():
        instance = db.session.get(ProcessInstance, case)
        for name, value in values.items():
            setattr(instance, name, value)
