"""Who sits at the desk: the office's dispute officers, its head and the auditors as readers."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing.models.case import SharingCase
from app.domain.sharing.models.decision import AgendaItem
from app.domain.sharing.models.dispute import Dispute
from app.domain.sharing.models.jurisdiction import Region
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import parties

OFFICER, HEAD, SECRETARY = "escalation_officer", "unit_approver", "leading_group_secretary"


@dataclass(frozen=True)
class Seat:
    """A place at the desk: of one office, or of every one (None); `acts` may also urge."""

    office_id: int | None
    acts: bool


def of(account: Account) -> Seat:
    """The account's seat; for whoever has none the desk does not exist."""
    seat = find(account)
    if seat is None:
        raise NotFound(_("There is no such page."))
    return seat


def find(account: Account) -> Seat | None:
    """The account's seat, if it has one."""
    posts = account.effective_posts
    if OFFICER in posts:
        return Seat(account.unit_id, acts=True)
    if parties.AUDITOR in posts:
        return Seat(None, acts=False)
    if HEAD in posts and _is_office(account):
        return Seat(account.unit_id, acts=False)
    return None


def dispute(dispute_id: int, account: Account) -> Dispute:
    """A dispute of the account's desk, or one that its leading group is to decide."""
    found = db.session.scalars(
        select(Dispute)
        .where(Dispute.id == dispute_id)
        .options(
            joinedload(Dispute.explanation),
            *(
                joinedload(Dispute.case).joinedload(one)
                for one in (SharingCase.demander, SharingCase.provider, SharingCase.instance)
            ),
            joinedload(Dispute.case).joinedload(SharingCase.resource).joinedload(Resource.provider),
        )
    ).one_or_none()
    if found is None or not may_open(found, account):
        raise NotFound(_("There is no such dispute."))
    return found


def may_open(found: Dispute, account: Account) -> bool:
    """May the account open this dispute at the desk?  Whoever does sees the case as well."""
    return (_sits(found, account) or _decides(found, account)) and parties.may_see(
        found.case_id, account
    )


def _sits(found: Dispute, account: Account) -> bool:
    posts = account.effective_posts
    in_office = found.office_id == account.unit_id and bool({OFFICER, HEAD} & posts)
    return in_office or parties.AUDITOR in posts


def _decides(found: Dispute, account: Account) -> bool:
    """Is it before the group whose secretary this is, or was it?"""
    if SECRETARY not in account.effective_posts:
        return False
    listed = exists().where(AgendaItem.dispute_id == found.id)
    return found.result == "referred" or bool(db.session.scalar(select(listed)))


def _is_office(account: Account) -> bool:
    if "office" in account.unit.roles:
        return True
    in_charge = exists().where(Region.office_id == account.unit_id)
    return bool(db.session.scalar(select(in_charge)))


def disputes(case_ids: Collection[int], account: Account) -> dict[int, int]:
    """Of these cases, the last dispute that the account may open at the desk: case → dispute."""
    posts = account.effective_posts
    if not case_ids or not posts & {OFFICER, HEAD, SECRETARY, parties.AUDITOR}:
        return {}
    found = select(Dispute.case_id, func.max(Dispute.id)).where(Dispute.case_id.in_(case_ids))
    if parties.AUDITOR not in posts:
        own = Dispute.office_id == account.unit_id if posts & {OFFICER, HEAD} else false()
        listed = exists().where(AgendaItem.dispute_id == Dispute.id)
        decides = or_(Dispute.result == "referred", listed) if SECRETARY in posts else false()
        found = found.where(or_(own, decides))
    rows = db.session.execute(found.group_by(Dispute.case_id))
    return {case_id: dispute_id for case_id, dispute_id in rows}
