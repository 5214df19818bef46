"""What came on paper counts from its real day of receipt: every clock, to the day."""

from datetime import date, datetime

import pytest

from app.foundation import calendar, clock
from app.foundation.database import db
from app.workflow import asof, clocks, definitions, duedays
from app.workflow.ledger import Clock
from app.workflow.models import ProcessInstance


def moment(day: str) -> datetime:
    """Ten o'clock of a day."""
    return datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=clock.LOCAL)


@pytest.fixture
def case(app) -> ProcessInstance:
    """A case without tasks: its clocks are settled by hand."""
    release_id = definitions.current().id
    process = "sharing_application"
    made = ProcessInstance(release_id=release_id, process_id=process, state=b"", clock_plans={})
    db.session.add(made)
    db.session.flush()
    return made


@pytest.fixture
def on(case):
    """`on(day, received=…)` settles the case's clocks on a day, as of an earlier one."""

    def settle(day: str, received: str = "", carried=("answer",), held=()) -> Clock | None:
        holders = {name: ["consider_counter"] for name in held}
        with clock.at(moment(day)), asof.day(date.fromisoformat(received or day)):
            return clocks.settle(case, set(carried), holders).get("answer")

    return settle


@pytest.mark.parametrize(
    ("received", "entered", "due"),
    [
        ("2026-08-28", "2026-09-01", "2026-09-11"),  # a Friday, entered after the weekend
        ("2026-08-29", "2026-08-31", "2026-09-11"),  # a Saturday
        ("2026-09-18", "2026-09-23", "2026-10-09"),  # make-up Sunday 20th, both holidays between
        ("2026-10-01", "2026-10-09", "2026-10-20"),  # on a holiday; Saturday the 10th is worked
    ],
)
def test_a_clock_begins_on_the_day_of_receipt(on, received, entered, due):
    begun = on(entered, received)
    assert (begun.started_on.isoformat(), begun.due_on.isoformat()) == (received, due)


def test_a_date_past_the_announced_calendar_stays_provisional(on):
    begun = on("2027-01-04", "2026-12-18")
    assert (begun.due_on, begun.provisional) == (date(2027, 1, 4), True)


def test_a_clock_is_held_on_the_day_of_receipt_and_has_the_rest_left_when_it_goes_on(on):
    on("2026-08-31")
    held = on("2026-09-09", "2026-09-02", held=["answer"])
    assert (held.due_on, held.used) == (None, 2)

    assert on("2026-09-24").due_on == calendar.Calendar().add(date(2026, 9, 24), 8)


def test_a_receipt_before_an_extension_was_granted_leaves_the_extension_whole(case, on):
    on("2026-08-31")
    with clock.at(moment("2026-09-04")):
        clocks.extend(case.id, "answer", 10, "条例 21")
    held = on("2026-09-10", "2026-09-02", held=["answer"])
    assert held.total - held.used == 18


def test_a_receipt_in_the_extension_uses_the_days_up_to_it(case, on):
    on("2026-08-31")
    with clock.at(moment("2026-09-04")):
        clocks.extend(case.id, "answer", 10, "条例 21")
    assert on("2026-09-22", "2026-09-16", held=["answer"]).used == 12


def test_a_clock_goes_on_and_starts_anew_as_of_the_receipt(case, on):
    on("2026-08-31")
    on("2026-09-02", held=["answer"])
    with clock.at(moment("2026-09-16")), asof.day(date(2026, 9, 14)):
        clocks.restart(case.id, "answer", "supplement")
    again = on("2026-09-16", "2026-09-14")
    assert (again.started_on, again.running_since) == (date(2026, 9, 14), date(2026, 9, 14))


def test_a_clock_whose_last_day_has_passed_meanwhile_rings_at_once_as_of_that_day(case, on):
    begun = on("2026-09-21", "2026-08-31")
    with clock.at(moment("2026-09-21")):
        assert case.wake_at < clock.now()
        assert clocks.expired(case.id) == [begun]
        clocks.fire(begun)
    assert begun.entries[-1].on_date == date(2026, 9, 14)


def test_a_clock_ends_on_the_day_of_receipt_and_lists_no_day_after_it(case, on):
    on("2026-08-31")
    on("2026-09-10", "2026-09-03", carried=())
    ended = clocks.latest(case.id, "answer")
    assert duedays.ended_on(ended) == date(2026, 9, 3)
    assert duedays.days_of(ended)[-1].day.day == date(2026, 9, 3)


def test_every_day_is_explained_from_the_receipt_on(on):
    listed = duedays.days_of(on("2026-09-01", "2026-08-28"))
    assert (listed[0].day.day, listed[0].status) == (date(2026, 8, 28), "start")
    assert [d.number for d in listed if d.number][-1] == 10


def test_another_calendar_counts_the_days_up_to_the_receipt_again(on):
    on("2026-08-31")
    held = on("2026-09-09", "2026-09-02", held=["answer"])
    clocks.recount(held, calendar.Calendar({date(2026, 9, 1): (False, "临时放假")}))
    assert held.used == 1


def test_nothing_can_have_been_done_before_a_clock_last_went_on(on):
    on("2026-08-31")
    on("2026-09-02", held=["answer"])
    assert clocks.last_turn(on("2026-09-07")) == date(2026, 9, 7)


def test_no_day_to_come_counts(app):
    to_come = date(2026, 9, 1)
    with (
        clock.at(moment("2026-08-31")),
        pytest.raises(ValueError, match="still to come"),
        asof.day(to_come),
    ):
        pass


def test_after_the_command_today_counts_again_even_if_it_failed(app):
    with clock.at(moment("2026-08-31")):
        with pytest.raises(ZeroDivisionError), asof.day(date(2026, 8, 3)):
            raise ZeroDivisionError
        assert asof.today() == date(2026, 8, 31)
