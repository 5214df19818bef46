"""What administrators set: by two persons, within the law, for what begins from then on."""

from datetime import date

import pytest

from app.foundation import calendar, clock
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from app.foundation.notices import Notice, texts
from app.foundation.people import absence
from app.jobs.worker import work_off
from app.workflow import forecast
from app.workflow.checks import limits
from app.workflow.ledger import Clock, DeadlineRule
from app.workflow.studio.settings import changes, days, deadlines
from app.workflow.studio.settings.models import CALENDAR, DEADLINE, NOTICE
from tests.support.people import account

WHY = "市政府会议要求"


@pytest.fixture
def one(app):
    return account("xxb_proc")


@pytest.fixture
def other(app):
    return account("xxb_proc2")


def propose(who, rule="consider", **wanted):
    with transaction():
        stands = deadlines.before(rule)
        return changes.propose(DEADLINE, rule, stands | wanted, WHY, who).id


def in_force(who, other, rule="consider", **wanted):
    number = propose(who, rule, **wanted)
    with transaction():
        changes.confirm(number, other)
    return number


def amount(rule="consider"):
    db.session.expire_all()
    return db.session.get_one(DeadlineRule, rule).amount


def test_other_days_are_in_force_when_a_second_person_says_so(one, other):
    number = propose(one, amount=7, source="本市规定")
    assert amount() == 10

    with transaction():
        changes.confirm(number, other)

    assert amount() == 7
    assert db.session.get_one(DeadlineRule, "consider").source == "本市规定"


def test_nobody_confirms_or_refuses_an_own_proposal(one):
    number = propose(one, amount=7)

    for act in (changes.confirm, lambda n, w: changes.refuse(n, w, "no")):
        with pytest.raises(NotAllowed), transaction():
            act(number, one)

    assert amount() == 10


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("answer", {"amount": 11}),  # 条例 21: ten working days at most
        ("answer_unconditional", {"amount": 2}),
        ("provide", {"amount": 21}),  # 条例 22
        ("keep_records", {"amount": 2}),  # 条例 29: three years at least
        ("consider", {"amount": 0}),
        ("consider", {"amount": -1}),
        ("consider", {"amount": 251}),
        ("consider", {"amount": "ten"}),
        ("consider", {"amount": "９"}),
        ("consider", {"amount": 9, "source": " "}),
        ("consider", {"amount": 9, "source": "x" * 101}),
        ("consider", {}),
    ],
)
def test_days_past_the_law_or_past_sense_are_refused(one, rule, wanted):
    with pytest.raises(Invalid):
        propose(one, rule, **wanted)


def test_a_limit_of_the_law_may_be_shortened(one, other):
    in_force(one, other, "answer", amount=8)

    assert amount("answer") == 8
    assert limits.too_long("answer", 10, "working_day") is None


def test_a_running_clock_keeps_its_days_and_the_next_one_has_the_new_ones(desks, one, other):
    desks.ask()
    running = db.session.query(Clock).filter_by(rule="answer").one()
    was = running.due_on

    in_force(one, other, "answer", amount=3)
    desks.ask()

    db.session.expire_all()
    clocks = db.session.query(Clock).filter_by(rule="answer").order_by(Clock.id).all()
    assert [c.budget for c in clocks] == [10, 3]
    assert clocks[0].due_on == was


def test_what_other_days_would_mean_is_shown_and_changes_nothing(desks, one):
    desks.ask()
    rule = db.session.get_one(DeadlineRule, "answer")
    running = db.session.query(Clock).filter_by(rule="answer").one()

    moved = forecast.by_days(rule, 3)

    assert [(m.clock.id, m.was_on) for m in moved] == [(running.id, running.due_on)]
    assert moved[0].would_be == calendar.current().add(running.running_since, 3)
    assert not moved[0].later
    assert forecast.by_days(rule, 10) == []
    db.session.rollback()
    assert running.budget == 10


def told(kind="setting_changed"):
    return {n.account_id for n in db.session.query(Notice).filter_by(kind=kind)}


def test_the_others_are_told_that_a_proposal_waits_and_its_author_how_it_was_decided(one, other):
    number = propose(one, amount=7)
    assert told() == {other.id}

    with transaction():
        changes.confirm(number, other)

    assert told() == {one.id, other.id}


def test_whoever_stands_in_for_the_author_is_no_second_person(one, other):
    days_off = {"from_on": clock.today(), "until_on": clock.today(), "reason": "出差"}
    with transaction():
        absence.arrange(one, colleague=other, **days_off)
        other.posts.clear()
    number = propose(one, amount=7)
    db.session.expire_all()

    with pytest.raises(NotAllowed), transaction():
        changes.confirm(number, account("xxb_proc2"))


def test_two_proposals_for_one_deadline_do_not_overtake_each_other(one, other):
    propose(one, amount=7)

    with pytest.raises(Conflict):
        propose(other, amount=6)


def test_a_change_is_undone_by_its_reverse_and_by_a_second_person_again(one, other):
    number = in_force(one, other, amount=7)

    with transaction():
        back = changes.undo(number, "会议撤销", other).id
    with transaction():
        changes.confirm(back, one)

    assert amount() == 10


def test_what_was_changed_again_since_is_not_undone(one, other):
    first = in_force(one, other, amount=7)
    in_force(one, other, amount=6)

    with pytest.raises(Conflict), transaction():
        changes.undo(first, "撤销", one)


def test_a_proposal_made_on_what_no_longer_stands_is_not_put_in_force(one, other):
    number = propose(one, amount=7)
    with transaction():
        db.session.get_one(DeadlineRule, "consider").amount = 9

    with pytest.raises(Conflict), transaction():
        changes.confirm(number, other)


