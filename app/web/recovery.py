"""Who forgot the password: ask for a link by mail, and set a new one with it."""

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

from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _
from app.foundation.identity import passwords
from app.foundation.identity.models import Account
from app.foundation.people import recovery
from app.web import attempts

bp = Blueprint("recovery", __name__, url_prefix="/sign-in")

SECRET = "way_back"


@bp.get("/forgotten")
def ask() -> ResponseReturnValue:
    """Who has forgotten the password says who it is."""
    return _asking()


@bp.post("/forgotten")
def send() -> ResponseReturnValue:
    """Whether or not there is the account, the answer and the time it takes are the same."""
    login = request.form.get("login", "").strip().casefold()
    if wait := attempts.throttled(f"way back:{login}", request.remote_addr or ""):
        return _asking(attempts.too_often(wait), status=429)
    if current_app.config["PUBLIC_URL"]:
        account = attempts.known(login)
        with transaction():
            recovery.ask(account)
    return render_template("account/forgotten_sent.html")


@bp.get("/way-back/<secret>")
def come_back(secret: str) -> ResponseReturnValue:
    """The link of the mail; its secret does not stay in the address."""
    recovery.owner(secret)
    session[SECRET] = secret
    return redirect(url_for("recovery.new_password"))


@bp.get("/new-password")
def new_password() -> ResponseReturnValue:
    """The form for a new password."""
    return _setting(recovery.owner(_secret()))


@bp.post("/new-password")
def set_password() -> ResponseReturnValue:
    """Take the new password; then one signs in with it, and with the second factor as ever."""
    try:
        attempts.check_repeated()
        with transaction():
            login = recovery.use(_secret(), request.form.get("new_password", "")).login
    except Invalid as wrong:
        return _setting(recovery.owner(_secret()), wrong.fields), 422
    session.clear()
    flash(_("Your new password is set. Please sign in with it."), "success")
    return redirect(url_for("account.sign_in", login=login))


def _secret() -> str:
    secret = session.get(SECRET)
    if not secret:
        raise NotFound(_("This link is used up or older than 30 minutes. Ask for another one."))
    return str(secret)


@bp.errorhandler(NotFound)
def _ask_again(gone: NotFound) -> ResponseReturnValue:
    """A link that is over leads to where one asks for another."""
    session.pop(SECRET, None)
    flash(str(gone.message), "warning")
    return redirect(url_for("recovery.ask"))


def _asking(fault: str = "", *, status: int = 200) -> ResponseReturnValue:
    by_mail = bool(current_app.config["PUBLIC_URL"])
    page = render_template(
        "account/forgotten.html",
        fault=fault,
        by_mail=by_mail,
        login=request.values.get("login", "")[:60],
    )
    return page, status


def _setting(account: Account, faults: dict[str, list[str]] | None = None) -> str:
    return render_template(
        "account/new_password.html",
        login=account.login,
        action=url_for("recovery.set_password"),
        asks_present=False,
        faults=faults or {},
        shortest=passwords.SHORTEST,
    )
