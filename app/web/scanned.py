"""Put into the record what the scanner refused, although the form it came with was not taken."""

from flask import Flask, Response

from app.foundation import audit, scanning
from app.foundation.database import transaction


def install(app: Flask) -> None:
    """Look after every request."""
    app.before_request(forget)
    app.after_request(note)


def forget() -> None:
    """What was refused before is not this request's."""
    scanning.refused.set(())


def note(answer: Response) -> Response:
    """Record the names of refused files, each once, in a transaction of its own."""
    if names := scanning.refused.get():
        scanning.refused.set(())
        with transaction():
            for name in sorted(set(names)):
                audit.record("upload_refused", subject=name)
    return answer