def test_a_proposal_is_refused_with_a_reason_or_withdrawn_by_its_author(one, other):
    number = propose(one, amount=7)
    with pytest.raises(Invalid), transaction():
        changes.refuse(number, other, " ")
    with transaction():
        changes.refuse(number, other, "没有依据")
    with pytest.raises(Conflict), transaction():
        changes.confirm(number, other)

    again = propose(one, amount=7)
    with pytest.raises(NotAllowed), transaction():
        changes.withdraw(again, other)
    with transaction():
        changes.withdraw(again, one)
    assert amount() == 10


# --- The calendar


def close(who, day, name="台风停工"):
    with transaction():
        years, after = days.closed(day, name)
        return changes.propose(CALENDAR, years, after, WHY, who).id


def test_a_local_closure_moves_due_dates_and_tells_the_holders(desks, one, other):
    desks.ask()
    running = db.session.query(Clock).filter_by(rule="answer").one()
    was, closed = running.due_on, calendar.current().add(running.running_since, 2)

    number = close(one, closed)
    seen = forecast.by_calendar(days.preview(changes.change(number).after, str(closed.year)))
    with transaction():
        changes.confirm(number, other)
    assert work_off("calendar") == 1

    running = db.session.query(Clock).filter_by(rule="answer").one()
    assert running.due_on == calendar.current().add(was, 1)
    assert [m.would_be for m in seen] == [running.due_on]
    assert db.session.query(Notice).filter_by(kind="due_date_moved").count() > 0


def test_a_closure_leaves_the_rest_of_the_year_as_it_was_announced(one, other):
    holiday, make_up = date(2026, 10, 1), date(2026, 9, 20)
    with transaction():
        changes.confirm(close(one, date(2026, 9, 3)), other)

    now = calendar.current()
    assert not now.is_workday(date(2026, 9, 3))
    assert not now.is_workday(holiday) and now.is_workday(make_up)


def test_a_closure_is_undone_and_the_day_works_again(one, other):
    number = close(one, date(2026, 9, 3))
    with transaction():
        changes.confirm(number, other)

    with transaction():
        back = changes.undo(number, "台风未至", one).id
    with transaction():
        changes.confirm(back, other)

    assert calendar.current().is_workday(date(2026, 9, 3))
    assert calendar.current().is_announced(date(2026, 9, 3))


def test_the_announcement_of_a_year_can_be_taken_back_as_a_whole(one, other):
    listed = {date(2027, 1, 1): (False, "元旦"), date(2026, 12, 27): (True, "元旦调休")}
    with transaction():
        years, after = days.announced(listed, complete=True)
        number = changes.propose(CALENDAR, years, after, WHY, one).id
    assert years == "2027"
    with transaction():
        changes.confirm(number, other)
    assert calendar.current().is_announced(date(2027, 5, 1))
    assert calendar.current().is_workday(date(2026, 12, 27))

    with transaction():
        back = changes.undo(number, "误录", one).id
    with transaction():
        changes.confirm(back, other)

    assert not calendar.current().is_announced(date(2027, 5, 1))
    assert not calendar.current().is_workday(date(2026, 12, 27))


def test_a_year_with_a_holiday_unspoken_is_announced_only_when_somebody_says_that_this_is_all(one):
    with pytest.raises(Invalid) as refused:
        days.announced({date(2027, 1, 1): (False, "元旦")})

    assert "complete" in refused.value.fields


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 10, 1), "国庆"),  # off already
        (date(2031, 3, 4), "停工"),  # its year is not announced
        (date(1999, 3, 4), "停工"),
        (date(2026, 9, 3), "  "),
        (date(2026, 9, 3), "x" * 101),
    ],
)
def test_a_closure_that_changes_nothing_or_says_nothing_is_refused(one, day, name):
    with pytest.raises(Invalid):
        close(one, day, name)


# --- Words of notices


def test_the_citys_own_words_are_used_at_once_in_both_languages(one):
    words = {"chinese": "有件待办", "english": "Something waits"}
    with transaction():
        number = changes.propose(NOTICE, "task_assigned", words, WHY, one).id

    assert texts.named("task_assigned") == "有件待办"
    with transaction():
        changes.undo(number, "改回", one)
    assert texts.named("task_assigned") != "有件待办"


def test_a_line_stands_below_every_mail(one):
    words = {"chinese": "咨询电话：12345", "english": "Questions: 12345"}
    with transaction():
        changes.propose(NOTICE, "footer", words, WHY, one)

    notice = Notice(kind="case_closed", params={}, instance_id=None, created_at=clock.now())
    assert texts.body(notice).endswith("咨询电话：12345\n")


@pytest.mark.parametrize(
    "words",
    [
        {"chinese": "只有中文", "english": ""},
        {"chinese": "", "english": "only English"},
        {"chinese": "两\n行", "english": "two lines"},
        {"chinese": "a\r\nBcc: x@y", "english": "b"},
        {"chinese": "字" * 61, "english": "b"},
    ],
)
def test_words_that_would_leave_a_reader_out_or_forge_a_header_are_refused(one, words):
    with pytest.raises(Invalid), transaction():
        changes.propose(NOTICE, "task_assigned", words, WHY, one)


def test_there_is_no_setting_of_an_unknown_name(one):
    with pytest.raises(NotFound):
        changes.propose(NOTICE, "nothing", {}, WHY, one)
    with pytest.raises(NotFound):
        changes.propose(DEADLINE, "nothing", {"amount": 1, "source": "x"}, WHY, one)
