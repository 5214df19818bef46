"""The training log: who may write, what is turned down, nothing rewritten in silence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.identity import acting, queries
from app.foundation.people import training, training_log, units
from app.foundation.people.models import TrainingRecord
from tests.support.people import account

GIVEN = training.Entry(
    account_id=None, holder="市交通委综合岗", course="政务信息共享培训", kind="sharing",
    begins_on=date(2026, 8, 3), ends_on=date(2026, 8, 4), hours=Decimal("12.0"),
    result="passed", certificate="培2026-001",
)  # fmt: skip


def given(**changes):
    return training.Entry(**(vars(GIVEN) | changes))


def record(login="jtw_head", unit="JTW", **changes):
    with acting.as_account(account(login)), transaction():
        made = training.record(account(login), queries.unit_by_code(unit), given(**changes))
        return made.id


def found(number):
    return db.session.get_one(TrainingRecord, number)


def test_the_head_of_a_unit_records_who_was_trained(app):
    number = record(account_id=account("jtw_share").id)

    assert found(number).recorded_by.login == "jtw_head"
    assert found(number).account.login == "jtw_share"


def test_the_system_administrator_records_for_every_unit(app):
    assert found(record("xxb_sys")).unit.code == "JTW"


@pytest.mark.parametrize(
    ("login", "error"),
    [
        ("jtw_share", NotAllowed),
        ("gsj_head", NotFound),
        ("xxb_audit", NotAllowed),
        ("xxb_head", NotAllowed),
    ],
)
def test_nobody_else_does(app, login, error):
    with pytest.raises(error):
        record(login)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"holder": ""}, "holder"),
        ({"holder": "岗" * 101}, "holder"),
        ({"course": ""}, "course"),
        ({"course": "课" * 201}, "course"),
        ({"kind": "cooking"}, "kind"),
        ({"result": "bribed"}, "result"),
        ({"begins_on": None}, "begins_on"),
        ({"begins_on": date(1999, 1, 1)}, "begins_on"),
        ({"ends_on": date(2026, 8, 2)}, "ends_on"),
        ({"ends_on": date(2027, 1, 1)}, "ends_on"),
        ({"hours": None}, "hours"),
        ({"hours": Decimal(0)}, "hours"),
        ({"hours": Decimal("-3")}, "hours"),
        ({"hours": Decimal(1000)}, "hours"),
        ({"certificate": "证" * 61}, "certificate"),
    ],
)
def test_what_cannot_be_is_turned_down_on_its_field(app, changes, field):
    with pytest.raises(Invalid) as refused:
        record(**changes)

    assert list(refused.value.fields) == [field]


def test_nobody_is_trained_for_another_unit(app):
    with pytest.raises(Invalid) as refused:
        record(account_id=account("gsj_share").id)

    assert list(refused.value.fields) == ["account"]


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("12", Decimal("12.0")), ("1.5", Decimal("1.5")), ("", None), ("NaN", None),
        ("1e999999", None), ("Infinity", None), ("abc", None), ("99999999999999999999", None),
    ],
)  # fmt: skip
def test_hours_are_a_number(typed, hours):
    assert training.hours(typed) == hours


def test_a_correction_leaves_what_was_said_before(app):
    number = record()

    with acting.as_account(account("jtw_head")), transaction():
        training.correct(account("jtw_head"), number, given(result="failed", certificate=""), 1)

    assert (found(number).result, found(number).version) == ("failed", 2)
    corrected, _entered = units.history(f"training:{number}", training_log.CHANGES)
    assert corrected.changes == {"result": ["passed", "failed"], "certificate": ["培2026-001", ""]}


def test_of_two_corrections_at_once_the_second_looks_again(app):
    number = record()
    with transaction():
        training.correct(account("jtw_head"), number, given(course="甲"), 1)

    with pytest.raises(Conflict), transaction():
        training.correct(account("xxb_sys"), number, given(course="乙"), 1)

    assert found(number).course == "甲"


def test_a_record_struck_out_stays_readable_and_counts_no_more(app):
    number = record()
    with transaction():
        training.withdraw(account("jtw_head"), number, "登错了")

    rows = db.session.execute(training_log.overview(2026)).all()
    assert [records for unit, records, *_rest in rows if unit.code == "JTW"] == [0]
    (shown,) = db.session.scalars(training_log.of_unit(queries.unit_by_code("JTW").id))
    assert shown.withdrawn_at is not None
    with pytest.raises(Conflict), transaction():
        training.correct(account("jtw_head"), number, given(), 2)


def test_striking_out_needs_a_reason(app):
    number = record()
    with pytest.raises(Invalid), transaction():
        training.withdraw(account("jtw_head"), number, "  ")

    assert found(number).withdrawn_at is None


def test_the_overview_counts_people_and_hours_of_one_year(app):
    record(account_id=account("jtw_share").id)
    record(account_id=account("jtw_share").id, hours=Decimal("1.5"))
    record()
    record(begins_on=date(2025, 3, 1), ends_on=date(2025, 3, 1))

    (row,) = [r for r in db.session.execute(training_log.overview(2026)) if r[0].code == "JTW"]
    assert tuple(row[1:]) == (3, 2, Decimal("25.5"), date(2026, 8, 4))


def test_the_overview_finds_the_units_without_training_this_year(app):
    record()
    record("xxb_sys", "GSJ", begins_on=date(2025, 3, 1), ends_on=date(2025, 3, 1))

    none = [r[0].code for r in db.session.execute(training_log.overview(2026, only="none"))]
    some = [r[0].code for r in db.session.execute(training_log.overview(2026, only="some"))]
    longest = [r[0].code for r in db.session.execute(training_log.overview(2026, order="last"))]

    assert some == ["JTW"]
    assert "GSJ" in none
    assert not {"JTW", "LDXZ"} & set(none)  # a leading body is trained by nobody
    assert longest[-2:] == ["GSJ", "JTW"]


def test_the_last_day_may_be_today_and_not_later(app):
    record(begins_on=clock.today(), ends_on=clock.today())
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Invalid):
        record(ends_on=tomorrow)
