"""Working days, to the day."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from app.foundation.calendar import Calendar

CALENDAR = Calendar()


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-09-18", 1, "2026-09-20"),  # a make-up Sunday counts
        ("2026-09-18", 10, "2026-10-09"),  # over the National Day holiday
        ("2026-02-13", 1, "2026-02-14"),  # a make-up Saturday before the Spring Festival
        ("2025-12-31", 1, "2026-01-04"),
        ("2026-06-18", 1, "2026-06-22"),  # over the Dragon Boat holiday
        ("2026-08-31", 10, "2026-09-14"),
    ],
)
def test_the_start_day_is_not_counted_and_make_up_days_are(start, days, due):
    assert CALENDAR.add(date.fromisoformat(start), days) == date.fromisoformat(due)


def test_a_budget_used_up_runs_out_on_the_day_itself():
    assert CALENDAR.add(date(2026, 9, 18), 0) == date(2026, 9, 18)


def test_a_budget_used_up_on_a_day_off_runs_out_on_the_next_working_day():
    assert CALENDAR.add(date(2026, 10, 1), 0) == date(2026, 10, 8)


def test_counting_and_adding_agree_on_every_day_of_two_years():
    day = date(2025, 1, 1)
    while day < date(2026, 11, 1):
        due = CALENDAR.add(day, 7)
        assert CALENDAR.count(day, due) == 7
        assert CALENDAR.is_workday(due)
        day += timedelta(days=1)


def test_the_two_packages_agree_on_every_announced_day_but_one():
    known = holidays.country_holidays("CN", years=range(2004, 2027))
    day, differing = date(2004, 1, 1), []
    while day <= date(2026, 12, 31):
        if known.is_working_day(day) != chinese_calendar.is_workday(day):
            differing.append(day)
        day += timedelta(days=1)
    assert differing == [date(2005, 12, 31)]


def test_a_date_past_the_announced_calendar_is_known_as_such():
    due = CALENDAR.add(date(2026, 12, 18), 10)
    assert due == date(2027, 1, 4)
    assert not CALENDAR.is_announced(due)
    assert CALENDAR.describe(due).provisional


def test_statutory_holidays_of_a_year_not_announced_are_off():
    new_year = CALENDAR.describe(date(2027, 1, 1))
    assert (new_year.is_workday, new_year.kind, new_year.provisional) == (False, "holiday", True)
    assert new_year.name


def test_a_holiday_has_a_chinese_and_an_english_name():
    day = CALENDAR.describe(date(2026, 10, 1))
    assert (day.kind, day.name, day.name_en) == ("holiday", "国庆节", "National Day")


def test_a_make_up_day_says_what_for():
    day = CALENDAR.describe(date(2026, 9, 20))
    assert (day.kind, day.is_workday) == ("make_up", True)


def test_imported_days_go_before_everything():
    imported = Calendar({date(2027, 1, 4): (False, "元旦")}, frozenset({2027}))
    assert imported.add(date(2026, 12, 18), 10) == date(2027, 1, 5)
    assert imported.is_announced(date(2027, 6, 1))
    assert imported.horizon() == date(2027, 12, 31)


def test_an_imported_make_up_weekend_is_a_working_day():
    imported = Calendar({date(2027, 1, 3): (True, "元旦调休")}, frozenset({2027}))
    assert imported.describe(date(2027, 1, 3)).kind == "make_up"
