"""Which of the demonstration's accounts a visitor is shown first, by the part they play."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.foundation.database import db
from app.foundation.i18n import lazy
from app.foundation.identity.models import Account, AccountPost, Unit
from app.foundation.identity.passwords import PUBLISHED

LEADING_GROUP = lazy("Leading group: secretary and members")
VOTER = "unit_approver"  # the post that a member's vote asks for
GROUPS = (
    (lazy("Applies for data"), ("lbj_share", "lbj_head", "q0108_share", "q0108_head")),
    (lazy("Provides data"), ("gaj_share", "gaj_head", "gsj_share", "gsj_head")),
    (lazy("The office and those it consults"), ("xxb_escal", "xxb_escal2", "fzb_legal")),
    (LEADING_GROUP, ("ldxz_sec", "fgw_head", "czj_head")),
    (lazy("Secrecy bureau"), ("bmj_file",)),
    (lazy("Audit and administration"), ("xxb_audit", "xxb_proc", "xxb_sys")),
)


def groups() -> list[tuple[str, list[Account]]]:
    """The accounts to show first, under the names of their parts; and everybody who votes."""
    found = _named()
    for title, accounts in found:
        if title == str(LEADING_GROUP):
            accounts += [voter for voter in voters() if voter not in accounts]
    return found


def voters() -> list[Account]:
    """Who votes on a dispute before the leading group: the heads of its member units."""
    statement = (
        select(Account)
        .join(Account.unit)
        .where(Unit.leading_group_member, Unit.active, Account.active)
        .where(Account.posts.any(AccountPost.post == VOTER))
        .order_by(Unit.id, Account.id)
        .options(joinedload(Account.unit), joinedload(Account.posts))
    )
    return list(db.session.scalars(statement).unique())


def table() -> Iterator[tuple[str, str, str, str]]:
    """Login, password, unit and post of those to begin with, for the command line."""
    for _, accounts in _named():
        for account in accounts:
            yield account.login, PUBLISHED, account.unit.short_name, account.display_post


def _named() -> list[tuple[str, list[Account]]]:
    wanted = [login for _, logins in GROUPS for login in logins]
    statement = (
        select(Account)
        .where(Account.login.in_(wanted))
        .options(joinedload(Account.unit), joinedload(Account.posts))
    )
    known = {account.login: account for account in db.session.scalars(statement).unique()}
    return [
        (str(title), [known[login] for login in logins if login in known])
        for title, logins in GROUPS
    ]
