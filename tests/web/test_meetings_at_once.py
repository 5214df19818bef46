"""Twelve members vote at the same moment; two secretaries decide at once; one decision stands."""

import pytest
from sqlalchemy import func, select

from app.domain.sharing import ballots
from app.domain.sharing.models.decision import Decision, Vote
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.identity.models import Account, AccountPost
from app.workflow.models import Task
from tests.domain.meetings import group
from tests.domain.meetings.group import FRIDAY
from tests.support.desks import open_task
from tests.support.people import account
from tests.support.together import at_once

VOTERS = (
    "swb_head", "szfb_head", "xxb_head", "bb_head", "bmj_head", "jcj_head", "tjj_head",
    "fzb_head", "fgw_head", "czj_head", "zjj_head", "rsj_head",
)  # fmt: skip
DECIDED = {
    "outcome": "provide",
    "resolution": "由市工商局提供",
    "execute_by": "2026-09-30",
    "items": ["注册号"],
    "scope": "全市",
    "scenario": "卫生监督",
    "mode": "service_interface",
    "valid_until": "2031-12-31",
}


@pytest.fixture
def case(app):
    """A dispute on Friday's agenda."""
    return group.a_matter()


def a_second_secretary():
    """Another account that holds the secretary's post."""
    first = account("ldxz_sec")
    with transaction():
        made = Account(
            login="ldxz_sec2", display_post="领导小组秘书岗二", unit_id=first.unit_id,
            password_hash=first.password_hash,
            posts=[AccountPost(post="leading_group_secretary")],
        )  # fmt: skip
        db.session.add(made)


def sends(client, path, data, on=group.MONDAY):
    """Send a form at eleven o'clock of that day, from whatever thread."""

    def deed():
        with clock.at(clock.at_hour(on, 11)):
            return client.post(path, data=data).status_code

    return deed


def test_twelve_members_vote_at_the_same_moment(desks, case):
    tasks = {
        task.unit_id: task.id
        for task in db.session.scalars(select(Task).where(Task.name == "cast_vote"))
    }
    deeds = [
        sends(
            desks.at(login),
            f"/tasks/{tasks[account(login).unit_id]}",
            {"outcome": ("approve", "reject", "approve")[place % 3]},
        )
        for place, login in enumerate(VOTERS)
    ]

    statuses = at_once(deeds)

    tally = ballots.of(group.matter(case)).tally
    assert statuses == [302] * 12
    assert (tally.approve, tally.reject, tally.voted, tally.entitled) == (8, 4, 12, 13)
    assert group.open_votes(case) == 1


def test_a_vote_sent_by_the_member_and_its_proxy_at_once_counts_once(desks, case):
    group.grant("CZJ", "czj_share")
    matter = group.matter(case).id
    czj = account("czj_head").unit_id
    own = select(Task.id).where(Task.name == "cast_vote", Task.unit_id == czj)
    path = f"/tasks/{db.session.scalar(own)}"

    statuses = at_once(
        [
            sends(desks.at("czj_head"), path, {"outcome": "approve"}),
            sends(desks.at("czj_share"), f"/group/matters/{matter}/vote", {"outcome": "reject"}),
        ]
    )

    assert sorted(statuses) == [302, 409]
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 1


def test_of_two_decisions_at_once_one_stands_and_the_other_is_told(desks, case):
    group.vote(case, *VOTERS, "daj_head")
    a_second_secretary()
    group.let_it_be(FRIDAY)
    path = f"/tasks/{open_task('record_decision').id}"
    refused = {"outcome": "refuse", "resolution": "不予提供", "override_reason": "另有考虑"}

    statuses = at_once(
        [
            sends(desks.at("ldxz_sec"), path, DECIDED, FRIDAY),
            sends(desks.at("ldxz_sec2"), path, refused, FRIDAY),
        ]
    )

    matter = group.matter(case)
    [stands] = db.session.scalars(select(Decision)).all()
    assert sorted(statuses) == [302, 409]
    assert matter.outcome == stands.outcome
    assert len(group.resolved()) == (1 if stands.outcome == "provide" else 0)


def test_two_secretaries_change_a_meeting_at_once(desks, app):
    meeting = group.plan()
    a_second_secretary()
    seen = {"version": str(group.meetings()[0].version), "held_on": "2026-09-04", "begins": "10:00"}

    statuses = at_once(
        [
            sends(desks.at(login), f"/group/meetings/{meeting}/change", seen | {"place": login})
            for login in ("ldxz_sec", "ldxz_sec2")
        ]
    )

    assert sorted(statuses) == [302, 409]


def test_two_proxies_for_one_member_at_once(desks, case):
    a_second_secretary()
    meeting = group.meetings()[0].id
    letter = {"unit": "CZJ", "letter": "委托书"}

    statuses = at_once(
        [
            sends(desks.at(by), f"/group/meetings/{meeting}/proxies", letter | {"login": holder})
            for by, holder in (("ldxz_sec", "fgw_head"), ("ldxz_sec2", "daj_head"))
        ]
    )

    assert sorted(statuses) == [302, 422]
