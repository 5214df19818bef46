"""Closing an account, which hands over what it holds; opening it again, which takes it back."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.foundation.database import transaction
from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _, ngettext
from app.foundation.identity import queries
from app.foundation.identity.models import Account
from app.foundation.people import named_posts
from app.web.people_forms import Faults, administrator, as_number, page, text
from app.workflow import drafts, handover

bp = Blueprint("closing", __name__, url_prefix="/accounts/<int:account_id>")


@bp.get("/close")
@administrator
def ask(account_id: int) -> ResponseReturnValue:
    """Ask who takes over, and say what would go where."""
    return _ask(_open_one(account_id))


@bp.post("/close")
@administrator
def close(account_id: int) -> ResponseReturnValue:
    """Close the account; its tasks and drafts go to the successor, or back to the unit."""
    account = _open_one(account_id)
    try:
        with transaction():
            closing = handover.close(
                account, _successor(account), confirmed=bool(text("confirmed"))
            )
            moved = closing.moved
    except Invalid as wrong:
        return _ask(_open_one(account_id), wrong.fields)
    except Conflict as wrong:
        return _ask(queries.account(account_id), {"successor": [str(wrong.message)]}, status=409)
    flash(
        _(
            "The account is closed: %(tasks)s tasks and %(drafts)s drafts went to the successor, "
            "%(released)s tasks back to the unit, %(absences)s absences ended.",
            **{name: len(moved[name]) for name in ("tasks", "drafts", "released", "absences")},
        ),
        "success",
    )
    return redirect(url_for("people.accounts.show", account_id=account_id))


@bp.post("/reopen")
@administrator
def reopen(account_id: int) -> ResponseReturnValue:
    """Open the account again, with what went elsewhere and was not used since."""
    account = queries.account(account_id)
    with transaction():
        handover.reopen(account)
    flash(_("The account is open again, in the posts it had."), "success")
    return redirect(url_for("people.accounts.show", account_id=account_id))


@bp.post("/drafts")
@administrator
def hand_over_drafts(account_id: int) -> ResponseReturnValue:
    """Give the drafts of a closed account to a colleague."""
    account = queries.account(account_id)
    taker = _successor(account)
    if account.active:
        raise Conflict(_("This account is open."))
    if taker is None:
        raise Invalid({"successor": [_("Choose a colleague of the account's unit.")]})
    with transaction():
        gone = len(drafts.hand_over(account, taker))
    flash(
        ngettext("%(num)s draft was handed over.", "%(num)s drafts were handed over.", gone),
        "success",
    )
    return redirect(url_for("people.accounts.show", account_id=account_id))


def _open_one(account_id: int) -> Account:
    account = queries.account(account_id)
    if not account.active:
        raise Conflict(_("This account is closed already."))
    return account


def _successor(account: Account) -> Account | None:
    """The colleague that was chosen; the service refuses what is none."""
    wanted = text("successor")
    if not wanted:
        return None
    found = as_number(wanted)
    chosen = {one.id: one for one in handover.successors(account)}
    if found not in chosen:
        raise Invalid({"successor": [_("Choose a colleague of the account's unit.")]})
    return chosen[found]


def _ask(
    account: Account, faults: Faults | None = None, *, status: int | None = None
) -> ResponseReturnValue:
    left = handover.left_by(account)
    return page(
        "people/close.html",
        faults,
        account=account,
        left=left,
        colleagues=handover.successors(account),
        unnamed=sorted(left.alone_in & set(named_posts.NAMED)),
        typed=request.form,
        status=status or (422 if faults else 200),
    )
