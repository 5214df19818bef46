"""How the votes on matters stand, as far as a reader may know them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.meetings import queries as meetings
from app.domain.meetings.models import Matter, Recusal
from app.domain.sharing.models.decision import AgendaItem, Vote
from app.domain.sharing.rules import votes
from app.domain.sharing.rules.votes import Tally
from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, Unit

# Who reads each vote as it arrives; a member reads its own, and the count when it is decided.
READERS = frozenset({meetings.SECRETARY, meetings.CHAIR, "auditor"})


@dataclass(frozen=True)
class Ballot:
    """The votes on one matter."""

    item: AgendaItem
    tally: Tally
    waiting: list[str]

    @property
    def open(self) -> bool:
        """May members still vote?"""
        over = clock.today() > self.item.meeting_on
        return bool(self.waiting) and self.item.decision is None and not over


def of_matters(matters: Iterable[Matter]) -> dict[int, Ballot]:
    """The ballots of disputes, in three statements for however many."""
    wanted = [one.id for one in matters if one.kind == "dispute"]
    if not wanted:
        return {}
    statement = (
        select(AgendaItem)
        .where(AgendaItem.matter_id.in_(wanted))
        .options(
            joinedload(AgendaItem.decision),
            joinedload(AgendaItem.matter).selectinload(Matter.recusals).joinedload(Recusal.unit),
            selectinload(AgendaItem.votes).joinedload(Vote.unit),
        )
    )
    found = db.session.scalars(statement).unique()
    return {item.matter_id: _ballot(item) for item in found if item.matter_id is not None}


def of(matter: Matter) -> Ballot | None:
    """The ballot of one matter; None where the group does not vote."""
    return of_matters([matter]).get(matter.id)


def readable(ballot: Ballot, account: Account) -> list[Vote]:
    """The votes that the account may read one by one."""
    if account.effective_posts & READERS:
        return ballot.item.votes
    own = (account.unit_id, account.id)
    return [one for one in ballot.item.votes if one.unit_id == own[0] or one.by_id == own[1]]


def names(codes: Iterable[str]) -> list[Unit]:
    """The units of these codes, in the order of the register."""
    found = select(Unit).where(Unit.code.in_(list(codes))).order_by(Unit.id)
    return list(db.session.scalars(found))


def _ballot(item: AgendaItem) -> Ballot:
    recused = {one.unit.code for one in item.matter.recusals} if item.matter else set()
    entitled = votes.voters(item.voters, recused)
    voted = {one.unit.code for one in item.votes}
    tally = votes.tally([one.vote for one in item.votes], len(entitled))
    return Ballot(item, tally, [code for code in entitled if code not in voted])
