"""Sign-in by a provider of OpenID Connect: discovery, PKCE, state and nonce by Authlib.

Whoever comes back is known by issuer and subject.  Whom no account is connected with signs in by
password once; no account is ever made or found by a name or a mail address.
"""

import logging
from typing import Any
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from joserfc.errors import JoseError
from requests import RequestException

from app.foundation.i18n import _
from app.foundation.people import outside
from app.web import crowding, signing_in
from app.web.back import safe_path

bp = Blueprint("provider", __name__, url_prefix="/sign-in/provider")

CLIENT = "provider"
KNOWN_AS = "oidc"
SECONDS = 10
STATES = f"_state_{CLIENT}"
WANTED = "provider_next"
DISCOVERY = "/.well-known/openid-configuration"
# Whatever of the provider's answers cannot be used; a mistake of ours is none of these.
WRONG = (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, RuntimeError)
log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Make the client of the provider, where a deployment names one."""
    app.extensions[KNOWN_AS] = None
    if not app.config["OIDC_ISSUER"]:
        return
    app.extensions[KNOWN_AS] = OAuth(app).register(
        CLIENT,
        server_metadata_url=app.config["OIDC_ISSUER"].rstrip("/") + DISCOVERY,
        client_id=app.config["OIDC_CLIENT_ID"],
        client_secret=app.config["OIDC_CLIENT_SECRET"],
        client_kwargs={
            "scope": app.config["OIDC_SCOPES"],
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )


def name() -> str:
    """What the provider is called on the button; nothing where there is none."""
    if _client() is None:
        return ""
    return current_app.config["OIDC_NAME"] or _("Single sign-on")


def way_out() -> str:
    """Where one signs out of the provider as well; nothing where it does not say."""
    client = _client()
    end = client.server_metadata.get("end_session_endpoint") if client else None
    if not end:
        return ""
    back = url_for("account.sign_in", _external=True)
    asked = {"client_id": client.client_id, "post_logout_redirect_uri": back}
    return f"{end}{'&' if '?' in end else '?'}{urlencode(asked)}"


@bp.get("/")
def leave() -> ResponseReturnValue:
    """Go to the provider; the address to come back to stays here."""
    if current_user.is_authenticated:
        return redirect(safe_path(request.args.get("next")))
    client = _client()
    if client is None:
        return redirect(url_for("account.sign_in"))
    crowding.admit()
    _forget_states()
    session[WANTED] = safe_path(request.args.get("next"))
    try:
        metadata = client.load_server_metadata()
        if metadata.get("issuer") != current_app.config["OIDC_ISSUER"]:
            raise ValueError("the provider calls itself otherwise than OIDC_ISSUER")
        there: ResponseReturnValue = client.authorize_redirect(
            url_for("provider.come_back", _external=True)
        )
    except WRONG as wrong:
        client.server_metadata.clear()
        return _refused(wrong, _("The other sign-in does not answer. Use your password."))
    return there


@bp.get("/back")
def come_back() -> ResponseReturnValue:
    """Come back from the provider, with a proof or with a refusal."""
    client = _client()
    if client is None or current_user.is_authenticated:
        return redirect(url_for("home"))
    wanted = session.pop(WANTED, "")
    try:
        said = client.authorize_access_token().get("userinfo")
        if not said:
            raise ValueError("the answer has no ID token")
        issuer, subject = str(said["iss"]), str(said["sub"])
    except WRONG as wrong:
        return _refused(wrong, _words(wrong))
    finally:
        _forget_states()
    account = outside.account_of(issuer, subject)
    if account is not None:
        return signing_in.arrive(account, signing_in.PROVIDER, wanted)
    if outside.is_connected(issuer, subject):
        flash(_("The account that you are connected with is closed."), "danger")
        return redirect(url_for("account.sign_in"))
    called = said.get("name") or said.get("preferred_username") or ""
    signing_in.keep_identity(issuer, subject, str(called)[: outside.LONGEST_NAME])
    return redirect(url_for("account.sign_in", next=wanted))


def _client() -> Any:
    return current_app.extensions[KNOWN_AS]


def _forget_states() -> None:
    """What an earlier attempt left in the cookie."""
    for key in [key for key in session if str(key).startswith(STATES)]:
        session.pop(key)


def _words(wrong: Exception) -> str:
    """What went wrong, as people say it."""
    code = getattr(wrong, "error", "")
    if code == "access_denied":
        return _("The other sign-in was refused or broken off.")
    if code == "mismatching_state":
        return _("This sign-in was begun elsewhere or too long ago. Please begin anew.")
    if isinstance(wrong, RequestException):
        return _("The other sign-in does not answer. Use your password.")
    return _("The other sign-in gave an answer that cannot be trusted. Please begin anew.")


def _refused(wrong: Exception, said: str) -> ResponseReturnValue:
    log.warning("sign-in by the provider failed: %s: %s", type(wrong).__name__, wrong)
    flash(said, "danger")
    return redirect(url_for("account.sign_in"))
