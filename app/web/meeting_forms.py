"""What the pages of the leading group share: who asks, what was typed, one command at a time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from unicodedata import category

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.meetings import queries
from app.foundation import files, notices
from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotAllowed, NotFound
from app.foundation.i18n import _
from app.foundation.identity.models import Account, Unit

Faults = Mapping[str, list[str]]
LONGEST = 20_000
MOST_FILES = 10
UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # controls, marks of direction, halves of signs


def me() -> Account:
    """The account that asks."""
    account: Account = current_user._get_current_object()
    return account


def enter() -> None:
    """The pages of the group exist for its members, its chairs, the office and auditors."""
    if current_user.is_authenticated and not queries.may_enter(me()):
        raise NotFound(_("There is no such page."))


def is_secretary() -> bool:
    """Is the account the secretary of a group?"""
    account = me()
    return queries.SECRETARY in account.effective_posts and queries.GROUP in account.unit.roles


def secretary() -> Account:
    """The secretary that asks; nobody else may do this."""
    if not is_secretary():
        raise NotAllowed(_("Only the secretary of the leading group may do that."))
    return me()


def chair() -> Account:
    """The chair that asks; nobody else may do this."""
    account = me()
    if queries.CHAIR not in account.effective_posts or queries.GROUP not in account.unit.roles:
        raise NotAllowed(_("Only a chair of the leading group may do that."))
    return account


def group() -> Unit:
    """The group whose pages these are: the account's own, or the city's."""
    own = me().unit
    return own if queries.GROUP in own.roles else queries.group()


@contextmanager
def command() -> Iterator[None]:
    """One transaction, in which people are told as well."""
    with transaction():
        yield
        notices.deliver()


def request_form() -> Mapping[str, str]:
    """Every field that was sent."""
    return request.form


def text(name: str) -> str:
    """What was typed into a field, without what cannot be stored."""
    typed = request.form.get(name, "")[:LONGEST].replace("\r\n", "\n")
    # Nor what nobody sees, such as a mark that turns the text round: a title of it is no title.
    return "".join(s for s in typed if s in "\n\t" or category(s) not in UNSEEN).strip()


def day(name: str) -> date | None:
    """A date that was entered; nonsense is none, and so is a year that no calendar knows."""
    try:
        found = date.fromisoformat(text(name))
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def number(name: str) -> int | None:
    """A row's number that was chosen; nonsense is none."""
    return as_number(text(name))


def as_number(typed: str) -> int | None:
    """A row's number as typed, within what the database counts."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def keep_files(field: str, owner: str, account: Account) -> list[str]:
    """Keep the files of a field under what they belong to; their numbers."""
    sent = [upload for upload in request.files.getlist(field) if upload.filename]
    if len(sent) > MOST_FILES:
        raise Invalid({field: [_("At most %(most)d files at a time.", most=MOST_FILES)]})
    try:
        kept = [files.store(upload, field, account) for upload in sent]
    except Invalid as wrong:
        raise Invalid({field: [f for faults in wrong.fields.values() for f in faults]}) from None
    for one in kept:
        one.field = owner
    return [str(one.id) for one in kept]


def page(template: str, faults: Faults | None = None, **values: Any) -> ResponseReturnValue:
    """A page of the group; with faults it is the answer to a form that was not taken."""
    typed = request.form if request.method == "POST" else {}
    shown = render_template(
        template, faults=faults or {}, typed=typed, is_secretary=is_secretary(), **values
    )
    return shown, 422 if faults else 200
