"""What each request leaves for the operator: a line in the log, numbers, and a sign of life."""

import hmac
import logging
import time
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue

from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _
from app.foundation.watching import logs, numbers, presence, statements
from app.operating import metrics
from app.web.visitor import visitor

bp = Blueprint("watching", __name__)
log = logging.getLogger("xieshang.request")
# Asked every few seconds by programs, or by the dozen for each page: counted, not logged.
QUIET = frozenset(
    {"assets.file", "security.healthz", "security.readyz", "static", "watching.metrics"}
)
UNKNOWN = "none"
OPERATOR = "sysadmin"


def install(app: Flask) -> None:
    """Watch every request.  To be installed when the requests already have their numbers."""
    app.register_blueprint(bp)
    app.before_request(begin)
    app.after_request(end)
    app.teardown_request(forget)
    with app.app_context():
        statements.watch(db.engine, app.config["SLOW_STATEMENT_MS"] / 1000)
    app.extensions["voice"] = voice(app.config)


def voice(config: Mapping[str, Any]) -> presence.Voice:
    """How this process says that it is there, and whether it looks at clocks and queue as well."""
    return presence.Voice("serve" if config["RUN_JOBS"] else "web", presence.program())


def begin() -> None:
    """What is logged from here on belongs to this request, and to the case that it names."""
    g.began, g.counted = time.perf_counter(), statements.counted.set(statements.Count())
    logs.begin(request=g.get("request_id", ""), page=request.endpoint or UNKNOWN)
    if case := (request.view_args or {}).get("instance_id"):
        logs.about(case=case)


def end(answer: Response) -> Response:
    """Count the answer, log it without what was asked or typed, and say that the process lives."""
    if "began" not in g:
        return answer
    page, took = request.endpoint or UNKNOWN, time.perf_counter() - g.began
    numbers.requests.labels(page, _method(), answer.status_code).inc()
    numbers.request_seconds.labels(page.partition(".")[0]).observe(took)
    if page not in QUIET:
        asked = statements.counted.get() or statements.Count()
        log.info(
            "request",
            extra={
                "method": _method(),
                "status": answer.status_code,
                "ms": round(took * 1000),
                "statements": asked.statements,
                "database_ms": round(asked.seconds * 1000),
            },
        )
    if (voice := current_app.extensions.get("voice")) and not current_app.testing:
        voice.say_now_and_then()
    return answer


def forget(error: BaseException | None = None) -> None:
    """The next request in this thread is another one."""
    if token := g.pop("counted", None):
        statements.counted.reset(token)
    logs.begin()


@bp.get("/metrics", endpoint="metrics")
def metrics_() -> ResponseReturnValue:
    """Numbers for Prometheus: to whoever has the token, or to the operator signed in."""
    if not _may_scrape():
        raise NotFound(_("There is no such page."))
    return metrics.shown(), {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}


def _may_scrape() -> bool:
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    who = visitor()
    return who is not None and OPERATOR in who.post_names


def _method() -> str:
    """The method, if it is one: a stranger may send any word."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return request.method if request.method in known else UNKNOWN
