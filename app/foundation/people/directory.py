"""Opening and changing accounts.  Closing one hands over what it holds: `workflow.handover`."""

import re
import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from app.foundation import audit, notices
from app.foundation.database import db
from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity import passwords, posts, queries, tenure
from app.foundation.identity.models import Account, AccountPost, new_nonce
from app.foundation.people import named_posts, tokens

LONGEST_TITLE = 100
LONGEST_EMAIL = 200
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
ADMINISTRATOR = "sysadmin"
# No sign that is easily taken for another: it is read out, or typed from paper.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GENERATED = 5, 4  # groups, signs in each: 99 bits


def open_account(
    login: str,
    *,
    unit_code: str,
    post_names: Iterable[str],
    display_post: str,
    password: str,
    email: str = "",
    confirmed: bool = False,
    is_program: bool = False,
) -> Account:
    """Give a post-holder of a unit an account; `confirmed` that one hand may hold both posts.

    A program's account has a password that nobody knows; it works by tokens.
    """
    held = sorted(set(post_names))
    faults = _faults(login, held, password, display_post, email)
    if not faults and not confirmed:
        faults = _both_posts(held)
    unit = queries.unit_of_code(unit_code)
    if unit is None:
        faults = {"unit": [_("There is no unit %(code)s.", code=unit_code)], **faults}
    if faults or unit is None:
        raise Invalid(faults, next(iter(faults.values()))[0])
    if not unit.active:
        raise Conflict(_("This unit is out of use."))
    if queries.account_by_login(login):
        raise Conflict(_("There is an account %(login)s already.", login=login))
    account = Account(
        login=login,
        display_post=display_post,
        unit=unit,
        email=email,
        password_hash=passwords.hashed(new_password() if is_program else password),
        is_program=is_program,
        posts=[AccountPost(post=post) for post in held],
    )
    db.session.add(account)
    db.session.flush()  # the audit entry names its id
    tenure.record(account)
    audit.record("account_opened", subject=str(account), posts=held, unit=unit.code)
    return account


def describe(account: Account, *, display_post: str, email: str) -> None:
    """Change how the post is shown, and where its mail goes."""
    faults = _title_faults(display_post, email)
    if faults:
        raise Invalid(faults)
    old = {"display_post": account.display_post, "email": account.email}
    new = {"display_post": display_post, "email": email}
    changes = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    if changes:
        account.display_post, account.email = display_post, email
        audit.record("account_changed", subject=str(account), changes=changes)


def change_posts(
    account: Account, wanted: Iterable[str], *, known: Iterable[str], confirmed: bool = False
) -> None:
    """Let the account hold these posts from now on; `known` are those the form was made from."""
    locked(account)
    held, before = sorted(set(wanted)), account.post_names
    if faults := _post_faults(held):
        raise Invalid(faults)
    if before != set(known):
        raise Conflict(
            _(
                "Somebody changed the posts of this account meanwhile; it holds: %(posts)s.",
                posts=_(", ").join(posts.title(post) for post in sorted(before)),
            )
        )
    if not confirmed and not named_posts.both(before) and (faults := _both_posts(held)):
        raise Invalid(faults)
    if ADMINISTRATOR in before - set(held):
        check_administered(account)
    _hold(account, set(held))
    changes = {"posts": [" ".join(sorted(before)), " ".join(held)]}
    audit.record("account_posts_changed", subject=str(account), changes=changes)


def give_posts(account: Account, more: Iterable[str]) -> None:
    """Let the account hold these posts as well."""
    before = account.post_names
    _hold(account, before | set(more))
    changes = {"posts": [" ".join(sorted(before)), " ".join(sorted(account.post_names))]}
    audit.record("account_posts_changed", subject=str(account), changes=changes)


def take_posts(account: Account, less: Iterable[str]) -> None:
    """Let the account hold these posts no more."""
    before = account.post_names
    _hold(account, before - set(less))
    changes = {"posts": [" ".join(sorted(before)), " ".join(sorted(account.post_names))]}
    audit.record("account_posts_changed", subject=str(account), changes=changes)


