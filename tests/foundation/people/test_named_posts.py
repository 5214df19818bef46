"""Named posts and the record of who held them when."""

from datetime import timedelta

import pytest

from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotAllowed
from app.foundation.identity import queries, tenure
from app.foundation.people import directory, named_posts
from tests.support.people import account

PASSWORD = "a quiet river in spring"


def unit_id(code="JTW"):
    return queries.unit_by_code(code).id


def posts(login, *wanted, **more):
    with transaction():
        one = account(login)
        known = more.pop("known", one.post_names)
        directory.change_posts(one, wanted, known=known, **more)


def close(login):
    with transaction():
        directory.close_account(account(login))


def open_account(login, *held, **more):
    with transaction():
        return directory.open_account(
            login, unit_code="JTW", post_names=held, display_post="市交通委第二岗",
            password=PASSWORD, **more,
        )  # fmt: skip


def test_a_unit_with_an_officer_and_a_head_takes_part(app):
    named_posts.check_named_post(unit_id())


@pytest.mark.parametrize(
    ("closed", "lacking"),
    [("jtw_share", "sharing_officer"), ("jtw_head", "unit_approver")],
)
def test_a_unit_without_one_of_the_two_does_not(app, closed, lacking):
    close(closed)

    assert named_posts.missing(unit_id()) == [lacking]
    with pytest.raises(NotAllowed):
        named_posts.check_named_post(unit_id())


def test_a_post_is_held_since_the_account_was_opened(app):
    opened = open_account("jtw_second", "sharing_officer")

    (term,) = tenure.of_account(opened.id)
    assert (term.post, term.from_at, term.until_at) == ("sharing_officer", clock.now(), None)


def test_it_can_be_said_later_who_held_a_post_on_a_day(app):
    (term,) = tenure.of_account(account("jtw_head").id)
    began = term.from_at
    with clock.at(began + timedelta(days=200)):
        open_account("jtw_second", "unit_approver")
        close("jtw_head")

    def held(days):
        terms = tenure.of_unit(unit_id(), began + timedelta(days=days))
        return [one.account.login for one in terms if one.post == "unit_approver"]

    assert held(150) == ["jtw_head"]
    assert held(250) == ["jtw_second"]


def test_a_reopened_account_begins_a_new_term(app):
    close("jtw_head")
    with transaction():
        directory.reopen_account(account("jtw_head"))

    assert [one.until_at is None for one in tenure.of_account(account("jtw_head").id)] == [
        True,
        False,
    ]


def test_one_hand_submits_and_approves_only_where_somebody_confirms_it(app):
    with pytest.raises(Invalid) as warned:
        posts("jtw_share", "sharing_officer", "unit_approver")
    assert list(warned.value.fields) == ["confirmed"]
    with pytest.raises(Invalid):
        open_account("jtw_second", "sharing_officer", "unit_approver")

    posts("jtw_share", "sharing_officer", "unit_approver", confirmed=True)

    assert account("jtw_share").post_names == {"sharing_officer", "unit_approver"}


def test_who_comes_second_learns_which_posts_the_account_holds_by_now(app):
    posts("jtw_share", "sharing_officer", "archivist")

    with pytest.raises(Conflict, match="归档"):
        posts("jtw_share", "sharing_officer", "assessor", known={"sharing_officer"})

    assert account("jtw_share").post_names == {"sharing_officer", "archivist"}


@pytest.mark.parametrize("wanted", [(), ("king",)])
def test_an_account_holds_at_least_one_post_that_there_is(app, wanted):
    with pytest.raises(Invalid) as refused:
        posts("jtw_share", *wanted)

    assert list(refused.value.fields) == ["posts"]


def test_the_last_system_administrator_stays(app):
    with pytest.raises(Conflict):
        close("xxb_sys")
    with pytest.raises(Conflict):
        posts("xxb_sys", "archivist")

    open_account("jtw_admin", "sysadmin")
    close("xxb_sys")

    assert not account("xxb_sys").active


def test_a_reset_password_is_new_each_time_and_ends_every_session(app):
    before = account("jtw_share").session_nonce
    with transaction():
        made = {directory.reset_password(account("jtw_share")) for _time in range(3)}

    assert len(made) == 3
    assert min(map(len, made)) == 24
    assert account("jtw_share").session_nonce != before
    db.session.rollback()
