"""Accounts: list, open, change the posts, reset a password.  For the system administrator."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.sharing import regions
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _
from app.foundation.identity import posts, queries, tenure
from app.foundation.identity.models import Account
from app.foundation.people import accounts, directory, units
from app.web import asking, paging, people_words, unit_fields
from app.web.people_forms import Faults, administrator, page, text
from app.workflow import handover

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@dataclass(frozen=True)
class Asked(asking.Asked):
    """The search as the page shows it again."""

    text: str = asking.text()
    unit: str = unit_fields.by_code()
    post: str = asking.one_of(posts.TITLES)
    state: str = asking.one_of(people_words.ACCOUNT_STATES)
    sort: str = asking.one_of(people_words.ACCOUNT_SORTS, "unit")


@bp.get("/")
@administrator
def index() -> ResponseReturnValue:
    """The accounts of all units."""
    asked = Asked.of(request.args)
    found = accounts.listed(
        accounts.Filters(asked.text, asked.unit, asked.post, asked.state, asked.sort)
    )
    fields = unit_fields.fields(
        asked.args(), {"unit": _("Unit")}, url_for("people.accounts.index"), "code"
    )
    values = {
        "page": paging.cut(found, paging.number()),
        "asked": asked,
        "unit_fields": fields,
        "posts": posts.TITLES.items(),
        "words": people_words,
    }
    if request.headers.get("HX-Request"):
        shown = unit_fields.with_rows(render_template("people/_accounts.html", **values), fields)
    else:
        shown = render_template("people/accounts.html", **values)
    return shown, {"Vary": "HX-Request"}


@bp.get("/new")
@administrator
def new() -> ResponseReturnValue:
    """The form for a new account."""
    return _form(typed={"unit": request.args.get("unit", "")[:20]})


@bp.post("/")
@administrator
def open_one() -> ResponseReturnValue:
    """Open an account; its first password is shown once."""
    try:
        with transaction():
            made = directory.open_account(
                text("login"),
                unit_code=unit_fields.code("unit"),
                post_names=request.form.getlist("posts"),
                display_post=text("title"),
                email=text("email"),
                password=directory.new_password(),
                confirmed=bool(text("confirmed")),
                is_program=bool(text("is_program")),
            )
            account_id = made.id
            password = "" if made.is_program else directory.reset_password(made)
    except Invalid as wrong:
        return _form(unit_fields.told(wrong.fields, "unit"))
    except Conflict as wrong:
        return _form({"login": [str(wrong.message)]})
    if not password:
        flash(_("The program's account is open: give it a token."), "success")
        return redirect(url_for("people.sign_in.show", account_id=account_id))
    return _once(account_id, password, status=201)


@bp.get("/<int:account_id>")
@administrator
def show(account_id: int) -> ResponseReturnValue:
    """One account: its posts since when, what it holds, what was changed."""
    return _show(queries.account(account_id))


@bp.post("/<int:account_id>/details")
@administrator
def describe(account_id: int) -> ResponseReturnValue:
    """Change how the post is shown, and where its mail goes."""
    account = queries.account(account_id)
    try:
        with transaction():
            directory.describe(account, display_post=text("title"), email=text("email"))
    except Invalid as wrong:
        return _show(queries.account(account_id), wrong.fields)
    return _back(account_id, _("The account has been changed."))


@bp.post("/<int:account_id>/posts")
@administrator
def change_posts(account_id: int) -> ResponseReturnValue:
    """Change which posts the account holds."""
    account = queries.account(account_id)
    try:
        with transaction():
            handover.change_posts(
                account,
                set(request.form.getlist("posts")),
                known=set(text("known").split()),
                confirmed=bool(text("confirmed")),
            )
    except Invalid as wrong:
        return _show(queries.account(account_id), wrong.fields)
    except Conflict as wrong:
        return _show(queries.account(account_id), {"posts": [str(wrong.message)]}, status=409)
    return _back(account_id, _("The posts have been changed."))


@bp.post("/<int:account_id>/password")
@administrator
def reset_password(account_id: int) -> ResponseReturnValue:
    """Give the account a new password, shown once; every session of it ends."""
    account = queries.account(account_id)
    with transaction():
        password = directory.reset_password(account)  # for one sign-in
    return _once(account_id, password)


def _once(account_id: int, password: str, *, status: int = 200) -> ResponseReturnValue:
    """The page that shows a password; no browser keeps it."""
    shown = render_template(
        "people/password.html", account=queries.account(account_id), password=password
    )
    return make_response(shown, status, {"Cache-Control": "no-store"})


def _back(account_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("people.accounts.show", account_id=account_id))


def _form(
    faults: Faults | None = None, *, typed: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    return page(
        "people/account_form.html",
        faults,
        typed=typed,
        posts=posts.TITLES.items(),
        held=request.form.getlist("posts"),
    )


def _show(
    account: Account, faults: Faults | None = None, *, status: int | None = None
) -> ResponseReturnValue:
    left = handover.left_by(account)
    return page(
        "people/account.html",
        faults,
        account=account,
        posts=posts.TITLES.items(),
        held=request.form.getlist("posts") if "known" in request.form else account.post_names,
        terms=tenure.of_account(account.id),
        left=left,
        closing=None if account.active else handover.last_closing(account),
        colleagues=handover.successors(account),
        history=units.history(str(account), people_words.ACCOUNT_ACTIONS),
        absences=queries.delegations(account),
        today=clock.today(),
        regions=regions.names(),
        words=people_words,
        status=status or (422 if faults else 200),
    )
