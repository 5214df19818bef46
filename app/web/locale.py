"""Chinese first, English complete: which of the two a page speaks."""

from flask import Blueprint, Flask, current_app, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_login import current_user

from app.foundation.database import transaction
from app.foundation.errors import Invalid
from app.foundation.i18n import _
from app.web.back import safe_path
from app.web.visitor import visitor

bp = Blueprint("locale", __name__)
COOKIE = "lang"
A_YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Let every text be in the reader's language."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "web/translations")
    Babel(app, locale_selector=chosen)
    app.register_blueprint(bp)


def chosen() -> str:
    """The account's language, else the one asked for, remembered, or set in the browser."""
    languages = current_app.config["LANGUAGES"]
    if not has_request_context():
        return languages[0]
    account = visitor()
    wishes = [account.locale] if account else []
    wishes += [request.args.get("lang", ""), request.cookies.get(COOKIE, "")]
    for wish in wishes:
        if wish.partition("-")[0] in languages:
            return wish.partition("-")[0]
    return request.accept_languages.best_match(languages) or languages[0]


@bp.post("/locale")
def switch() -> ResponseReturnValue:
    """Change the language, and come back to the same page."""
    wish = request.form.get("lang", "")
    if wish not in current_app.config["LANGUAGES"]:
        raise Invalid({"lang": [_("There is no such language here.")]})
    if current_user.is_authenticated:
        with transaction():
            current_user.locale = wish
    answer = redirect(safe_path(request.form.get("next")))
    answer.set_cookie(
        COOKIE,
        wish,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return answer
