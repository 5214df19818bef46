"""The door of programs: a token in the request's head, what it may read, how often."""

from flask import current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from limits import parse
from werkzeug.exceptions import TooManyRequests

from app.foundation.database import transaction
from app.foundation.errors import NotAllowed
from app.foundation.i18n import _
from app.foundation.identity import acting, throttle
from app.foundation.identity.models import Account
from app.foundation.people import tokens
from app.web import crowding
from app.web.visitor import Visitor

BLUEPRINT = "api"
SCHEME = "Bearer "


def is_asked() -> bool:
    """Is this one of the addresses that are for programs?  Sessions count for nothing there."""
    return BLUEPRINT in request.blueprints


def account() -> Account | None:
    """Whose token the request shows; None where it shows none that is good."""
    if not is_asked():
        return None
    found = tokens.owner(_shown())
    if found is None:
        return None
    g.api_token = found[1]
    return found[0]


def enter(who: Account) -> None:
    """Let a program in: for whom it asks, whether its token says so, and not too often."""
    g.visitor = Visitor.of(who)
    g.acting = acting.as_account(who)
    token = g.api_token
    _count(token.id)
    wanted = getattr(current_app.view_functions[str(request.endpoint)], "scope", "")
    if wanted and wanted not in token.scopes:
        raise NotAllowed(_("This token may not do this; it would need %(scope)s.", scope=wanted))
    if tokens.is_news(token):
        with transaction():
            tokens.note_use(token)


def refuse() -> ResponseReturnValue:
    """The answer to whoever shows no token that is good."""
    crowding.admit()
    body = {
        "error": _("Please sign in"),
        "message": _("Send a token of your account: Authorization: Bearer xs_…"),
        "fields": {},
        "request": g.get("request_id", ""),
    }
    return jsonify(body), 401, {"WWW-Authenticate": 'Bearer realm="xieshang"'}


def _shown() -> str:
    head = request.headers.get("Authorization", "")
    return head[len(SCHEME) :].strip() if head[: len(SCHEME)].lower() == SCHEME.lower() else ""


def _count(token_id: int) -> None:
    """Count the request, on all nodes together."""
    if not current_app.config["RATELIMIT_ENABLED"]:
        return
    item = parse(f"{current_app.config['API_PER_MINUTE']} per minute")
    if not throttle.limiter.hit(item, BLUEPRINT, str(token_id)):
        raise TooManyRequests(retry_after=throttle.seconds_left(item, BLUEPRINT, str(token_id)))
