"""One table: error → status, and a page that says what to do next."""

from typing import NamedTuple

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException, SecurityError

from app.foundation.connections import MissingRole
from app.foundation.database import OVERTAKEN, db
from app.foundation.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from app.foundation.i18n import lazy
from app.foundation.stores.store import Unavailable
from app.web import archived, unsent
from app.web.access import wants_json
from app.web.back import this_page
from app.web.visitor import visitor

SECONDS_TO_WAIT = 10


class Page(NamedTuple):
    """What a user reads about an error: what happened, and what to do next."""

    title: LazyString
    advice: LazyString


PAGES = {
    400: Page(
        lazy("This request cannot be understood"), lazy("Go back, reload the page and try again.")
    ),
    401: Page(lazy("Please sign in"), lazy("This page is only for those who have signed in.")),
    403: Page(
        lazy("You may not do this"),
        lazy("If your post should allow it, ask your system administrator."),
    ),
    404: Page(
        lazy("There is no such page"),
        lazy("Check the address, or look for the case in your lists."),
    ),
    405: Page(
        lazy("This address cannot be used like that"),
        lazy("Go back and use the buttons of the page."),
    ),
    409: Page(
        lazy("The matter stands differently by now"), lazy("Reload the page and look again.")
    ),
    413: Page(
        lazy("This is too large"),
        lazy("Send fewer or smaller files, at most %(megabytes)s MB in all."),
    ),
    415: Page(
        lazy("This kind of content is not accepted"), lazy("Send the form of the page, or JSON.")
    ),
    422: Page(
        lazy("Some of what you entered is not right yet"),
        lazy("Go back, correct it and send it again."),
    ),
    429: Page(lazy("Too many attempts"), lazy("Wait a little, then try again.")),
    500: Page(
        lazy("Something went wrong on our side"),
        lazy("Nothing was changed. Try again; if it happens again, report the number below."),
    ),
    503: Page(
        lazy("The service is briefly not available"),
        lazy("Nothing was changed. Wait a few seconds and reload the page."),
    ),
}
FORM_EXPIRED = lazy(
    "This form no longer belongs to your session. Reload the page and send it again."
)
UNSTORABLE = lazy("The text contains characters that cannot be stored.")

STATUS: dict[type[Refused], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422}
# PostgreSQL: deadlock, serialisation failure, lock not available.
OUT_OF_RANGE = "22003"  # a number in an address that no row can have
CROSSED = frozenset({"40P01", "40001", "55P03"})


def install(app: Flask) -> None:
    """Let every error become an answer."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(SecurityError, elsewhere)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(exc.DBAPIError, of_database)
    app.register_error_handler(exc.TimeoutError, unavailable)
    app.register_error_handler(MissingRole, unavailable)
    app.register_error_handler(Unavailable, unavailable)


def refused(error: Refused) -> ResponseReturnValue:
    """The law, or the state of the matter, says no; what is not there may be archived."""
    if isinstance(error, NotFound):
        try:
            if page := archived.again():
                return page
        except Refused as other:
            error = other
    fields = error.fields if isinstance(error, Invalid) else {}
    message = "" if fields else str(error.message)  # the title and the faults say it
    return _answer(STATUS.get(type(error), 400), message, fields=fields)


def expired(error: CSRFError) -> ResponseReturnValue:
    """A form without the token of this session; what was typed in it is not lost."""
    if not wants_json() and (kept := unsent.page()):
        return kept
    return _answer(400, str(FORM_EXPIRED))


def elsewhere(error: SecurityError) -> ResponseReturnValue:
    """A host name that is not ours: no page, because no address of ours can be made from it."""
    return "This host name is not served here.", 400, {"Content-Type": "text/plain"}


def of_http(error: HTTPException) -> ResponseReturnValue:
    """What Flask itself refuses; a 500 was logged by it with its trace."""
    if error.response is not None:
        return error.get_response()
    status = error.code if error.code in PAGES else 400 if (error.code or 500) < 500 else 500
    kept = ("Allow", "Retry-After")
    headers = {name: value for name, value in error.get_headers() if name in kept}
    return _answer(status, headers=headers)


def of_database(error: exc.DBAPIError) -> ResponseReturnValue:
    """The database is gone, two crossed each other, or the text cannot be stored."""
    db.session.rollback()
    state = getattr(error.orig, "sqlstate", None)
    if state == OUT_OF_RANGE:
        return _answer(404)
    if isinstance(error, exc.DataError):
        return _answer(400, str(UNSTORABLE))
    if state in CROSSED:
        return _answer(409, str(OVERTAKEN))
    gone = error.connection_invalidated or isinstance(
        error, exc.OperationalError | exc.InterfaceError
    )
    if gone:
        return unavailable(error)
    raise error  # a mistake of ours: logged, and answered as 500


def unavailable(error: Exception) -> ResponseReturnValue:
    """Database, or store of files, does not answer; the next request tries anew."""
    current_app.logger.error("no store for request %s: %s", g.get("request_id"), error)
    return _answer(503, headers={"Retry-After": str(SECONDS_TO_WAIT)})


def _answer(
    status: int,
    message: str = "",
    *,
    fields: dict[str, list[str]] | None = None,
    headers: dict[str, str] | None = None,
) -> ResponseReturnValue:
    """The page of that status, or the same as JSON."""
    g.plain_frame = True  # the frame must not ask the database
    page = PAGES[status]
    title = str(page.title)
    advice = str(page.advice) % {"megabytes": (current_app.config["MAX_CONTENT_LENGTH"] or 0) >> 20}
    number = g.get("request_id", "")
    if wants_json():
        body = {
            "error": title,
            "message": message or advice,
            "fields": fields or {},
            "request": number,
        }
        return jsonify(body), status, headers or {}
    said = {"title": title, "message": message, "advice": advice, "fields": fields or {}}
    form_url = _form_url() if status == 413 else ""
    html = render_template(
        "errors/page.html", status=status, number=number, form_url=form_url, **said
    )
    answer = make_response(html, status, headers or {})
    if request.headers.get("HX-Request"):
        # A part of a page was asked for; the error takes the whole of its main area.
        answer.headers.update(
            {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"}
        )
    return answer


def _form_url() -> str:
    """Where the form that was too large is, with the draft saved before it was sent."""
    form_was_sent = request.method == "POST" and visitor() is not None
    return request.path if form_was_sent and this_page() == request.path else ""
