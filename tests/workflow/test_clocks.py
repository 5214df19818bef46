"""Clocks, to the day: begin, hold, go on, restart, extend, run out, move; and why."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from app.foundation import calendar, clock
from app.foundation.database import db
from app.foundation.notices import Notice
from app.workflow import clocks, definitions, duedays, ladder, plans, projection, reminders
from app.workflow.ledger import Clock, ClockEntry
from app.workflow.models import ProcessInstance


def moment(text: str) -> datetime:
    """A local moment such as '2026-09-18 10:00', as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


@pytest.fixture
def case(app) -> ProcessInstance:
    """A case without tasks: its clocks are settled by hand."""
    made = ProcessInstance(
        release_id=definitions.current().id,
        process_id="sharing_application",
        state=b"",
        clock_plans={},
    )
    db.session.add(made)
    db.session.flush()
    return made


@pytest.fixture
def on(case) -> Callable[..., Clock | None]:
    """`on(day, carried, held)` settles the case's clocks on a day and gives `answer`."""

    def settle(day: str, carried=("answer",), held=()) -> Clock | None:
        with clock.at(moment(f"{day} 10:00")):
            living = clocks.settle(
                case, set(carried), {name: ["consider_counter"] for name in held}
            )
        return living.get("answer")

    return settle


def test_the_day_a_clock_starts_is_not_counted(on):
    assert on("2026-09-18").due_on == date(2026, 10, 9)


def test_a_clock_runs_out_at_24_00_of_its_last_day(on):
    assert on("2026-08-31").due_at == moment("2026-09-15 00:00")


def test_an_unconditional_resource_is_answered_on_the_make_up_sunday(case, on):
    clocks.plan(case.id, "answer", rule="answer_unconditional")
    assert on("2026-09-18").due_on == date(2026, 9, 20)


def test_held_on_the_second_day_and_going_on_on_the_24th_eight_days_are_left(on):
    on("2026-08-31")
    held = on("2026-09-02", held=["answer"])
    assert (held.due_on, held.used) == (None, 2)

    going_on = on("2026-09-24")

    assert going_on.total - going_on.used == 8
    listed = [d for d in duedays.days_of(going_on) if d.status == "counted"]
    assert listed[2].day.day == date(
        2026, 9, 28
    )  # 25 to 27 September 2026 is the Mid-Autumn holiday
    assert going_on.due_on == listed[-1].day.day


def test_the_day_a_clock_is_held_is_counted_even_if_it_goes_on_the_same_day(on):
    on("2026-08-31")
    on("2026-09-02", held=["answer"])
    assert on("2026-09-02").due_on == date(2026, 9, 14)


def test_a_clock_that_nothing_carries_ends(case, on):
    on("2026-08-31")
    assert on("2026-09-02", carried=()) is None
    assert clocks.latest(case.id, "answer").ended_at
    assert case.wake_at is None


def test_a_held_clock_does_not_wake_its_case(case, on):
    on("2026-08-31")
    assert case.wake_at == moment("2026-09-15 00:00")
    on("2026-09-02", held=["answer"])
    assert case.wake_at is None


def test_a_clock_held_on_its_last_day_runs_out_on_the_day_it_goes_on(on):
    on("2026-08-31")
    on("2026-09-14", held=["answer"])
    assert on("2026-09-22").due_on == date(2026, 9, 22)


def test_a_restarted_clock_has_its_whole_budget_again(case, on):
    on("2026-08-31")
    on("2026-09-07", held=["answer"])
    with clock.at(moment("2026-09-14 09:00")):
        clocks.restart(case.id, "answer", "supplement")
    assert on("2026-09-14").due_on == calendar.Calendar().add(date(2026, 9, 14), 10)


def test_a_renewed_clock_that_ran_out_makes_room_for_a_fresh_one(case, on):
    first = on("2026-08-31")
    with clock.at(moment("2026-09-20 10:00")):
        clocks.fire(first)
        clocks.renew(case.id, "answer")
        db.session.flush()

    fresh = on("2026-09-20")

    assert fresh.id != first.id
    assert (fresh.fired_at, fresh.due_on) == (None, date(2026, 10, 10))
    assert first.ended_at is not None
    assert case.wake_at == fresh.due_at


def test_there_is_nothing_to_renew_where_no_clock_runs(case):
    assert clocks.renew(case.id, "answer") is None


