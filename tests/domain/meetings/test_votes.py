"""Who votes on a matter, for whom, and until when."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.meetings import queries
from app.domain.meetings.models import Member, Recusal
from app.domain.meetings.services import seats
from app.domain.sharing import ballots, records
from app.domain.sharing.models.decision import Decision, Vote
from app.domain.sharing.services import entrusted
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotAllowed, Refused
from app.foundation.identity.models import Unit
from tests.domain.meetings import group
from tests.domain.meetings.group import FRIDAY, SECRETARY, a_matter, as_, matter, vote
from tests.domain.sharing.cases import do

PARTY_HEAD = "gsj_head"


def seat(code: str) -> Member:
    found = select(Member).join(Unit, Unit.id == Member.unit_id).where(Unit.code == code)
    return db.session.scalars(found.order_by(Member.id.desc())).first()


def end_seat(code: str) -> None:
    number = seat(code).id
    with as_(SECRETARY) as account:
        seats.end(account.unit_id, number, clock.today())


def add_seat(code: str, from_on=None) -> None:
    with as_(SECRETARY) as account:
        seats.add(
            account.unit_id,
            "member",
            unit=code,
            login="",
            post="主任岗",
            from_on=from_on or clock.today(),
            note="",
        )


def tally(case):
    return ballots.of(matter(case)).tally


def test_those_in_office_on_the_day_of_the_call_vote(app):
    end_seat("DAJ")
    clock.hand_in(clock.now() + timedelta(days=1))

    case = a_matter()

    voters = records.agenda_item(case.id).voters
    assert "DAJ" not in voters
    assert len(voters) == 12


def test_a_unit_that_joins_later_does_not_vote_on_what_was_called_before(app):
    case = a_matter()

    add_seat("GAJ")

    assert "GAJ" not in records.agenda_item(case.id).voters


def test_a_member_that_left_before_the_count_keeps_its_vote(app):
    case = a_matter()
    vote(case, "daj_head")

    end_seat("DAJ")

    assert tally(case).approve == 1


def test_a_party_that_is_a_member_is_recorded_as_recused(app):
    add_seat("GSJ")

    case = a_matter()

    recused = db.session.scalars(select(Recusal)).all()
    assert [(one.unit.code, one.kind) for one in recused] == [("GSJ", "party")]
    assert "GSJ" not in records.agenda_item(case.id).voters


def test_the_holder_of_a_proxy_votes_for_the_member(app):
    case = a_matter()
    group.grant("CZJ", "fgw_head")

    group.vote_by_proxy(case, "fgw_head", "reject")

    cast = db.session.scalars(select(Vote)).one()
    assert (cast.unit.code, cast.vote, cast.proxy_id is not None) == ("CZJ", "reject", True)


def test_who_holds_a_proxy_still_votes_for_its_own_unit(app):
    case = a_matter()
    group.grant("CZJ", "fgw_head")
    group.vote_by_proxy(case, "fgw_head", "reject")

    vote(case, "fgw_head")

    assert (tally(case).approve, tally(case).reject) == (1, 1)


@pytest.mark.parametrize("first", ["member", "proxy"])
def test_of_the_member_and_its_proxy_one_vote_counts(app, first):
    case = a_matter()
    group.grant("CZJ", "czj_share")
    votes = {
        "member": lambda: do(case, "cast_vote", "czj_head", "approve"),
        "proxy": lambda: group.vote_by_proxy(case, "czj_share", "reject"),
    }
    votes.pop(first)()

    with pytest.raises(Refused):
        next(iter(votes.values()))()

    assert tally(case).voted == 1


@pytest.mark.parametrize(
    ("unit", "login"), [("DAJ", "fgw_head"), ("CZJ", "daj_head")], ids=["holder", "member"]
)
def test_one_holder_votes_for_one_member_and_a_member_has_one(app, unit, login):
    a_matter()
    group.grant("CZJ", "fgw_head")

    with pytest.raises(Invalid):
        group.grant(unit, login)


@pytest.mark.parametrize("login", ["gaj_head", "fgw_share", "ldxz_sec"])
def test_a_proxy_is_held_by_the_own_unit_or_another_members_head(app, login):
    a_matter()

    with pytest.raises(Invalid) as wrong:
        group.grant("CZJ", login)

    assert set(wrong.value.fields) == {"login"}


def test_a_party_does_not_vote_for_another_in_its_own_dispute(app):
    add_seat("GSJ")
    case = a_matter()
    group.grant("CZJ", PARTY_HEAD)

    with pytest.raises(Exception, match="no such matter"):
        group.vote_by_proxy(case, PARTY_HEAD)

    assert tally(case).voted == 0


def test_who_recused_itself_does_not_vote_for_another_either(app):
    case = a_matter()
    group.grant("CZJ", "fgw_head")
    group.recuse(case, "fgw_head")

    with pytest.raises(NotAllowed):
        group.vote_by_proxy(case, "fgw_head")


def test_a_proxy_is_revoked_until_it_is_used(app):
    case = a_matter()
    number = group.grant("CZJ", "fgw_head")
    group.vote_by_proxy(case, "fgw_head")

    with pytest.raises(Conflict), as_(SECRETARY) as account:
        entrusted.revoke_proxy(number, account.unit_id)


def test_a_revoked_proxy_is_worth_nothing(app):
    case = a_matter()
    number = group.grant("CZJ", "fgw_head")
    with as_(SECRETARY) as account:
        entrusted.revoke_proxy(number, account.unit_id)

    with pytest.raises(NotAllowed):
        group.vote_by_proxy(case, "fgw_head")

    assert queries.proxies(matter(case).meeting_id) == []


def test_a_recused_member_is_not_entitled_any_more(app):
    case = a_matter()

    group.recuse(case, "fgw_head")

    assert tally(case).entitled == 12
    assert db.session.scalars(select(Vote)).all() == []
    assert group.open_votes(case) == 12


def test_a_recusal_lowers_the_quorum_and_the_decision_is_counted_without_it(app):
    case = a_matter()
    vote(case, "swb_head", "szfb_head", "bb_head", "jcj_head", "tjj_head", "fzb_head")
    assert tally(case).below_half
    group.recuse(case, "fgw_head")
    assert not tally(case).below_half
    group.let_it_be(FRIDAY, 23)
    vote(case, "bmj_head", "xxb_head", "czj_head", "zjj_head", "rsj_head", "daj_head")

    do(case, "record_decision", SECRETARY, "provide", **group.PROVIDE)

    decided = db.session.scalars(select(Decision)).one()
    assert (decided.entitled, decided.approve) == (12, 12)


def test_a_recusal_needs_a_reason(app):
    case = a_matter()

    with pytest.raises(Invalid) as wrong:
        group.recuse(case, "fgw_head", "")

    assert "recusal_reason" in wrong.value.fields
    assert group.open_votes(case) == 13


def test_who_has_voted_is_not_recused_any_more(app):
    case = a_matter()
    vote(case, "fgw_head")

    with pytest.raises(Conflict):
        group.recuse(case, "fgw_head")


@pytest.mark.parametrize("how", ["vote", "proxy", "recusal"])
def test_after_the_day_of_the_meeting_nothing_of_it_is_taken(app, how):
    case = a_matter()
    group.grant("CZJ", "fgw_head")
    group.let_it_be(FRIDAY + timedelta(days=1), 0)  # the clock has not rung yet

    with pytest.raises(Conflict, match="votes are closed"):
        {
            "vote": lambda: vote(case, "fgw_head"),
            "proxy": lambda: group.vote_by_proxy(case, "fgw_head"),
            "recusal": lambda: group.recuse(case, "fgw_head"),
        }[how]()

    assert (tally(case).voted, tally(case).entitled) == (0, 13)


def test_nobody_is_given_a_proxy_after_the_meeting(app):
    a_matter()
    group.let_it_be(FRIDAY + timedelta(days=1))

    with pytest.raises(Conflict):
        group.grant("CZJ", "fgw_head")
