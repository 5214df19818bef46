"""Signing in and out, and an account's own page: password, language, absences."""

import secrets
from datetime import date

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
from flask_login import current_user, login_user, logout_user

from app.foundation import audit, clock
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity import acting, demo, passwords, queries, throttle
from app.foundation.identity.models import Account
from app.foundation.people import absence, directory, sessions
from app.web import attempts
from app.web.back import safe_path

bp = Blueprint("account", __name__)

LOGIN_LENGTH = 60


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask for login and password; who has signed in already goes on."""
    if current_user.is_authenticated:
        return redirect(safe_path(request.args.get("next")))
    return _ask(request.args.get("login", ""))


@bp.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Sign in.  Whatever is wrong, the answer and the time it takes are the same."""
    login = request.form.get("login", "").strip().casefold()
    password = request.form.get("password", "")
    address = request.remote_addr or ""
    if wait := attempts.throttled(login, address):
        return _ask(login, attempts.too_often(wait), status=429, wait=wait)
    account = attempts.known(login)
    right = passwords.matches(account, password) and _may_use(password)
    if not account or not right:
        _note_failure(account)
        return _ask(login, _("Login or password is wrong."), status=422)
    throttle.forgive(login, address)
    with acting.as_account(account), transaction():
        audit.record("signed_in", subject=str(account))
        _begin_session(account)
    return redirect(safe_path(request.form.get("next")))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session; a copy of its cookie is worth nothing afterwards."""
    with transaction():
        sessions.end(session.get("sid", ""), current_app.permanent_session_lifetime)
        audit.record("signed_out", subject=f"account:{current_user.login}")
    logout_user()
    session.clear()
    flash(_("You have signed out."), "success")
    return redirect(url_for("account.sign_in"))


@bp.get("/account")
def profile() -> ResponseReturnValue:
    """The account's own page."""
    return _profile()


@bp.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other session of the account ends."""
    if fault := attempts.present_password_fault("password_change_refused"):
        return _profile({"password": [fault]}), 422
    try:
        with transaction():
            _check_repeated()
            directory.set_password(current_user, request.form.get("new_password", ""))
            _begin_session(current_user._get_current_object())
    except Invalid as faults:
        return _profile(faults.fields), 422
    flash(_("Your password has changed. Other sessions of your account have ended."), "success")
    return redirect(url_for("account.profile"))


@bp.post("/account/absences")
def delegate() -> ResponseReturnValue:
    """Let a colleague stand in for an absence."""
    try:
        with transaction():
            absence.arrange(
                current_user._get_current_object(),
                colleague=_colleague(request.form.get("colleague", "")),
                from_on=_day("from_on"),
                until_on=_day("until_on"),
                reason=request.form.get("reason", ""),
            )
    except Invalid as faults:
        return _profile(faults.fields), 422
    flash(_("Your colleague stands in for you during these days."), "success")
    return redirect(url_for("account.profile", _anchor="absences"))


@bp.post("/account/absences/<int:delegation_id>/end")
def end_delegation(delegation_id: int) -> ResponseReturnValue:
    """End an absence before its last day."""
    with transaction():
        absence.end(current_user._get_current_object(), delegation_id)
    flash(_("The arrangement has ended."), "success")
    return redirect(url_for("account.profile", _anchor="absences"))


def _ask(login: str, fault: str = "", *, status: int = 200, wait: int = 0) -> ResponseReturnValue:
    """The sign-in page; in a demonstration with the accounts to choose from."""
    trying = current_app.config["DEMO"]
    page = render_template(
        "account/sign_in.html",
        login=login[:LOGIN_LENGTH],
        fault=fault,
        next=safe_path(request.values.get("next")),
        groups=demo.groups() if trying else [],
        password=passwords.PUBLISHED if trying and login else "",
    )
    return make_response(page, status, {"Retry-After": str(wait)} if wait else {})


def _profile(faults: dict[str, list[str]] | None = None) -> str:
    account: Account = current_user._get_current_object()
    return render_template(
        "account/profile.html",
        account=account,
        colleagues=queries.colleagues(account),
        delegations=queries.delegations(account),
        faults=faults or {},
        typed=request.form,
        today=clock.today(),
        shortest=passwords.SHORTEST,
    )


def _begin_session(account: Account) -> None:
    """A new session with a new number: one that was fixed before sign-in is worth nothing."""
    session.clear()
    session.permanent = True
    session["sid"] = secrets.token_hex(16)
    login_user(account)


def _may_use(password: str) -> bool:
    """The published password opens nothing but a demonstration."""
    return bool(current_app.config["DEMO"]) or password != passwords.PUBLISHED


def _note_failure(account: Account | None) -> None:
    """Record it for an account that exists; guesses at others are only counted."""
    db.session.rollback()
    if account is not None:
        with transaction():
            audit.record("sign_in_refused", subject=f"account:{account.login}")


def _check_repeated() -> None:
    if request.form.get("new_password", "") != request.form.get("again", ""):
        raise Invalid({"again": [_("The two new passwords differ.")]})


def _colleague(number: str) -> Account | None:
    return next((one for one in queries.colleagues(current_user) if str(one.id) == number), None)


def _day(field: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(field, ""))
    except ValueError:
        return None
