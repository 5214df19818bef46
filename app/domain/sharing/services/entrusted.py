"""Votes that do not come by the member's own hand: through a proxy, or not at all."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select

from app import workflow
from app.domain.meetings import queries as meetings
from app.domain.meetings.models import Matter
from app.domain.meetings.services import proxies
from app.domain.sharing.models.decision import AgendaItem, Vote
from app.domain.sharing.services import decision
from app.foundation.database import db
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit
from app.workflow import inbox
from app.workflow.models import Task

STEP = "cast_vote"


def vote_by_proxy(matter_id: int, answers: Mapping[str, Any], account: Account) -> Task:
    """Vote for the member whose letter one holds; its own vote and this one are one vote."""
    matter = meetings.matter(matter_id, account)
    item = item_of(matter)
    letter = proxies.held(matter.meeting_id, account.id)
    if letter is None or letter.member.unit is None:
        raise NotAllowed(_("You hold no proxy for this meeting."))
    decision.check_open(item)
    if account.unit_id in {one.unit_id for one in matter.recusals}:
        raise NotAllowed(_("Your unit does not take part in this matter: it cannot vote in it."))
    task = _task(item, letter.member.unit)
    return workflow.complete(task.id, answers, account, via=decision.PROXY)


def recuse(matter_id: int, reason: str, account: Account) -> Task:
    """A member's head does not take part in a matter, with a reason, before it has voted."""
    matter = meetings.matter(matter_id, account)
    item = item_of(matter)
    if meetings.HEAD not in account.effective_posts:
        raise NotAllowed(_("Only the head of a member can recuse it."))
    decision.check_open(item)
    task = _task(item, account.unit)
    inbox.check_may_act(task, account)
    answers = {"outcome": "abstain", "comment": reason}
    return workflow.complete(task.id, answers, account, via=decision.RECUSAL)


def revoke_proxy(proxy_id: int, group_id: int) -> int:
    """Take a letter back, unless somebody has voted by it; returns the meeting."""
    proxy = proxies.locked(proxy_id, group_id)
    if is_used(proxy.id):
        raise Conflict(_("A vote was cast by this proxy: it cannot be revoked any more."))
    proxies.revoke(proxy)
    return proxy.meeting_id


def is_used(proxy_id: int) -> bool:
    """Did anybody vote by this letter?"""
    return bool(db.session.scalar(select(exists().where(Vote.proxy_id == proxy_id))))


def item_of(matter: Matter) -> AgendaItem:
    """The dispute that a matter is about."""
    found = db.session.scalars(
        select(AgendaItem).where(AgendaItem.matter_id == matter.id)
    ).one_or_none()
    if found is None:
        raise NotFound(_("The group does not vote on this matter."))
    return found


def _task(item: AgendaItem, unit: Unit) -> Task:
    """The member's task to vote, which must still be open."""
    if unit.code not in item.voters:
        raise Conflict(_("%(unit)s has no vote in this matter.", unit=unit.label))
    mine = select(Task).where(
        Task.instance_id == item.dispute.case_id,
        Task.name == STEP,
        Task.unit_id == unit.id,
        Task.closed_at.is_(None),
    )
    found = db.session.scalars(mine).one_or_none()
    if found is None:
        raise Conflict(_("%(unit)s has voted in this matter already.", unit=unit.label))
    return found
