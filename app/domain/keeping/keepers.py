"""Who draws up registers of destruction, who confirms them, and who is told.

The archives' own archivist proposes; an auditor, who may read every case, confirms.  Neither the
administrators of the system nor anybody whose acts are on record in the cases has a part in it.
"""

from collections.abc import Iterable

from sqlalchemy import select

from app.foundation import notices
from app.foundation.database import db
from app.foundation.destroyed import Destruction
from app.foundation.errors import NotAllowed
from app.foundation.i18n import _
from app.foundation.identity import queries
from app.foundation.identity.models import Account
from app.workflow import parties

ARCHIVIST, AUDITOR = "archivist", parties.AUDITOR
ARCHIVES = "archiving"  # the role of the unit that keeps the city's archives
POSTS = (ARCHIVIST, AUDITOR)


def may_propose(account: Account) -> bool:
    """Does the account keep the archive?  An archivist of another unit does not."""
    return ARCHIVIST in account.effective_posts and ARCHIVES in account.unit.roles


def may_confirm(account: Account) -> bool:
    """Is the account an auditor's?"""
    return AUDITOR in account.effective_posts


def may_enter(account: Account) -> bool:
    """May the account see the registers, stop one, and hold a case?"""
    return may_propose(account) or may_confirm(account)


def check_may_propose(account: Account) -> None:
    """Raise NotAllowed unless it may."""
    if not may_propose(account):
        raise NotAllowed(_("Only the archivist of the archives may do that."))


def persons(account: Account) -> set[int]:
    """The account, and those in whose post it acts where it has none of its own."""
    lent = {one.id for one in account.absent_colleagues if one.post_names & set(POSTS)}
    return {account.id} | lent


def is_second(found: Destruction, account: Account) -> bool:
    """May the account decide on it?  An auditor without a hand in the proposal."""
    return may_confirm(account) and not persons(account) & set(found.hands)


def tell(found: Destruction, accounts: Iterable[int]) -> None:
    """That a register waits for a second person, or what became of it."""
    notices.queue(
        "destruction",
        instance_id=None,
        accounts=accounts,
        destruction=found.id,
        case=found.number,
        destruction_state=found.state,
    )
    notices.deliver()


def auditors() -> set[int]:
    """Those who may confirm today, stand-ins among them."""
    return queries.acting_as(AUDITOR)


def everybody() -> set[int]:
    """All who may stop what was confirmed."""
    return auditors() | queries.acting_as(ARCHIVIST, ARCHIVES)


def names(found: Iterable[Destruction]) -> dict[int, str]:
    """The posts of all who had a hand in these registers, as they are shown."""
    ids = {
        one
        for each in found
        for one in (each.proposed_by_id, each.decided_by_id, each.ended_by_id)
        if one
    }
    return {
        one.id: one.label for one in db.session.scalars(select(Account).where(Account.id.in_(ids)))
    }
