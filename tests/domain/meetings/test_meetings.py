"""Plan, move, call and cancel meetings; what stands on their agenda."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.domain.meetings import lists, queries
from app.domain.meetings.models import Matter
from app.domain.meetings.services import agenda, resolutions, seats, sittings
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid
from app.foundation.identity import queries as people
from app.foundation.notices import Notice
from app.jobs.resolutions import follow_up
from tests.domain.meetings import group
from tests.domain.meetings.group import FRIDAY, MONDAY, SECRETARY, a_matter, as_, meetings, plan
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do
from tests.support.together import at_once

HOLIDAY = date(2026, 10, 1)
NEXT_WEEK = FRIDAY + timedelta(days=3)


def change(meeting_id, version="", **wanted):
    usual = {"held_on": FRIDAY, "begins": "10:00", "place": "二楼", "presiding": None}
    with as_(SECRETARY) as account:
        meeting = sittings.locked(meeting_id, account.unit_id, version)
        sittings.change(meeting, **(usual | wanted))


def told(kind):
    found = select(Notice).where(Notice.kind == kind)
    return [one.account_id for one in db.session.scalars(found)]


def account(login):
    return people.account_by_login(login).id


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (HOLIDAY, "国庆节"),
        (MONDAY + timedelta(days=5), "周末"),
        (MONDAY - timedelta(days=3), "已过"),
        (None, "日期"),
    ],
    ids=["holiday", "weekend", "past", "none"],
)
def test_a_meeting_is_planned_on_a_working_day_today_or_later(app, day, said):
    with pytest.raises(Invalid) as wrong:
        plan(day)

    assert set(wrong.value.fields) == {"held_on"}
    assert meetings() == []


def test_a_holiday_is_refused_with_its_name(app):
    with pytest.raises(Invalid) as wrong:
        plan(HOLIDAY)

    assert "国庆节" in wrong.value.fields["held_on"][0]


def test_a_matter_is_not_put_on_a_holiday_either(app):
    case = group.referred()

    with pytest.raises(Invalid) as wrong:
        do(case, "prepare_agenda", SECRETARY, **group.AGENDA, meeting_date=HOLIDAY.isoformat())

    assert "国庆节" in wrong.value.fields["meeting_date"][0]
    assert meetings() == []


def test_there_is_one_meeting_a_day(app):
    plan()

    with pytest.raises(Invalid) as wrong:
        plan()

    assert set(wrong.value.fields) == {"held_on"}


def test_a_dispute_joins_the_meeting_of_its_day(app):
    planned = plan()

    case = a_matter()

    assert [one.id for one in meetings()] == [planned]
    assert group.matter(case).meeting_id == planned


def test_a_meeting_comes_into_being_with_its_first_dispute(app):
    case = a_matter()

    assert [one.held_on for one in meetings()] == [FRIDAY]
    assert group.matter(case).title == group.AGENDA["title"]


def test_two_disputes_at_once_make_one_meeting(app):
    waiting = [group.referred(), group.referred()]
    ids = [one.id for one in waiting]

    def prepare(number):
        def deed():
            with app.app_context(), clock.at(cases.clock.at_hour(MONDAY, 11)):
                case = cases.records.case(ids[number])
                do(case, "prepare_agenda", SECRETARY, **group.AGENDA, meeting_date="2026-09-04")
                db.session.remove()
            return True

        return deed

    at_once([prepare(0), prepare(1)])

    assert len(meetings()) == 1
    assert [one.position for one in lists.matters(meetings()[0].id)] == [1, 2]


def test_the_form_offers_the_days_of_planned_meetings(app):
    plan()
    case = group.referred()
    task = cases.open_task(case, "prepare_agenda")

    offers = group.workflow.context(task, people.account_by_login(SECRETARY))

    assert "2026-09-04" in offers.texts["meeting_date"]


def test_while_votes_run_the_meeting_is_not_moved(app):
    a_matter()

    with pytest.raises(Invalid) as wrong:
        change(meetings()[0].id, held_on=NEXT_WEEK)

    assert set(wrong.value.fields) == {"held_on"}
    assert meetings()[0].held_on == FRIDAY


def test_while_votes_run_the_meeting_is_not_cancelled(app):
    a_matter()
    number = meetings()[0].id

    with pytest.raises(Conflict), as_(SECRETARY) as account:
        sittings.cancel(sittings.locked(number, account.unit_id))

    assert meetings()[0].status == "planned"


def test_a_meeting_without_disputes_is_moved_and_those_invited_are_told(app):
    number = plan()
    with as_(SECRETARY) as account:
        sittings.call(sittings.locked(number, account.unit_id))

    change(number, held_on=NEXT_WEEK)

    assert meetings()[0].held_on == NEXT_WEEK
    assert people.account_by_login("fgw_head").id in told("meeting_changed")


def test_the_invitation_reaches_heads_chairs_proxies_and_the_office(app):
    number = plan()
    group.grant("CZJ", "czj_share")
    with as_(SECRETARY) as account:
        sittings.call(sittings.locked(number, account.unit_id))

    invited = told("meeting_called")

    wanted = ("fgw_head", "ldxz_chair1", "ldxz_chair3", "czj_share", "xxb_escal")
    assert {people.account_by_login(login).id for login in wanted} <= set(invited)
    assert people.account_by_login("gaj_head").id not in invited


def test_a_meeting_is_called_when_its_place_is_known_and_once(app):
    number = plan(place="")
    with pytest.raises(Invalid) as wrong, as_(SECRETARY) as account:
        sittings.call(sittings.locked(number, account.unit_id))

    assert set(wrong.value.fields) == {"place"}


def test_of_two_secretaries_who_edit_at_once_the_second_is_told(app):
    number = plan()
    seen = str(meetings()[0].version)
    change(number, seen, place="一楼")

    with pytest.raises(Conflict):
        change(number, seen, place="三楼")

    assert meetings()[0].place == "一楼"


def test_the_order_of_the_agenda_is_changed(app):
    number = plan()
    with as_(SECRETARY) as account:
        meeting = sittings.locked(number, account.unit_id)
        made = [agenda.add_other(meeting, f"议题{n}", "摘要").id for n in range(3)]

    with as_(SECRETARY) as account:
        agenda.reorder(sittings.locked(number, account.unit_id), [made[2], made[0]])

    assert [one.id for one in lists.matters(number)] == [made[2], made[0], made[1]]


def test_a_dispute_is_not_concluded_by_hand(app):
    case = a_matter()
    number = group.matter(case).id
    group.let_it_be(FRIDAY)

    with pytest.raises(Conflict), as_(SECRETARY):
        agenda.conclude(db.session.get_one(Matter, number), "已议")


# --- What comes back to the agenda


def an_overdue_resolution():
    """Resolved at a meeting on Friday, due on the Monday after; now it is Tuesday."""
    number = plan()
    group.let_it_be(FRIDAY)
    with as_(SECRETARY) as account:
        matter = agenda.add_other(sittings.locked(number, account.unit_id), "议题", "摘要")
        made = resolutions.add(
            matter, text="编制目录", unit="GAJ", due_on=NEXT_WEEK, account=account
        ).id
    group.let_it_be(NEXT_WEEK + timedelta(days=1))
    return made


def brought_back():
    db.session.expire_all()
    found = select(Matter).where(Matter.kind == "execution").order_by(Matter.id)
    return [(one.meeting_id, one.follows_id) for one in db.session.scalars(found)]


def test_an_overdue_resolution_stands_on_the_agenda_of_a_meeting_planned_later(app):
    overdue = an_overdue_resolution()

    number = plan(NEXT_WEEK + timedelta(days=3))

    assert brought_back() == [(number, overdue)]


def test_an_overdue_resolution_is_put_on_the_next_meeting_that_is_planned_already(app):
    number = plan(NEXT_WEEK + timedelta(days=3))
    overdue = an_overdue_resolution()

    follow_up()
    follow_up()

    assert brought_back() == [(number, overdue)]


def test_a_meeting_that_nobody_noted_as_held_does_not_keep_an_overdue_resolution(app):
    overdue = an_overdue_resolution()
    missed = plan(NEXT_WEEK + timedelta(days=3))
    group.let_it_be(NEXT_WEEK + timedelta(days=4))

    number = plan(NEXT_WEEK + timedelta(days=8))

    assert brought_back() == [(missed, overdue), (number, overdue)]


def test_of_an_overdue_resolution_people_are_told_once(app):
    an_overdue_resolution()

    follow_up()
    first = told("resolution_overdue")
    follow_up()

    assert sorted(first) == sorted(account(login) for login in ("gaj_head", SECRETARY))
    assert sorted(told("resolution_overdue")) == sorted(first)


def test_a_resolution_due_today_is_not_overdue(app):
    an_overdue_resolution()
    group.let_it_be(NEXT_WEEK)

    follow_up()

    assert told("resolution_overdue") == []


# --- Seats


def add(**wanted):
    usual = {"unit": "GAJ", "login": "", "post": "局长岗", "from_on": MONDAY, "note": ""}
    with as_(SECRETARY) as account:
        return seats.add(account.unit_id, "member", **(usual | wanted)).id


def codes(day):
    return {unit.code for unit in seats.voters(queries.group().id, day)}


def test_the_seats_begin_with_the_units_of_the_register_and_three_chairs(app):
    assert len(codes(MONDAY)) == 13
    assert len(queries.chairs(queries.group().id, MONDAY)) == 3


def test_a_unit_does_not_sit_twice_at_the_same_time(app):
    with pytest.raises(Invalid) as wrong:
        add(unit="FGW")

    assert set(wrong.value.fields) == {"from_on"}


def test_a_term_that_ended_is_kept_and_another_may_follow(app):
    first = add()
    with as_(SECRETARY) as account:
        seats.end(account.unit_id, first, FRIDAY)

    add(from_on=NEXT_WEEK)

    assert "GAJ" in codes(FRIDAY)
    assert "GAJ" not in codes(FRIDAY + timedelta(days=1))
    assert "GAJ" in codes(NEXT_WEEK)


def test_a_term_does_not_end_in_the_past(app):
    number = add()

    with pytest.raises(Invalid), as_(SECRETARY) as account:
        seats.end(account.unit_id, number, MONDAY - timedelta(days=1))


def test_a_seat_is_corrected_while_nothing_has_happened_on_it(app):
    number = add()
    with as_(SECRETARY) as account:
        seats.correct(account.unit_id, number, post="副局长岗", from_on=NEXT_WEEK, until_on=None)
    assert "GAJ" not in codes(FRIDAY)

    with as_(SECRETARY) as account:
        seats.correct(account.unit_id, number, post="局长岗", from_on=MONDAY, until_on=None)
    a_matter()

    with pytest.raises(Conflict), as_(SECRETARY) as account:
        seats.correct(account.unit_id, number, post="局长岗", from_on=NEXT_WEEK, until_on=None)
