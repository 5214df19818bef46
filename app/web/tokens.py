"""The tokens of one's own programs: made, listed, ended."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.foundation.identity.sign_in_models import ApiToken
from app.foundation.people import tokens
from app.web import attempts
from app.web.meeting_forms import text

bp = Blueprint("tokens", __name__, url_prefix="/account/tokens")


@bp.get("/")
def index() -> ResponseReturnValue:
    """The account's tokens, and the form for another."""
    return _page()


@bp.post("/")
def make() -> ResponseReturnValue:
    """A new token, shown this once; the present password is asked for."""
    if fault := attempts.present_password_fault("api_token_refused"):
        return _page({"password": [fault]}), 422
    account: Account = current_user._get_current_object()
    try:
        with transaction():
            made, secret = tokens.make(account, account, **wanted())
            name = made.name
    except Invalid as wrong:
        return _page(wrong.fields), 422
    except Conflict as wrong:
        return _page({"name": [str(wrong.message)]}), 409
    return shown(name, secret, url_for("tokens.index"))


@bp.post("/<int:token_id>/end")
def end(token_id: int) -> ResponseReturnValue:
    """The token opens nothing from now on."""
    with transaction():
        tokens.revoke(current_user._get_current_object(), token_id)
    flash(_("The token has ended."), "success")
    return redirect(url_for("tokens.index"))


def wanted() -> dict[str, Any]:
    """The token as the form asks for it."""
    return {
        "name": text("name"),
        "scopes": request.form.getlist("scopes"),
        "days": request.form.get("days", 0, int),
    }


def shown(name: str, secret: str, back: str) -> ResponseReturnValue:
    """The page with a token's secret; no browser keeps it."""
    page = render_template("account/token.html", name=name, secret=secret, back=back)
    return make_response(page, 201, {"Cache-Control": "no-store"})


def choices(owner: Account) -> dict[str, Any]:
    """What the list and the form of tokens need."""
    found: list[ApiToken] = tokens.of(owner)
    return {
        "tokens": [one for one in found if one.is_open],
        "ended": [one for one in found if not one.is_open],
        "scopes": tokens.SCOPES,
        "days": tokens.DAYS,
        "chosen": request.form.getlist("scopes"),
    }


def _page(faults: Mapping[str, list[str]] | None = None) -> str:
    owner: Account = current_user._get_current_object()
    return render_template(
        "account/tokens.html", faults=faults or {}, typed=request.form, **choices(owner)
    )
