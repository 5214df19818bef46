"""The badge of a due date counts the days that its clock counts."""

from datetime import date, datetime

import pytest
from flask_babel import force_locale

from app.foundation import clock
from app.foundation.clock import LOCAL
from app.web.badges import due_badge
from app.workflow.clocks import CALENDAR_DAY, FIXED_DATE, WORKING_DAY
from tests.support.desks import AGREED, APPROVED, DELIVERED, SIGNED, open_task

FRIDAY = datetime(2026, 11, 6, 10, tzinfo=LOCAL)
BEFORE_THE_HOLIDAY = datetime(2026, 9, 28, 10, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("unit", "due", "colour", "chinese", "english"),
    [
        (WORKING_DAY, date(2026, 11, 20), "normal", "还剩 10 个工作日", "10 working days left"),
        (CALENDAR_DAY, date(2026, 11, 20), "normal", "还剩 14 天", "14 days left"),
        (FIXED_DATE, date(2026, 11, 20), "normal", "还剩 14 天", "14 days left"),
        (WORKING_DAY, date(2026, 11, 11), "near", "还剩 3 个工作日", "3 working days left"),
        (CALENDAR_DAY, date(2026, 11, 11), "normal", "还剩 5 天", "5 days left"),
        (WORKING_DAY, date(2026, 11, 9), "near", "还剩 1 个工作日", "1 working day left"),
        (CALENDAR_DAY, date(2026, 11, 7), "near", "还剩 1 天", "1 day left"),
        (WORKING_DAY, date(2026, 11, 6), "soon", "今日到期", "due today"),
        (WORKING_DAY, date(2026, 11, 5), "late", "已超期 1 个工作日", "overdue by 1 working day"),
        (WORKING_DAY, date(2026, 11, 4), "late", "已超期 2 个工作日", "overdue by 2 working days"),
        (CALENDAR_DAY, date(2026, 11, 5), "late", "已超期 1 天", "overdue by 1 day"),
        (FIXED_DATE, date(2026, 11, 4), "late", "已超期 2 天", "overdue by 2 days"),
        (None, date(2026, 11, 20), "normal", "还剩 14 天", "14 days left"),
    ],
)
def test_a_badge_counts_in_the_unit_of_its_clock(app, unit, due, colour, chinese, english):
    with clock.at(FRIDAY):
        with force_locale("zh"):
            assert due_badge(due, unit) == (colour, chinese)
        with force_locale("en"):
            assert due_badge(due, unit) == (colour, english)


def test_a_weekend_after_the_due_day_is_late_but_no_working_day(app):
    with clock.at(datetime(2026, 11, 7, 10, tzinfo=LOCAL)), force_locale("zh"):
        assert due_badge(date(2026, 11, 6), WORKING_DAY) == ("late", "已超期")


def test_the_pages_count_the_working_days_of_an_answer(desks):
    with clock.at(BEFORE_THE_HOLIDAY):
        case_id = desks.apply()
        desks.walk(APPROVED)
        task = open_task("provider_response")
        pages = ("/tasks/", f"/tasks/{task.id}", f"/cases/{case_id}")

        shown = [desks.at("gsj_share").get(page).text for page in pages]

    assert (task.due_on - BEFORE_THE_HOLIDAY.date()).days > 14, "a holiday lies between"
    for page in shown:
        assert "还剩 10 个工作日" in page
        assert "还剩 10 天" not in page


def test_the_pages_count_the_calendar_days_of_a_filing(desks):
    case_id = desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED, *DELIVERED)
    task = open_task("file_provision")
    pages = ("/tasks/", f"/tasks/{task.id}", f"/cases/{case_id}")

    for page in pages:
        assert "还剩 90 天" in desks.at("gsj_share").get(page).text
