"""Who held which post when: the record from which it can be said later who could sign."""

from datetime import datetime

from sqlalchemy import and_, exists, insert, or_, select
from sqlalchemy.orm import joinedload

from app.foundation import clock
from app.foundation.database import db
from app.foundation.identity.models import Account, AccountPost, PostTerm


def record(account: Account) -> None:
    """Bring the record up to what the account holds now; a closed account holds nothing."""
    now = clock.now()
    held = account.post_names if account.active else set()
    open_terms = select(PostTerm).where(
        PostTerm.account_id == account.id, PostTerm.until_at.is_(None)
    )
    going = {term.post: term for term in db.session.scalars(open_terms)}
    for post in going.keys() - held:
        going[post].until_at = now
    db.session.add_all(
        PostTerm(account_id=account.id, unit_id=account.unit_id, post=post, from_at=now)
        for post in sorted(held - going.keys())
    )
    db.session.flush()


def begin_missing() -> None:
    """Begin a term, as of its opening, for each post of an open account that has none."""
    going = exists().where(
        PostTerm.account_id == AccountPost.account_id,
        PostTerm.post == AccountPost.post,
        PostTerm.until_at.is_(None),
    )
    rows = (
        select(Account.id, Account.unit_id, AccountPost.post, Account.created_at)
        .join(AccountPost, AccountPost.account_id == Account.id)
        .where(Account.active, ~going)
    )
    columns = ["account_id", "unit_id", "post", "from_at"]
    db.session.execute(insert(PostTerm).from_select(columns, rows))


def of_account(account_id: int) -> list[PostTerm]:
    """The terms of an account, those that go on first, then the latest."""
    terms = select(PostTerm).where(PostTerm.account_id == account_id)
    order = (PostTerm.until_at.desc().nulls_first(), PostTerm.from_at.desc(), PostTerm.post)
    return list(db.session.scalars(terms.order_by(*order)))


def of_unit(unit_id: int, at: datetime | None = None, limit: int = 200) -> list[PostTerm]:
    """The terms in a unit's posts, the latest first; `at` a moment, those that went on then."""
    terms = select(PostTerm).where(PostTerm.unit_id == unit_id)
    if at is not None:
        ended_later = or_(PostTerm.until_at.is_(None), PostTerm.until_at > at)
        terms = terms.where(and_(PostTerm.from_at <= at, ended_later))
    order = (PostTerm.until_at.desc().nulls_first(), PostTerm.from_at.desc(), PostTerm.id)
    whole = terms.options(joinedload(PostTerm.account).joinedload(Account.posts))
    whole = whole.options(joinedload(PostTerm.account).joinedload(Account.unit))
    return list(db.session.scalars(whole.order_by(*order).limit(limit)).unique())
