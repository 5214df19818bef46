"""Who had a hand in a draft, and therefore may not release it.

A person is more than an account: whoever stands in for an absent colleague acts with that one's
post, so both of them count.
"""

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import db
from app.foundation.identity.models import Account
from app.workflow.studio.models import Revision

POST = "process_admin"
# The hand of whoever submitted the draft stands under no diagram and no form.
SUBMISSION = ("", "")


class RevisionHand(db.Model):
    """That somebody saved this diagram or form of a draft, or submitted it."""

    __tablename__ = "revision_hand"

    revision_id: Mapped[int] = mapped_column(ForeignKey(Revision.id), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True)


def persons(account: Account) -> set[int]:
    """The account, and those whose post it acts with where it has none of its own."""
    if POST in account.post_names:
        return {account.id}
    lent = {away.id for away in account.absent_colleagues if POST in away.post_names}
    return {account.id} | lent


def note(revision: Revision, kind: str, key: str, account: Account | None) -> None:
    """Remember that the account worked on this; the program itself has no hands."""
    if account is None:
        return
    rows = [
        {"revision_id": revision.id, "kind": kind, "key": key, "account_id": one}
        for one in sorted(persons(account))
    ]
    db.session.execute(insert(RevisionHand).values(rows).on_conflict_do_nothing())


def forget(revision: Revision, kind: str, key: str) -> None:
    """What they did is no longer in the draft."""
    here = (RevisionHand.kind == kind) & (RevisionHand.key == key)
    db.session.execute(delete(RevisionHand).where(RevisionHand.revision_id == revision.id, here))


def had(revision: Revision) -> set[int]:
    """The accounts that worked on what the draft holds now, or submitted it."""
    mine = select(RevisionHand.account_id).where(RevisionHand.revision_id == revision.id)
    return set(db.session.scalars(mine.distinct()))


def may_release(revision: Revision, account: Account) -> bool:
    """Is the account a second person?"""
    return not persons(account) & had(revision)
