"""Reading units and accounts."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, AccountPost, Delegation, EndedSession, Unit

# Asked by every request: an account with unit and posts, and whether it stands in for anybody.
_STANDS_IN = exists().where(
    Delegation.to_account_id == Account.id,
    Delegation.revoked_at.is_(None),
    Delegation.until_on >= bindparam("today"),
)
_SIGNED_IN = (
    select(Account, _STANDS_IN)
    .options(joinedload(Account.unit, innerjoin=True), joinedload(Account.posts))
    .where(
        Account.id == bindparam("account"),
        Account.session_nonce == bindparam("nonce"),
        Account.active,
        ~exists().where(EndedSession.id == bindparam("session")),
    )
)


def _whole() -> Select[Account]:
    """Accounts with unit, posts and those they stand in for, all in one statement."""
    standing_in = joinedload(Account.stands_in.and_(Delegation.until_on >= clock.today()))
    return select(Account).options(
        joinedload(Account.unit),
        joinedload(Account.posts),
        standing_in.joinedload(Delegation.from_account).joinedload(Account.posts),
    )


def account(account_id: int) -> Account:
    """One account, with its posts."""
    found = db.session.scalars(_whole().where(Account.id == account_id)).unique().one_or_none()
    if found is None:
        raise NotFound(_("There is no such account."))
    return found


def account_by_login(login: str) -> Account | None:
    """The account of that login, with its posts."""
    return db.session.scalars(_whole().where(Account.login == login)).unique().one_or_none()


def signed_in(account_id: int, nonce: str, session_id: str) -> Account | None:
    """The account behind a session, unless it was closed or the session ended: one statement.

    Every request asks this; whom the account stands in for is read only if there is somebody.
    """
    asked = {
        "account": account_id,
        "nonce": nonce,
        "session": session_id,
        "today": clock.today(),
    }
    row = db.session.execute(_SIGNED_IN, asked).unique().one_or_none()
    if row is None:
        return None
    found, somebody = row
    if not somebody:
        set_committed_value(found, "stands_in", [])
    return found


def holders(unit_id: int, posts: Iterable[str], on: date | None = None) -> list[Account]:
    """Active accounts of a unit that may act in one of the posts, delegates for an absence too."""
    holding = select(AccountPost.account_id).where(AccountPost.post.in_(list(posts)))
    away = Account.__table__.alias("away")
    delegates = _delegates(holding, on or clock.today())
    delegates = delegates.join(away, away.c.id == Delegation.from_account_id).where(away.c.active)
    able = Account.id.in_(holding) | Account.id.in_(delegates)
    statement = _whole().where(Account.unit_id == unit_id, Account.active, able)
    return list(db.session.scalars(statement.order_by(Account.id)).unique())


def acting_as(post: str, role: str = "") -> set[int]:
    """All accounts that act in a post today, stand-ins too; of units with that role, or of all."""
    holding = select(AccountPost.account_id).where(AccountPost.post == post)
    delegates = _delegates(holding, clock.today())
    able = select(Account.id).where(
        Account.active, Account.id.in_(holding) | Account.id.in_(delegates)
    )
    if role:
        able = able.join(Unit, Unit.id == Account.unit_id).where(Unit.roles.contains([role]))
    return set(db.session.scalars(able))


def _delegates(holding: Select[int], day: date) -> Select[int]:
    """Who stands in for one of these accounts on a day."""
    return select(Delegation.to_account_id).where(
        Delegation.from_account_id.in_(holding),
        Delegation.revoked_at.is_(None),
        Delegation.from_on <= day,
        Delegation.until_on >= day,
    )


def colleagues(account: Account) -> list[Account]:
    """The other active accounts of the account's unit."""
    statement = _whole().where(
        Account.unit_id == account.unit_id, Account.active, Account.id != account.id
    )
    return list(db.session.scalars(statement.order_by(Account.login)).unique())


def accounts() -> list[Account]:
    """Every account, by unit."""
    by_unit = select(Unit.sort_key).where(Unit.id == Account.unit_id).scalar_subquery()
    return list(db.session.scalars(_whole().order_by(by_unit, Account.login)).unique())


def unit_by_code(code: str) -> Unit:
    """The unit of that code."""
    found = unit_of_code(code)
    if found is None:
        raise NotFound(_("There is no unit %(code)s.", code=code))
    return found


def unit_of_code(code: str) -> Unit | None:
    """The same, or None, for whoever has more to say than that."""
    return db.session.scalars(select(Unit).where(Unit.code == code)).one_or_none()


def unit(unit_id: int) -> Unit:
    """One unit."""
    found = db.session.get(Unit, unit_id)
    if found is None:
        raise NotFound(_("There is no such unit."))
    return found


def unit_with_role(role: str) -> int:
    """The id of the active unit that has a role of which there is one, such as secrecy filing."""
    having = select(Unit.id).where(Unit.roles.contains([role]), Unit.active)
    found = db.session.scalars(having.order_by(Unit.id).limit(1)).first()
    if found is None:
        raise Conflict(_("No unit has the role %(role)s.", role=role))
    return found


def units() -> list[Unit]:
    """The active units, in Chinese alphabetical order."""
    return list(db.session.scalars(select(Unit).where(Unit.active).order_by(Unit.sort_key)))


def delegations(account: Account) -> list[Delegation]:
    """The absences that the account arranged, the latest first."""
    statement = (
        select(Delegation)
        .where(Delegation.from_account_id == account.id)
        .options(joinedload(Delegation.to_account).joinedload(Account.unit))
        .order_by(Delegation.from_on.desc(), Delegation.id.desc())
    )
    return list(db.session.scalars(statement))
