"""What the tests of the leading group need to have happened: `a_matter()`, `as_(login)`.

Monday, 31 August 2026; the usual meeting is on Friday.  Everything goes through the services.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app import workflow
from app.domain.meetings import queries
from app.domain.meetings.models import Matter, Meeting, Resolution
from app.domain.meetings.services import minutes, proxies, seats, sittings
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.services import entrusted
from app.foundation import clock, notices
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.foundation.identity import queries as people
from app.foundation.identity.models import Account
from app.workflow.models import Task
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do

MONDAY, FRIDAY = date(2026, 8, 31), date(2026, 9, 4)
SECRETARY, CHAIR = "ldxz_sec", "ldxz_chair1"
GROUNDS = {"grounds": "涉及多部门", "criteria": ["cross_system"]}
AGENDA = {
    "title": "企业登记信息共享争议",
    "summary": "提供单位不予共享",
    "options": ["提供", "不提供"],
}
PROVIDE = {"resolution": "由市工商局提供", "execute_by": "2026-09-30"}


@contextmanager
def as_(login: str) -> Iterator[Account]:
    """Do something as that account, in one transaction."""
    account = people.account_by_login(login)
    assert account is not None, login
    with acting.as_account(account), transaction():
        yield account
        notices.deliver()


def referred() -> SharingCase:
    """A refused case that the office refers to the group."""
    case = cases.refused(cases.approved(cases.a_case()))
    do(case, "accept_dispute", "xxb_escal", responsibility="produced")
    do(case, "propose_settlement", "xxb_escal", "refer", **GROUNDS)
    return case


def a_matter(on: date = FRIDAY) -> SharingCase:
    """A dispute on the agenda of a meeting; the members may vote."""
    case = referred()
    do(case, "prepare_agenda", SECRETARY, **AGENDA, meeting_date=on.isoformat())
    return case


def vote(case: SharingCase, *logins: str, outcome: str = "approve") -> None:
    """These heads vote."""
    for login in logins:
        do(case, "cast_vote", login, outcome)


def let_it_be(day: date, hour: int = 10) -> None:
    """From now on it is that day, and the deadlines before it have rung."""
    clock.hand_in(datetime.combine(day, time(hour), clock.LOCAL))


def decided(outcome: str = "provide", **form: str) -> SharingCase:
    """A dispute that the meeting has decided, seven of thirteen having voted."""
    case = a_matter()
    vote(case, "swb_head", "szfb_head", "bb_head", "jcj_head", "tjj_head", "fzb_head", "czj_head")
    let_it_be(FRIDAY + timedelta(days=3))
    ring(case)
    do(case, "record_decision", SECRETARY, outcome, **(form or PROVIDE))
    return case


def ring(case: SharingCase) -> None:
    """Let the clocks of the case that ran out ring."""
    while case.id in workflow.due():
        with acting.as_system("clock"), transaction():
            workflow.wake(case.id)


def matter(case: SharingCase) -> Matter:
    """The matter of a case, as it is now."""
    db.session.expire_all()
    found = select(Matter).where(Matter.instance_id == case.id, Matter.kind == "dispute")
    return db.session.scalars(found.order_by(Matter.id.desc())).first()


def matter_case(matter_id: int) -> SharingCase:
    """The case that a matter is about."""
    return cases.records.case(db.session.get_one(Matter, matter_id).instance_id)


def resolved() -> list[Resolution]:
    """Every resolution, the first first."""
    db.session.expire_all()
    return list(db.session.scalars(select(Resolution).order_by(Resolution.id)))


def meetings() -> list[Meeting]:
    """Every meeting, the first first."""
    db.session.expire_all()
    return list(db.session.scalars(select(Meeting).order_by(Meeting.held_on, Meeting.id)))


def plan(day: date = FRIDAY, **more: object) -> int:
    """The secretary plans a meeting; its number."""
    chair = queries.chairs(queries.group().id, MONDAY)[0].id
    usual = {"begins": "09:30", "place": "市政府第一会议室", "presiding": chair}
    with as_(SECRETARY) as account:
        return sittings.plan(account.unit_id, account, held_on=day, **(usual | more)).id


def grant(unit: str, login: str) -> int:
    """The secretary records a proxy for the last meeting; its number."""
    meeting_id = meetings()[-1].id
    with as_(SECRETARY) as account:
        meeting = sittings.locked(meeting_id, account.unit_id)
        return proxies.grant(meeting, account, unit=unit, login=login, letter="委托书一份").id


def vote_by_proxy(case: SharingCase, login: str, outcome: str = "approve") -> None:
    """The holder of a proxy votes."""
    number = matter(case).id
    with as_(login) as account:
        entrusted.vote_by_proxy(number, {"outcome": outcome}, account)


def recuse(case: SharingCase, login: str, reason: str = "曾参与该系统建设") -> None:
    """A member's head recuses it."""
    number = matter(case).id
    with as_(login) as account:
        entrusted.recuse(number, reason, account)


def own_meeting(account: Account, meeting_id: int) -> Meeting:
    """The meeting, locked."""
    return sittings.locked(meeting_id, account.unit_id)


def open_votes(case: SharingCase) -> int:
    """How many members may still vote."""
    db.session.expire_all()
    waiting = select(Task).where(Task.instance_id == case.id, Task.name == "cast_vote")
    return len(list(db.session.scalars(waiting.where(Task.closed_at.is_(None)))))


def minuted(meeting_id: int) -> None:
    """Attendance is noted, the minutes are drafted and submitted."""
    with as_(SECRETARY) as account:
        meeting = own_meeting(account, meeting_id)
        sittings.attend(meeting, {"FGW": "present", "CZJ": "leave"})
    with as_(SECRETARY) as account:
        meeting = own_meeting(account, meeting_id)
        minutes.save(meeting, account, opening="会议听取了情况汇报。", remarks={}, version="")
    with as_(SECRETARY) as account:
        minutes.submit(own_meeting(account, meeting_id), account)


__all__ = ["seats"]
