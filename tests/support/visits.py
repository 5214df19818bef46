"""Who is inside the live server: a page of the last test must write nothing into the next."""

import secrets
import threading
from collections.abc import Iterable
from typing import Any

from flask import Flask

PATIENCE = 60


class Visits:
    """Counts the requests under way; sessions end when the test does."""

    def __init__(self, app: Flask) -> None:
        self.app, self.enter = app, app.wsgi_app
        self.inside, self.changed = 0, threading.Condition()
        app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Let a request in and out again."""
        with self.changed:
            self.inside += 1
        try:
            return self.enter(environ, start_response)
        finally:
            with self.changed:
                self.inside -= 1
                self.changed.notify_all()

    def end(self) -> None:
        """From now on nobody is signed in; returns when the last request has been answered.

        A page that is closed sends its draft, which may arrive after the test has ended.
        """
        self.app.config["SECRET_KEY"] = secrets.token_hex(32)
        with self.changed:
            assert self.changed.wait_for(lambda: not self.inside, PATIENCE), "a request hangs"