def test_a_clock_may_count_from_a_day_before_it_began(case, on):
    clocks.plan(case.id, "answer", since=date(2026, 8, 24))

    begun = on("2026-08-31")

    assert (begun.started_on, begun.due_on) == (date(2026, 8, 24), date(2026, 9, 7))
    assert duedays.days_of(begun)[0].day.day == date(2026, 8, 24)
    clocks.recount(begun, calendar.Calendar())
    assert begun.used == 0


def test_a_clock_that_counts_from_long_ago_is_due_at_once(case, on):
    clocks.plan(case.id, "answer", days=2, since=date(2026, 3, 2))

    begun = on("2026-08-31")

    assert begun.due_on == date(2026, 3, 4)
    assert case.wake_at < moment("2026-08-31 10:00")


def test_a_clock_that_is_not_to_run_does_not_begin_until_it_is_planned_anew(case, on):
    plans.plan_none(case.id, "answer")
    assert on("2026-08-31") is None
    assert case.wake_at is None

    clocks.plan(case.id, "answer")
    assert on("2026-08-31").due_on == date(2026, 9, 14)


def test_an_extension_adds_working_days(case, on):
    before = on("2026-08-31").due_on
    with clock.at(moment("2026-09-03 09:00")):
        clocks.extend(case.id, "answer", 10, "条例 21")
    assert on("2026-09-03").due_on == calendar.Calendar().add(before, 10)


def test_a_calendar_day_clock_counts_every_day(case, on):
    on("2026-08-31", carried=["feedback"])
    running = clocks.latest(case.id, "feedback")
    assert (running.due_on, running.provisional) == (date(2027, 2, 27), False)


def test_a_named_date_is_the_due_date_even_on_a_sunday(case, on):
    clocks.plan(case.id, "provide", until=date(2026, 9, 13))
    on("2026-08-31", carried=["provide"])
    assert clocks.latest(case.id, "provide").due_on == date(2026, 9, 13)


def test_a_named_date_moves_by_the_working_days_for_which_the_clock_stood_still(case, on):
    clocks.plan(case.id, "provide", until=date(2026, 9, 14))
    on("2026-08-31", carried=["provide"])
    on("2026-09-02", carried=["provide"], held=["provide"])
    on("2026-09-07", carried=["provide"])
    assert clocks.latest(case.id, "provide").due_on == calendar.Calendar().add(date(2026, 9, 7), 8)


def test_a_date_past_the_announced_calendar_is_provisional(on):
    running = on("2026-12-18")
    assert (running.due_on, running.provisional) == (date(2027, 1, 4), True)


def test_a_rule_changed_by_an_administrator_counts_for_new_clocks_only(case, on):
    first = on("2026-08-31").due_on
    rule = db.session.get_one(clocks.DeadlineRule, "answer")
    rule.amount = 8
    assert on("2026-09-01").due_on == first


def test_clocks_that_ran_out_at_the_same_moment_ring_together_later_ones_after_them(case, on):
    on("2026-08-31", carried=["sign", "provide", "answer"])
    with clock.at(moment("2026-12-01 00:00")):
        assert [c.name for c in clocks.expired(case.id)] == ["sign"]
        clocks.fire(clocks.expired(case.id)[0])
        assert [c.name for c in clocks.expired(case.id)] == ["answer"]


def test_lateness_is_recorded_as_of_the_due_day_however_late_the_program_notices(case, on):
    running = on("2026-08-31")
    with clock.at(moment("2026-10-20 09:00")):
        clocks.fire(running)
    db.session.flush()
    entry = db.session.query(ClockEntry).filter_by(clock_id=running.id, event="fired").one()
    assert entry.on_date == date(2026, 9, 14)


def test_a_clock_does_not_run_out_before_24_00(case, on):
    on("2026-08-31")
    with clock.at(moment("2026-09-14 23:59:59")):
        assert clocks.expired(case.id) == []
    with clock.at(moment("2026-09-15 00:00")):
        assert [c.name for c in clocks.expired(case.id)] == ["answer"]


def test_a_clock_that_ran_out_is_handed_to_the_reminder_boxes_once(case, on):
    running = on("2026-08-31")
    with clock.at(moment("2026-09-15 00:00")):
        clocks.fire(running)
        assert clocks.take_missed(case.id, ["mediate"]) == []
        assert clocks.take_missed(case.id, ["answer"]) == [running]
        assert clocks.take_missed(case.id, ["answer"]) == []


