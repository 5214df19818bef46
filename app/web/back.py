"""Coming back to a page of ours, never to another site's."""

import re
from urllib.parse import urlencode, urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

# A browser reads `//host` and `/\host` as another site, and drops control characters.
OURS = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
LONGEST = 2000


def safe_path(path: str | None) -> str:
    """The path, if it is one of ours; else the first page."""
    fallback = url_for("home")
    if not path or len(path) > LONGEST or not OURS.fullmatch(path):
        return fallback
    parts = urlsplit(path)
    return fallback if parts.scheme or parts.netloc else path


def this_page() -> str:
    """Where to come back to: this page; after a form was sent, the page of the same address."""
    if request.method in {"GET", "HEAD"}:
        return request.full_path.removesuffix("?")
    return request.path if _can_be_read(request.path) else url_for("home")


def wanted(otherwise: str) -> str:
    """Where the form that was sent asks to come back to; if nowhere, the usual page."""
    asked = request.form.get("next")
    return safe_path(asked) if asked else otherwise


def started(**asked: str) -> str:
    """The form on this very page, started anew as these questions in the address ask."""
    return f"{request.path}?{urlencode(asked)}#h-form"


def _can_be_read(path: str) -> bool:
    try:
        adapter = current_app.create_url_adapter(request)
        return bool(adapter and adapter.match(path, method="GET"))
    except HTTPException:
        return False
