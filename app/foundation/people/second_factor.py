"""The second factor: codes of a device (TOTP, RFC 6238), and recovery codes in its place."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pyotp
from sqlalchemy import delete, func, select, update

from app.foundation import audit, clock, notices, sealing
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account, new_nonce
from app.foundation.identity.sign_in_models import RecoveryCode, SecondFactor

ISSUER = "Xieshang 协商"
STEP = 30  # seconds for which a code is good
DRIFT = 1  # a device's clock may be a step early or late
DIGITS = 6
CODES = 10
# No sign that is easily taken for another; 16 of them are 79 bits.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4
LONGEST = 64
# An enrolment that was begun and left: after this a new secret is drawn.
LEFT_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Enrolment:
    """What a device needs to make codes: as text to type, and as an address to scan."""

    secret: str
    uri: str


def is_set(account: Account) -> bool:
    """Does the account sign in with two factors?"""
    return account.second_factor_at is not None


def is_required(account: Account, wanted: Collection[str]) -> bool:
    """Must the account have one, because of a post it acts in?  Programs sign in nowhere."""
    return not account.is_program and not account.effective_posts.isdisjoint(wanted)


def ask_for(account: Account, days: int) -> None:
    """The account needs one; from its first sign-in after that it has some days to set it up.

    They end at midnight, so that nobody is stopped in the middle of a form.
    """
    if account.second_factor_due_at is None:
        last = clock.today() + timedelta(days=days)
        account.second_factor_due_at = datetime.combine(last, time(), clock.LOCAL)


def is_due(account: Account, wanted: Collection[str]) -> bool:
    """Is the time over in which the account could do without?"""
    if is_set(account) or account.second_factor_due_at is None:
        return False
    return account.second_factor_due_at <= clock.now() and is_required(account, wanted)


def begin(account: Account) -> Enrolment:
    """Begin to set it up; the same secret again as long as it was begun a moment ago."""
    kept = _of(account)
    if kept and kept.confirmed_at:
        raise Conflict(_("The second factor is set up already."))
    if kept is None or kept.made_at < clock.now() - LEFT_AFTER or not _secret(kept):
        sealed = sealing.seal(pyotp.random_base32())
        kept = kept or SecondFactor(account_id=account.id)
        kept.sealed, kept.made_at, kept.last_step = sealed, clock.now(), 0
        db.session.add(kept)
    secret = sealing.unseal(kept.sealed)
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=ISSUER)
    return Enrolment(" ".join(secret[n : n + 4] for n in range(0, len(secret), 4)), uri)


def confirm(account: Account, code: str) -> list[str]:
    """A first code shows that the device has the secret: from now on it is asked for.

    Returns the recovery codes, which are said once and kept nowhere.
    """
    kept = _of(account)
    if kept is None or kept.confirmed_at:
        raise Conflict(_("The second factor is set up already, or was not begun."))
    if not _is_good(kept, _plain(code)):
        raise Invalid({"code": [_("This code is not right. Check the device's clock.")]})
    kept.confirmed_at = account.second_factor_at = clock.now()
    audit.record("second_factor_set", subject=str(account))
    return _new_codes(account)


def accepts(account: Account, code: str) -> str:
    """By what the code opens: `device` or `recovery`; empty where it does not.

    A code opens once: the half minute of a device's code is noted, a recovery code is used up.
    """
    kept, plain = _of(account), _plain(code)
    if kept is None or kept.confirmed_at is None:
        return ""
    if len(plain) == DIGITS and plain.isdecimal():
        return "device" if _is_good(kept, plain) else ""
    return "recovery" if _is_used_up(account, plain) else ""


def codes_left(account: Account) -> int:
    """How many recovery codes are not used yet."""
    unused = select(func.count()).where(
        RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(unused) or 0


def renew_codes(account: Account) -> list[str]:
    """New recovery codes; those before open nothing any more."""
    if not is_set(account):
        raise Conflict(_("The second factor is not set up."))
    audit.record("recovery_codes_renewed", subject=str(account))
    return _new_codes(account)


def remove(account: Account, wanted: Collection[str]) -> None:
    """The holder does without from now on; not where a post demands it."""
    if is_required(account, wanted):
        raise Conflict(_("Your post demands the second factor; another device can take its place."))
    _forget(account)
    audit.record("second_factor_removed", subject=str(account))


def replace(account: Account) -> None:
    """Another device takes the place of the present one; it is confirmed at once, or nothing opens.

    Until then the account counts as without, so the next page asks for the new device.
    """
    _forget(account)
    account.second_factor_due_at = clock.now()
    audit.record("second_factor_replaced", subject=str(account))


def reset(account: Account) -> None:
    """For a holder who lost device and codes: every session ends, and it is set up anew at once."""
    if not is_set(account):
        raise Conflict(_("This account has no second factor."))
    _forget(account)
    account.second_factor_due_at = clock.now()
    account.session_nonce = new_nonce()
    audit.record("second_factor_reset", subject=str(account))
    notices.queue(
        "sign_in_changed",
        instance_id=None,
        accounts=[account.id],
        sign_in="second_factor_reset",
    )
    notices.deliver()


def seal_anew() -> tuple[int, int]:
    """Seal every secret with the present key; how many, and how many cannot be read any more."""
    done = lost = 0
    for kept in db.session.scalars(select(SecondFactor).with_for_update()):
        if secret := _secret(kept):
            kept.sealed, done = sealing.seal(secret), done + 1
        else:
            lost += 1
    return done, lost


def _of(account: Account) -> SecondFactor | None:
    return db.session.get(SecondFactor, account.id)


def _secret(kept: SecondFactor) -> str:
    """The secret of a device; nothing where the key that sealed it is gone."""
    try:
        return sealing.unseal(kept.sealed)
    except sealing.Unreadable:
        return ""


def _is_good(kept: SecondFactor, code: str) -> bool:
    """Is it a code of this or a neighbouring half minute, and of none used before?"""
    secret = _secret(kept)
    if not secret or len(code) != DIGITS:
        return False
    device, present = pyotp.TOTP(secret), int(clock.now().timestamp()) // STEP
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(device.generate_otp(step), code):
            return _is_first(kept, step)
    return False


def _is_first(kept: SecondFactor, step: int) -> bool:
    """Note the half minute; of two who send the same code at once one is too late."""
    later = (
        update(SecondFactor)
        .where(SecondFactor.account_id == kept.account_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.account_id)
    )
    return db.session.scalar(later) is not None


def _is_used_up(account: Account, plain: str) -> bool:
    used = (
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.sha256 == _fingerprint(account, plain),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    return db.session.scalar(used) is not None


def _new_codes(account: Account) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    drawn = [_drawn() for _code in range(CODES)]
    db.session.add_all(
        RecoveryCode(account_id=account.id, sha256=_fingerprint(account, one)) for one in drawn
    )
    return ["-".join(one[n : n + GROUP] for n in range(0, len(one), GROUP)) for one in drawn]


def _drawn() -> str:
    return "".join(secrets.choice(SIGNS) for _sign in range(GROUPS * GROUP))


def _forget(account: Account) -> None:
    for table in (SecondFactor, RecoveryCode):
        db.session.execute(delete(table).where(table.account_id == account.id))
    db.session.expire_all()
    account.second_factor_at = None


def _plain(code: str) -> str:
    """A code as it is compared: people type spaces and dashes, and full-width signs."""
    plain = unicodedata.normalize("NFKC", code[:LONGEST]).lower()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def _fingerprint(account: Account, plain: str) -> str:
    return hashlib.sha256(f"{account.id}:{plain}".encode()).hexdigest()
