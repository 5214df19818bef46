"""The second factor: asked for at sign-in, set up, replaced, taken away, its recovery codes."""

from collections.abc import Callable, Mapping

import segno
from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.foundation import audit, clock
from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _
from app.foundation.identity import acting
from app.foundation.identity.models import Account, new_nonce
from app.foundation.people import second_factor
from app.web import attempts, signing_in

bp = Blueprint("second_factor", __name__)

ENROLLING = "enrolling"
REFUSED = "second_factor_refused"


@bp.get("/sign-in/code")
def ask() -> ResponseReturnValue:
    """Ask for the code, once the password was right."""
    if signing_in.half_in() is None:
        return _begin_again()
    return render_template("account/code.html", fault="")


@bp.post("/sign-in/code")
def answer() -> ResponseReturnValue:
    """Let in whoever has the code as well."""
    found = signing_in.half_in()
    if found is None:
        return _begin_again()
    account, half = found
    if wait := attempts.code_throttled(account):
        return render_template("account/code.html", fault=attempts.too_often(wait)), 429
    with acting.as_account(account), transaction():
        by = second_factor.accepts(account, request.form.get("code", ""))
        if not by:
            audit.record(REFUSED, subject=str(account))
    if not by:
        return render_template("account/code.html", fault=_wrong()), 422
    attempts.forgive_codes(account)
    account, half = signing_in.half_in() or found
    entered = signing_in.let_in(account, half["way"], half["next"], by)
    if by == "recovery":
        left = second_factor.codes_left(account)
        flash(_("You used a recovery code; %(count)s are left.", count=left), "warning")
    return entered


@bp.get("/account/second-factor")
def show() -> ResponseReturnValue:
    """Whether it is set up, and what can be done about it."""
    return _page()


@bp.post("/account/second-factor")
def begin() -> ResponseReturnValue:
    """Begin to set it up; the present password is asked for."""
    return _with_password(_enrol)


@bp.post("/account/second-factor/confirm")
def confirm() -> ResponseReturnValue:
    """The first code of the device; then the recovery codes are shown, this once."""
    account = _me()
    if wait := attempts.code_throttled(account):
        return _page({"code": [attempts.too_often(wait)]}), 429
    try:
        with transaction():
            codes = second_factor.confirm(account, request.form.get("code", ""))
            account.session_nonce = new_nonce()  # sessions begun with one proof end
            signing_in.begin_session(account, session.get("way", signing_in.PASSWORD))
    except Invalid as wrong:
        return _page(wrong.fields), 422
    attempts.forgive_codes(account)
    return _once(codes)


@bp.post("/account/second-factor/codes")
def renew_codes() -> ResponseReturnValue:
    """New recovery codes, shown this once."""

    def renew() -> ResponseReturnValue:
        with transaction():
            codes = second_factor.renew_codes(_me())
        return _once(codes)

    return _with_password(renew)


@bp.post("/account/second-factor/replace")
def replace() -> ResponseReturnValue:
    """Another device in the place of the present one."""

    def begin_anew() -> ResponseReturnValue:
        with transaction():
            second_factor.replace(_me())
        return _enrol()

    return _with_password(begin_anew)


@bp.post("/account/second-factor/remove")
def remove() -> ResponseReturnValue:
    """Do without it, where no post demands it."""

    def do_without() -> ResponseReturnValue:
        with transaction():
            second_factor.remove(_me(), current_app.config["SECOND_FACTOR_POSTS"])
        flash(_("From now on your password alone opens your account."), "success")
        return redirect(url_for("second_factor.show"))

    return _with_password(do_without)


def _enrol() -> ResponseReturnValue:
    session[ENROLLING] = int(clock.now().timestamp()) + 60 * signing_in.MINUTES
    with transaction():
        second_factor.begin(_me())
    return redirect(url_for("second_factor.show"))


def _with_password(act: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    if fault := attempts.present_password_fault("second_factor_change_refused"):
        return _page({"password": [fault]}), 422
    try:
        return act()
    except Conflict as wrong:
        return _page({"password": [str(wrong.message)]}), 409


def _page(faults: Mapping[str, list[str]] | None = None) -> str:
    account, wanted = _me(), current_app.config["SECOND_FACTOR_POSTS"]
    enrolment = None
    if not second_factor.is_set(account) and session.get(ENROLLING, 0) > clock.now().timestamp():
        with transaction():
            enrolment = second_factor.begin(account)
    picture = segno.make(enrolment.uri, error="m").svg_data_uri(scale=5) if enrolment else ""
    return render_template(
        "account/second_factor.html",
        since=account.second_factor_at,
        due_at=account.second_factor_due_at,
        required=second_factor.is_required(account, wanted),
        overdue=second_factor.is_due(account, wanted),
        codes_left=second_factor.codes_left(account),
        enrolment=enrolment,
        picture=picture,
        login=account.login,
        faults=faults or {},
        typed={},
    )


def _once(codes: list[str]) -> ResponseReturnValue:
    """The page with the recovery codes; no browser keeps it."""
    session.pop(ENROLLING, None)
    page = render_template("account/recovery_codes.html", codes=codes, login=_me().login)
    return make_response(page, 201, {"Cache-Control": "no-store"})


def _begin_again() -> ResponseReturnValue:
    session.pop(signing_in.HALF, None)
    flash(_("Please begin anew: it took too long, or the password has changed."), "warning")
    return redirect(url_for("account.sign_in"))


def _wrong() -> str:
    return _(
        "This code is not right, or has been used. A device's code opens once: wait for the next "
        "one, and check the device's clock."
    )


def _me() -> Account:
    account: Account = current_user._get_current_object()
    return account
