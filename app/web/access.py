"""Closed unless PUBLIC; and who is acting, on every request."""

import functools
import re
from collections.abc import Callable
from typing import ParamSpec

from flask import Flask, Request, flash, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from app.foundation.errors import NotAllowed
from app.foundation.i18n import _
from app.foundation.identity import acting, queries
from app.foundation.identity.models import Account
from app.web import bearer, crowding, duties, rationing, signing_in, unsent
from app.web.back import this_page
from app.web.visitor import Visitor, visitor

P = ParamSpec("P")

# The portal: open to strangers as far as the catalogues are, and another page once signed in.
PORTAL = frozenset(
    {
        "portal.index",
        "portal.suggest",
        "catalogue_figures.entries",
        "catalogue_figures.index",
        "catalogue_figures.units",
        "portal_entries.catalogue",
        "portal_entries.collection",
        "portal_entries.database",
        "portal_entries.difference",
        "portal_entries.exchange",
        "portal_entries.item",
        "portal_entries.resource",
        "portal_entries.unit",
        "portal_entries.versions",
    }
)
# What leads in.
WAYS_IN = frozenset(
    {
        "account.enter",
        "account.sign_in",
        "provider.come_back",
        "provider.leave",
        "recovery.ask",
        "recovery.come_back",
        "recovery.new_password",
        "recovery.send",
        "recovery.set_password",
        "second_factor.answer",
        "second_factor.ask",
    }
)
# The only pages that may be seen without signing in.
PUBLIC = (PORTAL | WAYS_IN) | frozenset(
    {
        "api.document.show",
        "assets.file",
        "feed.calendar",
        "locale.switch",
        "security.favicon",
        "security.healthz",
        "security.readyz",
        "static",
        "transfer.export",
        "watching.metrics",
    }
)
# Of these, the ones that need not even know who asks.
NEED_TO_KNOW = WAYS_IN | {"locale.switch", "watching.metrics"}
FOR_ANYBODY = PUBLIC - PORTAL - NEED_TO_KNOW

REMEMBERED = re.compile(r"([0-9]{1,9})\.([0-9a-f]+)")

login_manager = LoginManager()
# It would sign out who changes networks; the session id and the nonce do its work here.
login_manager.session_protection = None

STRANGERS_FORM = 16_384  # a sign-in is small, and reading a form costs time
# Every field of our longest form filled to its end: of somebody whose session has ended.
STRANGERS_ANSWER = 262_144


def install(app: Flask) -> None:
    """Close the house, and know who enters."""
    # Its own `current_user` in templates would ask the database on the page of an error.
    login_manager.init_app(app, add_context_processor=False)
    app.before_request(enter)
    app.teardown_request(leave)


@login_manager.user_loader
def load(remembered: str) -> Account | None:
    """The account behind a session, with its posts, in one statement; None if it has ended."""
    found = REMEMBERED.fullmatch(remembered)
    if found is None or bearer.is_asked():
        return None
    return queries.signed_in(int(found[1]), found[2], session.get("sid", ""))


@login_manager.request_loader
def load_by_token(_request: Request) -> Account | None:
    """The account for which a program asks."""
    return bearer.account()


def enter() -> ResponseReturnValue | None:
    """Find out who asks, and send strangers to the sign-in page."""
    if request.endpoint in FOR_ANYBODY:
        return None
    if bearer.is_asked():
        return _enter_by_token()
    if current_user.is_authenticated:
        session.modified = True  # signed in for some hours more
        g.visitor = Visitor.of(current_user)
        g.acting = acting.as_account(current_user)
        rationing.admit(current_user.id)
        signing_in.note_seen()
        return duties.first(current_user)
    g.acting = acting.as_system("web")
    request.max_content_length = request.max_form_memory_size = STRANGERS_FORM
    ended = session.pop("_user_id", None) is not None
    if request.endpoint in PORTAL:
        crowding.admit()
    if request.endpoint in PUBLIC or request.endpoint is None:
        return None
    if not wants_json() and unsent.came_from_here():
        request.max_content_length = request.max_form_memory_size = STRANGERS_ANSWER
        if kept := unsent.page():
            return kept
    return _to_sign_in(ended)


def _enter_by_token() -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        g.acting = acting.as_system("web")
        return bearer.refuse()
    bearer.enter(current_user)
    return None


def leave(error: BaseException | None = None) -> None:
    """The next request in this thread is somebody else's."""
    if scope := g.pop("acting", None):
        scope.leave()


def requires(
    *posts: str,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Only for accounts that hold one of the posts, or stand in for one that does."""

    def only(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @functools.wraps(view)
        def guarded(*args: P.args, **values: P.kwargs) -> ResponseReturnValue:
            who = visitor()
            if who is None or not who.post_names & set(posts):
                raise NotAllowed(_("Your post does not allow this."))
            return view(*args, **values)

        return guarded

    return only


def wants_json() -> bool:
    """Whether a program asks, rather than a browser."""
    if request.path.startswith("/api/"):
        return True
    accepted = request.accept_mimetypes
    best = accepted.best_match(["text/html", "application/json"])
    return best == "application/json" and accepted[best] > accepted["text/html"]


def _to_sign_in(ended: bool) -> ResponseReturnValue:
    if wants_json():
        return jsonify(error="unauthorized", message=_("Please sign in.")), 401
    if ended:
        flash(_("Your session has ended. Please sign in again."), "warning")
    address = url_for("account.sign_in", next=this_page())
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": address}
    return redirect(address)
