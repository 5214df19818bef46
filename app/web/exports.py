"""Exports of the catalogues and of single entries, open to everybody as far as they may see them.

What one may not see is not in it.  CSV, JSON, XML, Turtle and JSON-LD are sent as they are made, so
that a catalogue of any size needs the memory of one batch.
"""

from collections.abc import Generator, Iterator
from contextvars import Context, copy_context

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from limits import parse
from werkzeug.exceptions import TooManyRequests

from app.domain.catalogue.transfer import exporting
from app.domain.catalogue.transfer.dcat import Site
from app.domain.catalogue.transfer.exporting import MEDIA_TYPES, Wanted
from app.foundation.database import db
from app.foundation.files import attachment_header
from app.foundation.identity import throttle
from app.web import rationing
from app.web.viewing import viewer

# Of strangers, from one address: enough for every catalogue in every format, twice.
STRANGERS = parse("60 per hour")
LONGEST = 40


def export(format: str, catalogue: str = "", kind: str = "", id: str = "") -> ResponseReturnValue:
    """A catalogue, or one of its entries, as a file."""
    if kind:
        catalogue = exporting.catalogue_of(kind, id[:LONGEST])
    unit = "" if kind else request.args.get("unit", "").strip()[:LONGEST].replace("\x00", "")
    wanted = Wanted(catalogue, format, viewer(), unit_code=unit, entry_id=id[:LONGEST])
    exporting.check(wanted)
    if request.method == "HEAD":
        return answer(iter(()), wanted.filename, MEDIA_TYPES[format])
    _limit()
    pieces = exporting.stream(wanted, site())
    return answer(_in_context(copy_context(), pieces), wanted.filename, MEDIA_TYPES[format])


def answer(pieces: Iterator[bytes], filename: str, media_type: str) -> Response:
    """A file to be saved under its name, whatever signs are in it."""
    made = Response(pieces, mimetype=media_type)
    made.headers["Content-Type"] = media_type
    made.headers["Content-Disposition"] = attachment_header(filename)
    made.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return made


def site() -> Site:
    """Where the catalogue is on the web, and who publishes it."""
    base = (current_app.config["PUBLIC_URL"] or request.url_root).rstrip("/") + "/"
    return Site(base, exporting.publisher())


def _in_context(here: Context, pieces: Generator[bytes]) -> Iterator[bytes]:
    """Make each piece as in the request, also when a server asks for it elsewhere and later.

    Whoever stops reading in the middle leaves no connection behind.
    """
    try:
        while (piece := here.run(next, pieces, None)) is not None:
            yield piece
    finally:
        here.run(pieces.close)
        here.run(db.session.remove)


def _limit() -> None:
    if current_user.is_authenticated:
        rationing.admit(current_user.id)
        return
    if not current_app.config["RATELIMIT_ENABLED"]:
        return
    where = throttle.network(request.remote_addr or "")
    if not throttle.limiter.hit(STRANGERS, "export", where):
        raise TooManyRequests(retry_after=STRANGERS.get_expiry())