def set_password(account: Account, new: str) -> None:
    """Give the account a new password; it is signed out everywhere."""
    passwords.change(account, new)
    audit.record("password_changed", subject=str(account))


def reset_password(account: Account) -> str:
    """Give the account a password nobody knew before; it is said once, and kept nowhere."""
    new = new_password()
    if account.is_program:
        raise Conflict(_("A program has no password: give it a token."))
    passwords.change(account, new)
    account.must_change_password = True
    audit.record("password_reset", subject=str(account))
    notices.queue(
        "sign_in_changed", instance_id=None, accounts=[account.id], sign_in="password_reset"
    )
    notices.deliver()
    return new


def new_password() -> str:
    """A password that nobody can guess, in groups that can be read out."""
    groups, length = GENERATED
    drawn = ("".join(secrets.choice(SIGNS) for _sign in range(length)) for _group in range(groups))
    return "-".join(drawn)


def close_account(account: Account, **details: Any) -> None:
    """The account can no longer sign in, is signed out at once, and its terms of office end."""
    if not account.active:
        raise Conflict(_("This account is closed already."))
    if ADMINISTRATOR in account.post_names:
        check_administered(account)
    account.active = False
    account.session_nonce = new_nonce()
    tokens.revoke_all(account)
    tenure.record(account)
    audit.record("account_closed", subject=str(account), **details)


def reopen_account(account: Account, **details: Any) -> None:
    """The account may sign in again, in the posts it had."""
    if account.active:
        raise Conflict(_("This account is open."))
    if not account.unit.active:
        raise Conflict(_("This unit is out of use."))
    account.active = True
    tenure.record(account)
    audit.record("account_reopened", subject=str(account), **details)


def locked(account: Account) -> Account:
    """The account as it is by now, while nobody else changes it or takes a task with it."""
    statement = (
        select(Account)
        .where(Account.id == account.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(_("There is no such account."))
    db.session.refresh(found, ["posts"])
    return found


def check_administered(without: Account) -> None:
    """Raise where nobody but this account administers the system."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("account.sysadmin"))))
    others = (
        select(Account.id)
        .join(AccountPost, AccountPost.account_id == Account.id)
        .where(AccountPost.post == ADMINISTRATOR, Account.active, Account.id != without.id)
    )
    if db.session.scalars(others.limit(1)).first() is None:
        raise Conflict(_("This is the last system administrator: name another one first."))


def _hold(account: Account, wanted: set[str]) -> None:
    account.posts = [one for one in account.posts if one.post in wanted] + [
        AccountPost(post=post) for post in sorted(wanted - account.post_names)
    ]
    db.session.flush()
    tenure.record(account)


def _both_posts(held: list[str]) -> dict[str, list[str]]:
    if not named_posts.both(held):
        return {}
    warning = _(
        "One account would both submit and approve for its unit. Where that cannot be avoided, "
        "confirm it; nobody may approve what they submitted themselves all the same."
    )
    return {"confirmed": [warning]}


def _post_faults(held: list[str]) -> dict[str, list[str]]:
    if not held:
        return {"posts": [_("Please choose at least one post.")]}
    if all(post in posts.TITLES for post in held):
        return {}
    known = ", ".join(posts.TITLES)
    return {"posts": [_("Unknown post; known are: %(known)s.", known=known)]}


def _title_faults(title: str, email: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not title:
        found["title"] = [_("This field is required.")]
    if len(title) > LONGEST_TITLE:
        found["title"] = [_("The title has more than %(count)d characters.", count=LONGEST_TITLE)]
    if email and (len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email)):
        found["email"] = [_("This is no mail address.")]
    return found


def _faults(
    login: str, held: list[str], password: str, title: str, email: str
) -> dict[str, list[str]]:
    found = {**_title_faults(title, email), **_post_faults(held)}
    if not LOGIN.fullmatch(login):
        found["login"] = [_("A login has 3 to 60 small letters, digits, dots, dashes.")]
    wrong = passwords.problem(login, password)
    if wrong:
        found["password"] = [wrong]
    return found
