"""A calendar is in force at once; the open clocks go over to it case by case, and none is wrong."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select

from app.domain.sharing.services import supervision_days
from app.foundation import calendar, clock, queue
from app.foundation.calendar import CalendarTakeover
from app.foundation.database import db, transaction
from app.foundation.notices import Notice
from app.foundation.queue import stopping
from app.jobs import calendars, deadlines, net
from app.workflow import projection
from app.workflow.ledger import Clock, ClockEntry
from app.workflow.studio.settings import days
from tests.support.desks import APPROVED

WHY = "台风停工"


@pytest.fixture
def asked(desks):
    """Three cases that wait for their provider."""
    cases = []
    for _ in range(3):
        cases.append(desks.apply())
        desks.walk(APPROVED)
    return cases


def clocks_of(cases):
    db.session.expire_all()
    found = select(Clock).where(Clock.name == "answer", Clock.instance_id.in_(cases))
    return list(db.session.scalars(found.order_by(Clock.instance_id)))


def due(cases):
    return [one.due_on for one in clocks_of(cases)]


def close(day):
    """The city is closed on a day, from now on; the number of the import."""
    with transaction():
        return days.put_in_force({day: (False, WHY)}, WHY)[1]


def told(case):
    moved = Notice.kind == "due_date_moved", Notice.instance_id == case
    return len(list(db.session.scalars(select(Notice.id).where(*moved))))


def is_settling():
    db.session.rollback()
    return calendar.is_settling()


def test_every_open_clock_goes_over_and_each_holder_is_told_once(asked):
    (last,) = set(due(asked))
    made = close(last)
    assert due(asked) == [last] * 3 and is_settling()

    calendars.take_over(made)
    told_once = [told(case) for case in asked]
    calendars.take_over(made)

    assert due(asked) == [calendar.current().add(last, 1)] * 3
    assert not is_settling()
    assert min(told_once) > 0 and [told(case) for case in asked] == told_once
    assert projection.dates_moved(made) == 3


def test_no_clock_runs_out_by_the_calendar_before_though_no_worker_came(asked):
    (last,) = set(due(asked))
    close(last)

    with clock.at(clock.end_of_day(last) + timedelta(minutes=1)):
        deadlines.fire_deadlines()
    assert [one.fired_at for one in clocks_of(asked)] == [None] * 3
    assert due(asked) == [calendar.current().add(last, 1)] * 3
    assert all(told(case) for case in asked)

    with clock.at(clock.end_of_day(due(asked)[0]) + timedelta(minutes=1)):
        deadlines.fire_deadlines()
    assert all(one.fired_at for one in clocks_of(asked))


def test_a_day_that_is_worked_after_all_brings_a_clock_to_its_end_as_of_that_day(asked):
    (last,) = set(due(asked))
    calendars.take_over(close(last))
    with transaction():
        again = days.put_in_force({}, WHY, years=[last.year])[1]

    with clock.at(clock.end_of_day(last) + timedelta(minutes=1)):
        calendars.take_over(again)
        deadlines.fire_deadlines()

    assert due(asked) == [last] * 3
    assert all(one.fired_at for one in clocks_of(asked))


def test_what_is_due_before_the_first_changed_day_is_not_looked_at(asked):
    before = due(asked)
    made = close(before[0].replace(year=before[0].year + 1, month=2, day=3))

    assert projection.step(made, 0, ()) is None
    calendars.take_over(made)
    assert due(asked) == before


def test_a_worker_that_is_stopped_leaves_the_rest_to_the_next_and_nobody_is_told_twice(
    asked, monkeypatch
):
    monkeypatch.setattr(projection, "TOGETHER", 1)
    (last,) = set(due(asked))
    made = close(last)
    looks = iter([False, False, True])
    with stopping.when(lambda: next(looks)), pytest.raises(queue.GivenBack):
        calendars.take_over(made)
    assert sorted(set(due(asked))) == [last, calendar.current().add(last, 1)]
    some = [told(case) for case in asked]
    assert 0 in some and is_settling()

    calendars.take_over(made)

    assert due(asked) == [calendar.current().add(last, 1)] * 3
    assert [told(case) for case in asked] == [max(some)] * 3


def test_a_case_that_is_held_keeps_no_other_waiting_and_is_not_forgotten(
    asked, database_url, monkeypatch
):
    (last,) = set(due(asked))
    made = close(last)
    next_day = calendar.current().add(last, 1)
    held = asked[1]
    with psycopg.connect(database_url) as operator:
        operator.execute("SELECT 1 FROM process_instance WHERE id = %s FOR UPDATE", [held])
        monkeypatch.setattr(calendars, "PATIENCE", 1)
        with pytest.raises(RuntimeError, match="1 cases are held"):
            calendars.take_over(made)
        assert due(asked) == [next_day, last, next_day]
        assert is_settling()

    calendars.take_over(made)

    assert due(asked) == [next_day] * 3
    assert not is_settling()


def test_an_import_whose_job_was_lost_is_found_again(asked):
    made = close(due(asked)[0])
    with transaction():
        db.session.execute(db.text("DELETE FROM procrastinate_jobs"))

    assert net.catch_forgotten() >= 1
    assert projection.unfinished() == [made]


def test_an_import_that_was_overtaken_leads_to_the_calendar_in_force(asked):
    (last,) = set(due(asked))
    first, second = close(last), close(last + timedelta(days=60))
    calendars.take_over(first)
    assert is_settling()
    calendars.take_over(second)

    assert due(asked) == [last] * 3
    assert not is_settling()
    events = select(ClockEntry.event).where(ClockEntry.event == "projected")
    assert list(db.session.scalars(events)) == []
    assert supervision_days.project_all(WHY) == 0
    ended = db.session.scalars(select(CalendarTakeover.ended_at))
    assert all(ended)
