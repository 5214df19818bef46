"""The notes of meetings about a dispute: who may write them, and who may read which."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from app.domain.sharing.models.dispute import Dispute, MediationNote
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.files import Attachment
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.workflow import parties

OFFICER, HEAD, SECRETARY = "escalation_officer", "unit_approver", "leading_group_secretary"
# What came of a dispute that went before the leading group.
REFERRED = frozenset({"referred", "provide", "refuse", "renegotiate"})


def dispute(dispute_id: int, account: Account) -> Dispute:
    """A dispute that the account may open; for anybody else it does not exist."""
    found = db.session.get(Dispute, dispute_id)
    if found is None or not _may_open(found, account):
        raise NotFound(_("There is no such dispute."))
    return found


def may_write(about: Dispute, account: Account) -> bool:
    """May the account keep notes?  The officers of the office that settles the dispute may."""
    return account.unit_id == about.office_id and OFFICER in account.effective_posts


def reads_all(about: Dispute, account: Account) -> bool:
    """Does the account read what is kept inside the office: its officers, its head, an auditor?

    The group's secretary does from the moment the matter goes before the group.
    """
    posts = account.effective_posts
    if account.unit_id == about.office_id and posts & {OFFICER, HEAD}:
        return True
    if SECRETARY in posts:
        return about.result in REFERRED and parties.may_see(about.case_id, account)
    return parties.AUDITOR in posts


def written(about: Dispute, account: Account) -> list[MediationNote]:
    """The notes of a dispute that the account may read, the first first."""
    return all_of(about) if reads_all(about, account) else shared_with(account.unit_id, [about])


def all_of(about: Dispute) -> list[MediationNote]:
    """Every note of a dispute, for those who read all."""
    return list(db.session.scalars(_notes().where(MediationNote.dispute_id == about.id)))


def of_case(case_id: int, account: Account) -> list[MediationNote]:
    """The notes of all disputes of a case that the account may read."""
    found = list(db.session.scalars(_notes().where(Dispute.case_id == case_id)))
    return [one for one in found if _may_read(one, account)]


def shared_with(unit_id: int, disputes: Iterable[Dispute]) -> list[MediationNote]:
    """The notes of these disputes that a unit reads as one of the two sides."""
    own = [one.id for one in disputes if _is_side(one, unit_id)]
    if not own:
        return []
    statement = _notes().where(MediationNote.dispute_id.in_(own), MediationNote.shared)
    return list(db.session.scalars(statement))


def may_read_file(found: Attachment, account: Account) -> bool:
    """Does the file belong to a note that the account may read?"""
    if found.instance_id is None:
        return False
    notes = (one for one in of_case(found.instance_id, account) if str(found.id) in one.files)
    # A side reads nothing any more of what the office has withdrawn.
    return any(one.withdrawn_at is None or reads_all(one.dispute, account) for one in notes)


def files(notes: Iterable[MediationNote]) -> dict[str, Attachment]:
    """The files of notes, by the ids under which these name them."""
    ids = [name for note in notes for name in note.files]
    if not ids:
        return {}
    found = db.session.scalars(select(Attachment).where(Attachment.id.in_(ids)))
    return {str(one.id): one for one in found}


def _notes() -> Select[MediationNote]:
    return (
        select(MediationNote)
        .join(MediationNote.dispute)
        .options(
            contains_eager(MediationNote.dispute),
            joinedload(MediationNote.by).joinedload(Account.unit),
            joinedload(MediationNote.by).selectinload(Account.posts),
        )
        .order_by(MediationNote.id)
    )


def _may_open(about: Dispute, account: Account) -> bool:
    return reads_all(about, account) or (
        _is_side(about, account.unit_id) and parties.may_see(about.case_id, account)
    )


def _may_read(note: MediationNote, account: Account) -> bool:
    if reads_all(note.dispute, account):
        return True
    seen = note.shared and _is_side(note.dispute, account.unit_id)
    return seen and parties.may_see(note.dispute.case_id, account)


def _is_side(about: Dispute, unit_id: int) -> bool:
    return unit_id in (about.demander_id, about.provider_id)
