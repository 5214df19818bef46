"""Searches that an account keeps under names of its own, for the pages that offer it."""

from sqlalchemy import func, select

from app.foundation import audit
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, SavedFilter

LONGEST_NAME = 60
LONGEST_QUERY = 1000
MOST = 30


def kept(account: Account, page: str) -> list[SavedFilter]:
    """The account's searches on a page, by name."""
    statement = select(SavedFilter).where(
        SavedFilter.account_id == account.id, SavedFilter.page == page
    )
    return list(db.session.scalars(statement.order_by(SavedFilter.name, SavedFilter.id)))


def find(account: Account, page: str, filter_id: int) -> SavedFilter:
    """One of the account's own searches; another's does not exist."""
    found = db.session.get(SavedFilter, filter_id)
    if found is None or found.account_id != account.id or found.page != page:
        raise NotFound(_("There is no such saved filter."))
    return found


def save(account: Account, page: str, name: str, query: str) -> SavedFilter:
    """Keep a search under a name that the account does not use yet."""
    # Two windows at once must not both find the name free, nor room for one more.
    db.session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    called = _named(account, page, name)
    if len(query) > LONGEST_QUERY:
        raise Invalid({"name": [_("This filter is too long to be kept.")]})
    if _count(account, page) >= MOST:
        full = _("At most %(count)d filters can be kept. Delete one first.", count=MOST)
        raise Conflict(full)
    made = SavedFilter(account_id=account.id, page=page, name=called, query=query)
    db.session.add(made)
    db.session.flush()  # the audit entry names its id
    audit.record("filter_saved", subject=f"filter:{made.id}", page=page)
    return made


def rename(account: Account, page: str, filter_id: int, name: str) -> SavedFilter:
    """Give a kept search another name."""
    db.session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    found = find(account, page, filter_id)
    found.name = _named(account, page, name, besides=found.id)
    audit.record("filter_renamed", subject=f"filter:{found.id}")
    return found


def delete(account: Account, page: str, filter_id: int) -> str:
    """Forget a kept search; what its name was."""
    found = find(account, page, filter_id)
    db.session.delete(found)
    audit.record("filter_deleted", subject=f"filter:{found.id}")
    return found.name


def _named(account: Account, page: str, name: str, besides: int = 0) -> str:
    """The name, if it can be used."""
    called = " ".join(name.replace("\x00", "").split())
    if not called:
        raise Invalid({"name": [_("Give the filter a name.")]})
    if len(called) > LONGEST_NAME:
        raise Invalid({"name": [_("At most %(count)d characters.", count=LONGEST_NAME)]})
    taken = select(SavedFilter.id).where(
        SavedFilter.account_id == account.id,
        SavedFilter.page == page,
        SavedFilter.name == called,
        SavedFilter.id != besides,
    )
    if db.session.scalars(taken.limit(1)).first() is not None:
        raise Invalid({"name": [_("You have a filter of this name already.")]})
    return called


def _count(account: Account, page: str) -> int:
    statement = select(func.count()).where(
        SavedFilter.account_id == account.id, SavedFilter.page == page
    )
    return db.session.scalar(statement) or 0
