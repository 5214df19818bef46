"""What an account must do before anything else opens: its own password, its second factor."""

from flask import current_app, flash, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.foundation.i18n import lazy
from app.foundation.identity.models import Account
from app.foundation.people import second_factor
from app.web import signing_in

PASSWORD, FACTOR = "account.new_password", "second_factor.show"
ALWAYS = frozenset({"account.sign_out", "locale.switch"})
# The page to go to → what else opens meanwhile.
OPEN = {
    PASSWORD: frozenset({PASSWORD, "account.change_password"}),
    FACTOR: frozenset({FACTOR, "second_factor.begin", "second_factor.confirm"}),
}
SAID = {
    PASSWORD: lazy("Somebody else made your password: choose one of your own first."),
    FACTOR: lazy("Your post demands a second factor: set it up first."),
}


def first(account: Account) -> ResponseReturnValue | None:
    """Where the account must go first; None where everything is open to it."""
    page = _page(account)
    if not page or request.endpoint in ALWAYS | OPEN[page]:
        return None
    said, address = str(SAID[page]), url_for(page)
    if request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json":
        return jsonify(error="duty", message=said), 403
    if request.headers.get("HX-Request"):
        return "", 403, {"HX-Redirect": address}
    if request.endpoint is not None:
        flash(said, "warning")
    return redirect(address)


def _page(account: Account) -> str:
    # Whoever came by a provider needs no password; whoever typed it, knows it.
    if account.must_change_password and session.get("way") != signing_in.PROVIDER:
        return PASSWORD
    if second_factor.is_due(account, current_app.config["SECOND_FACTOR_POSTS"]):
        return FACTOR
    return ""