def test_reminders_go_out_three_and_one_working_days_before_on_the_day_and_the_day_after(on):
    running = on("2026-09-18")  # due on 9 October, after the National Day holiday
    moments = []
    at = moment("2026-09-18 10:00")
    while at:
        with clock.at(at):
            at = ladder.next_moment(running.due_on, calendar.current())
        moments += [clock.local(at).strftime("%m-%d %H")] if at else []
    assert moments == ["09-29 08", "10-08 08", "10-09 08", "10-10 08"]


def test_a_reminder_missed_while_the_program_was_down_is_sent_once(case, on):
    running = on("2026-08-31")
    with clock.at(moment("2026-09-14 12:00")):
        assert reminders.send_next() == 1
        assert reminders.send_next() == 0
        assert running.remind_at == moment("2026-09-15 08:00")


def test_an_import_moves_open_clocks_and_says_why(case, on):
    running = on("2026-12-18")
    with clock.at(moment("2026-12-20 09:00")):
        made = calendar.announce({date(2027, 1, 4): (False, "元旦调休")}, "2027.csv")
        moved = projection.catch_up(case, made.id)
    assert (moved, running.due_on, running.provisional) == (1, date(2027, 1, 5), False)
    db.session.flush()
    last = db.session.query(ClockEntry).filter_by(clock_id=running.id).all()[-1]
    assert (last.event, last.reason) == ("projected", "calendar 2027")
    assert case.wake_at == clock.end_of_day(date(2027, 1, 5))


def test_an_import_that_moves_nothing_tells_nobody_but_ends_the_doubt(case, on):
    running = on("2026-12-18")
    with clock.at(moment("2026-12-20 09:00")):
        made = calendar.announce({date(2027, 1, 1): (False, "元旦")}, "2027.csv")
        assert projection.catch_up(case, made.id) == 0
    assert running.provisional is False
    assert db.session.query(Notice).count() == 0


def test_a_corrected_import_counts_the_days_of_a_clock_that_stood_still_anew(case, on):
    on("2026-12-28")
    on("2027-01-06", held=["answer"])
    running = on("2027-01-11")
    counted = []
    with clock.at(moment("2027-01-12 09:00")):
        for days in (
            {date(2027, 1, 4): (False, "元旦"), date(2027, 1, 16): (True, "调休")},
            {date(2027, 1, 16): (True, "调休")},
            {date(2027, 1, 3): (True, "调休")},
        ):
            projection.catch_up(case, calendar.announce(days, "2027.csv").id)
            counted.append((running.used, running.due_on.isoformat()))

    assert counted == [(5, "2027-01-16"), (6, "2027-01-15"), (7, "2027-01-14")]


def test_a_date_that_was_set_is_counted_anew_too_when_its_clock_stood_still(case, on):
    clocks.plan(case.id, "answer", until=date(2027, 1, 12))
    on("2026-12-28")
    on("2026-12-31", held=["answer"])
    running = on("2027-01-11")
    assert running.due_on == date(2027, 1, 20)  # seven days left: 4 to 8, 11 and 12 January

    with clock.at(moment("2027-01-12 09:00")):
        made = calendar.announce({date(2027, 1, 4): (False, "元旦")}, "2027.csv")
        projection.catch_up(case, made.id)

    assert running.due_on == date(2027, 1, 19)


def test_every_day_up_to_the_due_day_is_explained(on):
    on("2026-09-18")
    on("2026-09-22", held=["answer"])
    running = on("2026-09-24")
    listed = duedays.days_of(running)
    by_day = {d.day.day.isoformat(): d for d in listed}
    assert by_day["2026-09-18"].status == "start"
    assert (by_day["2026-09-20"].status, by_day["2026-09-20"].day.kind) == ("counted", "make_up")
    assert (by_day["2026-09-23"].status, by_day["2026-09-23"].holds) == (
        "suspended",
        "consider_counter",
    )
    assert by_day["2026-09-24"].status == "resumed"
    assert by_day["2026-10-01"].day.name == "国庆节"
    assert sum(d.status == "counted" for d in listed) == 10
    assert listed[-1].is_due
