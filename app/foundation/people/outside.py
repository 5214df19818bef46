"""Which account somebody is whom an OpenID provider knows: by issuer and subject alone."""

from sqlalchemy import select

from app.foundation import audit, notices
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity import queries
from app.foundation.identity.models import Account
from app.foundation.identity.sign_in_models import OutsideIdentity

LONGEST_ISSUER, LONGEST_SUBJECT, LONGEST_NAME = 300, 255, 100


def account_of(issuer: str, subject: str) -> Account | None:
    """The open account that is connected with it."""
    found = _of(issuer, subject)
    if found is None:
        return None
    account = queries.account(found.account_id)
    return account if account.active else None


def is_connected(issuer: str, subject: str) -> bool:
    """Is it connected with any account, also a closed one?"""
    return _of(issuer, subject) is not None


def of(account: Account) -> list[OutsideIdentity]:
    """With whom the account is connected."""
    found = select(OutsideIdentity).where(OutsideIdentity.account_id == account.id)
    return list(db.session.scalars(found.order_by(OutsideIdentity.id)))


def connect(account: Account, issuer: str, subject: str, name: str = "") -> None:
    """From now on the provider's sign-in opens this account."""
    if faults := _faults(issuer, subject):
        raise Invalid(faults)
    if account.is_program or not account.active:
        raise Conflict(_("This account cannot be connected."))
    if known := _of(issuer, subject):
        if known.account_id == account.id:
            return
        raise Conflict(_("This sign-in is connected with another account already."))
    made = OutsideIdentity(
        account_id=account.id, issuer=issuer, subject=subject, name=name[:LONGEST_NAME]
    )
    db.session.add(made)
    db.session.flush()
    audit.record("outside_identity_connected", subject=str(account), issuer=issuer, name=subject)


def connect_for(account: Account, issuer: str, subject: str) -> None:
    """The same by an administrator, and the holder is told."""
    connect(account, issuer, subject)
    _tell(account, "connected")


def disconnect(account: Account, identity_id: int, *, told: bool = False) -> None:
    """The provider's sign-in opens the account no more."""
    found = db.session.get(OutsideIdentity, identity_id)
    if found is None or found.account_id != account.id:
        raise NotFound(_("There is no such connection any more."))
    db.session.delete(found)
    audit.record(
        "outside_identity_disconnected",
        subject=str(account),
        issuer=found.issuer,
        name=found.subject,
    )
    if told:
        _tell(account, "disconnected")


def _of(issuer: str, subject: str) -> OutsideIdentity | None:
    wanted = select(OutsideIdentity).where(
        OutsideIdentity.issuer == issuer, OutsideIdentity.subject == subject
    )
    return db.session.scalars(wanted).one_or_none()


def _tell(account: Account, what: str) -> None:
    notices.queue("sign_in_changed", instance_id=None, accounts=[account.id], sign_in=what)
    notices.deliver()


def _faults(issuer: str, subject: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not issuer or len(issuer) > LONGEST_ISSUER:
        found["issuer"] = [_("No provider is set up.")]
    if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        found["subject"] = [_("The provider's number of the person is required.")]
    return found
