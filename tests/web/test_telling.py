"""How one is told: the page of choices, and the private calendar."""

import re
from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select, update

from app.domain.meetings.models import Meeting
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.identity.models import FeedToken
from app.foundation.identity.queries import unit_by_code
from app.foundation.notices import KINDS
from app.foundation.notices.models import NoticeChoice
from app.workflow.models import InstanceParty
from tests.support.desks import open_task
from tests.support.people import account

ADDRESS = re.compile(r'value="(http[^"]+\.ics)"')


def feed_of(desks, login):
    """Open the account's calendar; the path of its address."""
    page = desks.at(login).post("/account/calendar")
    return ADDRESS.search(page.text)[1].partition("localhost")[2]


def events(app, path):
    """What a calendar program finds there, without signing in."""
    answer = app.test_client().get(path)
    assert answer.status_code == 200, answer.status_code
    return icalendar.Calendar.from_ical(answer.data).walk("VEVENT")


def test_a_choice_is_kept_and_shown_again(desks):
    client = desks.at("gsj_share")
    client.post("/account/notices", data={"mail_data_provided": "digest", "email": "a@b.gov.cn"})

    kept = db.session.get(NoticeChoice, (account("gsj_share").id, "data_provided"))
    assert (kept.mail, kept.shown) == ("digest", False)
    assert account("gsj_share").email == "a@b.gov.cn"
    assert 'value="a@b.gov.cn"' in client.get("/account/notices").text


def test_what_one_answers_for_cannot_be_hidden(desks):
    desks.at("gsj_share").post("/account/notices", data={"email": ""})

    hidden = select(NoticeChoice.kind).where(NoticeChoice.shown.is_(False))
    assert set(db.session.scalars(hidden)).isdisjoint({"deadline_missed", "supervision_issued"})


@pytest.mark.parametrize(
    "typed", ["nobody", "a@b", "a b@c.cn", "x" * 250 + "@b.cn", "a@b.cn\nBcc: c@d.cn"]
)
def test_what_is_no_address_is_refused_and_nothing_is_kept(desks, typed):
    before = account("gsj_share").email
    answer = desks.at("gsj_share").post(
        "/account/notices", data={"email": typed, "mail_urged": "none"}
    )

    db.session.expire_all()
    assert answer.status_code == 422
    assert account("gsj_share").email == before
    assert db.session.scalars(select(NoticeChoice)).all() == []


def test_a_way_of_mailing_that_does_not_exist_changes_nothing(desks):
    desks.at("gsj_share").post("/account/notices", data={"mail_urged": "pigeon", "email": ""})

    assert db.session.get(NoticeChoice, (account("gsj_share").id, "urged")).mail == "now"


def test_every_kind_of_notice_can_be_chosen(desks):
    page = desks.at("gsj_share").get("/account/notices").text

    assert [kind for kind in KINDS if f'name="mail_{kind}"' not in page] == []


def test_a_deadline_is_in_the_calendar_of_whoever_must_keep_it(app, desks):
    task = desks.ask()

    (event,) = events(app, feed_of(desks, "gsj_share"))
    assert event["DTSTART"].dt == task.due_on
    assert f"/tasks/{task.id}" in event["URL"]
    assert events(app, feed_of(desks, "hbj_share")) == []


def test_a_meeting_is_in_the_calendar_of_those_who_sit_there(app, desks):
    with transaction():
        held_on = clock.today() + timedelta(days=7)
        group = unit_by_code("LDXZ").id
        meeting = Meeting(
            group_id=group, held_on=held_on, begins="14:30", by_id=account("ldxz_sec").id
        )
        db.session.add(meeting)

    (event,) = events(app, feed_of(desks, "ldxz_sec"))
    assert event["DTSTART"].dt.isoformat() == f"{held_on}T14:30:00+08:00"
    assert events(app, feed_of(desks, "gsj_share")) == []


def test_a_new_address_makes_the_old_one_worthless(app, desks):
    old, new = feed_of(desks, "gsj_share"), feed_of(desks, "gsj_share")

    assert app.test_client().get(old).status_code == 404
    assert app.test_client().get(new).status_code == 200


def test_a_closed_calendar_and_a_closed_account_have_none(app, desks):
    closed, left = feed_of(desks, "gsj_share"), feed_of(desks, "jtw_share")
    desks.at("gsj_share").post("/account/calendar/close")
    with transaction():
        account("jtw_share").active = False

    assert app.test_client().get(closed).status_code == 404
    assert app.test_client().get(left).status_code == 404


@pytest.mark.parametrize("guess", ["x", "x" * 5000, "%00", "ü"])
def test_a_guess_finds_nothing(app, guess):
    assert app.test_client().get(f"/calendar/{guess}.ics").status_code == 404


def test_the_secret_itself_is_not_kept(desks):
    path = feed_of(desks, "gsj_share")

    secret = path.rsplit("/", 1)[1].removesuffix(".ics")
    kept = db.session.scalars(select(FeedToken)).one()
    assert secret not in (kept.sha256, str(kept.account_id))


def test_no_notice_leads_to_a_case_that_the_unit_has_left(desks):
    case_id = desks.ask().instance_id
    assert (
        f"/tasks/{open_task('provider_response').id}" in desks.at("gsj_share").get("/notices/").text
    )

    with transaction():  # as when a substitute's provider takes over
        mine = InstanceParty.unit_id == account("gsj_share").unit_id
        db.session.execute(update(InstanceParty).where(mine).values(visible_at=None))

    page = desks.at("gsj_share").get("/notices/").text
    assert "提供单位答复" in page
    assert 'href="/tasks/' not in page.partition("<main")[2]
    assert f"/cases/{case_id}" not in page
