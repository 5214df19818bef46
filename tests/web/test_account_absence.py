"""Standing in for a colleague who is away."""

from datetime import timedelta

import pytest

from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.identity import queries
from app.foundation.people import absence
from tests.support import statements
from tests.support.people import account, enter

DAY = timedelta(days=1)


def arrange(away="gaj_head", colleague="gaj_share", first=0, last=5, reason="出差"):
    today = clock.today()
    with transaction():
        return absence.arrange(
            queries.account_by_login(away),
            colleague=queries.account_by_login(colleague),
            from_on=today + first * DAY,
            until_on=today + last * DAY,
            reason=reason,
        ).id


def posts(login):
    db.session.expire_all()
    return queries.account_by_login(login).effective_posts


def test_a_colleague_acts_in_the_posts_of_who_is_away(app):
    arrange()

    assert posts("gaj_share") == {"sharing_officer", "unit_approver"}
    stand_in = queries.account_by_login("gaj_share")
    assert stand_in.on_behalf_of({"unit_approver"}).login == "gaj_head"
    assert stand_in.on_behalf_of({"sharing_officer"}) is None


def test_who_is_away_keeps_the_post_and_gets_no_other(app):
    arrange()

    assert posts("gaj_head") == {"unit_approver"}


def test_before_the_first_day_and_after_the_last_nobody_stands_in(app):
    arrange(first=1, last=2)

    assert posts("gaj_share") == {"sharing_officer"}
    with clock.at(clock.now() + 2 * DAY):
        assert posts("gaj_share") == {"sharing_officer", "unit_approver"}
    with clock.at(clock.now() + 3 * DAY):
        assert posts("gaj_share") == {"sharing_officer"}


def test_standing_in_is_not_passed_on(app):
    arrange("xxb_head", "xxb_share")
    arrange("xxb_share", "xxb_escal")

    assert posts("xxb_escal") == {"escalation_officer", "sharing_officer"}


def test_a_closed_account_lends_its_post_to_nobody(app):
    arrange()
    with transaction():
        account("gaj_head").active = False

    assert posts("gaj_share") == {"sharing_officer"}


def test_the_stand_in_is_counted_among_the_holders_of_the_post(app):
    unit = account("gaj_head").unit_id
    arrange()

    found = {one.login for one in queries.holders(unit, ["unit_approver"])}

    assert found == {"gaj_head", "gaj_share"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"colleague": "gsj_share"}, "colleague"),
        ({"colleague": "gaj_head"}, "colleague"),
        ({"colleague": "nobody"}, "colleague"),
        ({"first": -1}, "from_on"),
        ({"first": 3, "last": 2}, "until_on"),
        ({"last": 400}, "until_on"),
        ({"reason": "  "}, "reason"),
        ({"reason": "长" * 501}, "reason"),
    ],
)
def test_a_faulty_arrangement_is_refused_by_its_field(app, wrong, field):
    with pytest.raises(Invalid) as refused:
        arrange(**wrong)

    assert list(refused.value.fields) == [field]


def test_two_arrangements_do_not_overlap(app):
    arrange(first=0, last=5)

    with pytest.raises(Invalid):
        arrange(first=5, last=9)
    assert arrange(first=6, last=9)


def test_an_arrangement_can_be_ended_early_and_only_once(app):
    made = arrange()

    with transaction():
        absence.end(account("gaj_head"), made)

    assert posts("gaj_share") == {"sharing_officer"}
    with pytest.raises(Conflict):
        absence.end(account("gaj_head"), made)


def test_nobody_ends_the_arrangement_of_another(app):
    made = arrange()

    with pytest.raises(NotFound):
        absence.end(account("gsj_head"), made)


def test_an_absence_is_arranged_and_ended_on_the_account_page(client):
    enter(client, "gaj_head")
    today = clock.today()

    client.post(
        "/account/absences",
        data={
            "colleague": account("gaj_share").id,
            "from_on": today.isoformat(),
            "until_on": (today + DAY).isoformat(),
            "reason": "出差",
        },
    )

    assert "生效中" in client.get("/account").text
    (made,) = queries.delegations(account("gaj_head"))
    client.post(f"/account/absences/{made.id}/end")
    assert "已提前结束" in client.get("/account").text


def test_what_was_typed_is_shown_again_with_its_fault(client):
    enter(client, "gaj_head")

    answer = client.post("/account/absences", data={"reason": "出差去上海", "from_on": "nonsense"})

    assert answer.status_code == 422
    assert "出差去上海" in answer.text
    assert "请选择本单位的一位同事岗位" in answer.text


def test_a_stand_in_has_the_posts_of_the_absent_colleague_as_well(app):
    arrange()
    stand_in = account("gaj_share")
    number, nonce = stand_in.id, stand_in.session_nonce
    db.session.expunge_all()

    found = queries.signed_in(number, nonce, "some session")

    assert found.effective_posts == {"sharing_officer", "unit_approver"}


def test_an_account_with_its_posts_is_read_by_one_statement(app):
    stand_in = account("gaj_share")
    number, nonce = stand_in.id, stand_in.session_nonce
    db.session.expire_all()
    db.session.expunge_all()

    with statements.counted() as asked:
        found = queries.signed_in(number, nonce, "some session")
        assert found.effective_posts == {"sharing_officer"}
        assert found.unit.code == "GAJ"

    assert len(asked) == 1
