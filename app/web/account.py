"""Signing in and out, and an account's own page: password, language, absences."""

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
from flask_login import current_user, logout_user

from app.foundation import audit, clock
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.foundation.identity import demo, passwords, queries, throttle
from app.foundation.identity.models import Account
from app.foundation.people import absence, directory, sessions
from app.web import attempts, provider, signing_in
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
    _settle_identity()
    return signing_in.arrive(account, signing_in.PASSWORD, request.form.get("next", ""))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session; a copy of its cookie is worth nothing afterwards."""
    with transaction():
        sessions.end(session.get("sid", ""), current_app.permanent_session_lifetime)
        audit.record("signed_out", subject=f"account:{current_user.login}")
    by_provider = session.get("way") == signing_in.PROVIDER
    logout_user()
    session.clear()
    session["way"] = signing_in.PROVIDER if by_provider else ""
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
        return _again({"password": [fault]}), 422
    try:
        with transaction():
            attempts.check_repeated()
            _check_is_another()
            directory.set_password(current_user, request.form.get("new_password", ""))
            signing_in.begin_session(current_user._get_current_object(), signing_in.PASSWORD)
    except Invalid as faults:
        return _again(faults.fields), 422
    flash(_("Your password has changed. Other sessions of your account have ended."), "success")
    return redirect(url_for("account.profile"))


@bp.get("/account/password")
def new_password() -> ResponseReturnValue:
    """The form alone: for whoever must change a password that somebody else made."""
    return _forced()


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
        identity=signing_in.waiting_identity(),
        provider=provider.name(),
        leave_provider=provider.way_out() if session.get("way") == signing_in.PROVIDER else "",
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


def _again(faults: dict[str, list[str]]) -> str:
    """The page from which the change of the password was sent, with what is wrong."""
    return _forced(faults) if current_user.must_change_password else _profile(faults)


def _forced(faults: dict[str, list[str]] | None = None) -> str:
    return render_template(
        "account/new_password.html",
        login=current_user.login,
        action=url_for("account.change_password"),
        asks_present=True,
        faults=faults or {},
        shortest=passwords.SHORTEST,
    )


def _settle_identity() -> None:
    """Whom a provider knows is connected only if the form that says so was sent."""
    if pending := signing_in.waiting_identity():
        if "connect" in request.form:
            session[signing_in.PENDING] = pending | {"agreed": True}
        else:
            session.pop(signing_in.PENDING, None)


def _may_use(password: str) -> bool:
    """The published password opens nothing but a demonstration."""
    return bool(current_app.config["DEMO"]) or password != passwords.PUBLISHED


def _note_failure(account: Account | None) -> None:
    """Record it for an account that exists; guesses at others are only counted."""
    db.session.rollback()
    if account is not None:
        with transaction():
            audit.record("sign_in_refused", subject=f"account:{account.login}")


def _check_is_another() -> None:
    """A password that somebody else made is not kept by typing it again."""
    if request.form.get("new_password", "") == request.form.get("password", ""):
        raise Invalid({"new_password": [_("This is your present password: choose another.")]})


def _colleague(number: str) -> Account | None:
    return next((one for one in queries.colleagues(current_user) if str(one.id) == number), None)


def _day(field: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(field, ""))
    except ValueError:
        return None
