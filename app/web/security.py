"""Headers on every answer, the request's number, and the signs of life."""

import re
import secrets

from flask import Blueprint, Flask, Response, current_app, g, request, send_from_directory
from flask.typing import ResponseReturnValue

from app.operating import readiness

bp = Blueprint("security", __name__)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # the diagram editor and the charts set single styles
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: over HTTPS the check of forms reads it.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
}
HSTS = "max-age=31536000; includeSubDomains"
MAY_BE_KEPT = frozenset({"assets.file", "security.favicon", "static"})
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
A_DAY = 24 * 3600


def install(app: Flask) -> None:
    """Number every request and guard every answer."""
    app.register_blueprint(bp)
    app.before_request(number)
    app.after_request(guard)


def number() -> None:
    """Give the request a number that the user can quote and the log contains."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def guard(answer: Response) -> Response:
    """Set the headers that a browser must have from us."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint not in MAY_BE_KEPT:
        answer.headers["Cache-Control"] = "no-store"
        answer.vary.add("HX-Request")
    if request.is_secure and not current_app.config["DEMO"]:
        answer.headers["Strict-Transport-Security"] = HSTS
    return answer


@bp.get("/favicon.ico")
def favicon() -> Response:
    """The sign in the browser's tab."""
    return send_from_directory(current_app.static_folder or "", "favicon.ico", max_age=A_DAY)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The program runs."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The program and its database answer and fit; else 503, and nobody is to be sent here."""
    if problem := readiness.problem():
        return {"status": problem}, 503
    return {"status": "ready"}
