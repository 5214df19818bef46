"""How the account of somebody else signs in: for the system administrator."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _
from app.foundation.identity import queries
from app.foundation.identity.models import Account
from app.foundation.people import outside, second_factor, sessions, tokens
from app.web import provider
from app.web import tokens as token_pages
from app.web.people_forms import Faults, administrator, me, text

bp = Blueprint("sign_in", __name__, url_prefix="/accounts/<int:account_id>/sign-in")


@bp.get("")
@administrator
def show(account_id: int) -> ResponseReturnValue:
    """The account's second factor, sessions, connections and tokens."""
    return _page(queries.account(account_id))


@bp.post("/second-factor")
@administrator
def reset_factor(account_id: int) -> ResponseReturnValue:
    """For a holder who lost device and codes; recorded, and told to the holder."""
    account = queries.account(account_id)
    _check_other(account)
    with transaction():
        second_factor.reset(account)
    return _back(account_id, _("The second factor is reset; the next sign-in sets it up anew."))


@bp.post("/sessions")
@administrator
def end_sessions(account_id: int) -> ResponseReturnValue:
    """Every session of the account ends at once, on all nodes."""
    account = queries.account(account_id)
    with transaction():
        sessions.end_all_of(account)
    return _back(account_id, _("Every session of the account has ended."))


@bp.post("/identities")
@administrator
def connect(account_id: int) -> ResponseReturnValue:
    """Connect the account with whom the provider knows by this number."""
    account = queries.account(account_id)
    _check_other(account)
    try:
        with transaction():
            issuer = current_app.config["OIDC_ISSUER"]
            outside.connect_for(account, issuer, text("subject"))
    except Invalid as wrong:
        return _page(queries.account(account_id), wrong.fields)
    except Conflict as wrong:
        return _page(queries.account(account_id), {"subject": [str(wrong.message)]})
    return _back(account_id, _("The account is connected."))


@bp.post("/identities/<int:identity_id>/end")
@administrator
def disconnect(account_id: int, identity_id: int) -> ResponseReturnValue:
    """The provider's sign-in opens the account no more."""
    account = queries.account(account_id)
    with transaction():
        outside.disconnect(account, identity_id, told=True)
    return _back(account_id, _("The connection has ended."))


@bp.post("/tokens")
@administrator
def make_token(account_id: int) -> ResponseReturnValue:
    """A token for a program's account, shown this once."""
    account = queries.account(account_id)
    try:
        with transaction():
            made, secret = tokens.make(account, me(), **token_pages.wanted())
            name = made.name
    except Invalid as wrong:
        return _page(queries.account(account_id), wrong.fields)
    except Conflict as wrong:
        return _page(queries.account(account_id), {"name": [str(wrong.message)]})
    back = url_for("people.sign_in.show", account_id=account_id)
    return token_pages.shown(name, secret, back)


@bp.post("/tokens/<int:token_id>/end")
@administrator
def end_token(account_id: int, token_id: int) -> ResponseReturnValue:
    """The token opens nothing from now on."""
    account = queries.account(account_id)
    with transaction():
        tokens.revoke(account, token_id)
    return _back(account_id, _("The token has ended."))


def _check_other(account: Account) -> None:
    """Whoever has a session of an administrator does not open that account for good."""
    if account.id == me().id:
        raise Conflict(_("Your own sign-in another administrator changes."))


def _page(account: Account, faults: Faults | None = None) -> ResponseReturnValue:
    page = render_template(
        "people/sign_in.html",
        account=account,
        is_me=account.id == me().id,
        codes_left=second_factor.codes_left(account),
        sessions=sessions.of(account, current_app.permanent_session_lifetime),
        provider=provider.name(),
        identities=outside.of(account),
        faults=faults or {},
        typed=request.form,
        **token_pages.choices(account),
    )
    return page, 422 if faults else 200


def _back(account_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("people.sign_in.show", account_id=account_id))
