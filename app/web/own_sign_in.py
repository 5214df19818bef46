"""How one signs in: second factor, other sign-ins, the sessions that are open."""

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation.database import transaction
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.foundation.people import outside, second_factor, sessions
from app.web import provider, signing_in

bp = Blueprint("own_sign_in", __name__, url_prefix="/account/sign-in")


@bp.get("")
def show() -> ResponseReturnValue:
    """The account's ways in, and where it is signed in now."""
    account = _me()
    return render_template(
        "account/own_sign_in.html",
        since=account.second_factor_at,
        codes_left=second_factor.codes_left(account),
        sessions=sessions.of(account, current_app.permanent_session_lifetime),
        here=session.get("sid", ""),
        provider=provider.name(),
        identities=outside.of(account),
    )


@bp.post("/sessions/end")
def end_session() -> ResponseReturnValue:
    """End one of the account's sessions, on whichever device it is."""
    with transaction():
        wanted = request.form.get("session", "")[:32].replace("\x00", "")
        sessions.end_own(_me(), wanted, current_app.permanent_session_lifetime)
    flash(_("That session has ended."), "success")
    return redirect(url_for("own_sign_in.show"))


@bp.post("/sessions/end-others")
def end_others() -> ResponseReturnValue:
    """Every session ends but this one."""
    way = session.get("way", signing_in.PASSWORD)
    with transaction():
        sessions.end_all(_me())
        signing_in.begin_session(_me(), way)
    flash(_("Your other sessions have ended."), "success")
    return redirect(url_for("own_sign_in.show"))


@bp.post("/identities/<int:identity_id>/end")
def disconnect(identity_id: int) -> ResponseReturnValue:
    """The provider's sign-in opens the account no more."""
    with transaction():
        outside.disconnect(_me(), identity_id)
    flash(_("The connection has ended."), "success")
    return redirect(url_for("own_sign_in.show"))


def _me() -> Account:
    account: Account = current_user._get_current_object()
    return account
