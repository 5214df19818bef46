"""How an account is told: its mail address, its choice for each kind, its calendar."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from marshmallow import ValidationError, validate

from app.foundation import audit
from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.foundation.notices import texts
from app.foundation.people import choices, feed
from app.foundation.people.choices import Choice

bp = Blueprint("telling", __name__, url_prefix="/account")

LONGEST_ADDRESS = 200


@bp.get("/notices")
def show() -> ResponseReturnValue:
    """What the account chose, and whether its calendar can be read."""
    return _page()


@bp.post("/notices")
def save() -> ResponseReturnValue:
    """Keep the address and the choices."""
    wanted = {one.kind: _sent(one) for one in choices.of(current_user.id)}
    try:
        with transaction():
            _set_address(_account(), request.form.get("email", "").strip())
            choices.save(_account(), wanted, summary="summary" in request.form)
    except Invalid as wrong:
        return _page(wrong.fields, list(wanted.values())), 422
    flash(_("Your choices are saved."), "success")
    return redirect(url_for("telling.show"))


@bp.post("/calendar")
def open_feed() -> ResponseReturnValue:
    """A new private address for the calendar; shown this once."""
    with transaction():
        secret = feed.open_feed(_account())
    address = url_for("feed.calendar", secret=secret, _external=True)
    return _page(address=address)


@bp.post("/calendar/close")
def close_feed() -> ResponseReturnValue:
    """Nobody reads the calendar any more who has the address."""
    with transaction():
        feed.close_feed(_account())
    flash(_("The calendar's address is closed."), "success")
    return redirect(url_for("telling.show", _anchor="h-calendar"))


def _page(
    faults: Mapping[str, list[str]] | None = None,
    chosen: list[Choice] | None = None,
    address: str = "",
) -> str:
    return render_template(
        "account/telling.html",
        chosen=chosen or choices.of(current_user.id),
        summary="summary" in request.form if faults else choices.wants_summary(current_user.id),
        email=request.form.get("email", "") if faults else current_user.email,
        titles=texts.TITLES,
        feed=feed.of(_account()),
        address=address,
        faults=faults or {},
    )


def _sent(before: Choice) -> Choice:
    """The choice for a kind as the form says it."""
    mail = request.form.get(f"mail_{before.kind}", before.mail)
    return Choice(
        before.kind,
        shown=f"shown_{before.kind}" in request.form or not before.may_hide,
        mail=mail if mail in choices.MAILS else before.mail,
    )


def _set_address(account: Account, typed: str) -> None:
    if typed == account.email:
        return
    try:
        if typed:
            validate.Length(max=LONGEST_ADDRESS)(typed)
            validate.Email()(typed)
    except ValidationError as wrong:
        raise Invalid({"email": [_("This is not an address for mail.")]}) from wrong
    account.email = typed
    audit.record("mail address changed", subject=str(account))


def _account() -> Account:
    account: Account = current_user._get_current_object()
    return account
