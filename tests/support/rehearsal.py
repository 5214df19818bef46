"""The application on a connection whose changes last for one request: asked anything, it stays.

Within a request everything is as always: what was committed is seen, what was rolled back is
gone.  When the answer has arrived, all of it is undone.  So thousands of requests, deeds among
them, meet the same data, and none has to be put back.
"""

import importlib
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.pool import StaticPool
from werkzeug.test import TestResponse

from app.foundation.database import db
from tests.support import settings
from tests.support.client import Client

MARK = "rehearsed"


class Rehearsal:
    """Clients whose deeds have no effect; `close` when done."""

    def __init__(self, url: str, **more: object) -> None:
        config = settings.on(url, **more)
        options = dict(config.SQLALCHEMY_ENGINE_OPTIONS)
        options = {"connect_args": options["connect_args"], "poolclass": StaticPool}
        config.SQLALCHEMY_ENGINE_OPTIONS = options | {"pool_reset_on_return": None}
        self.app: Flask = importlib.import_module("app.factory").create_app(config)
        self.app.test_client_class = Client
        with self.app.app_context():
            self.engine = db.engine
        self.raw = self._without_effect(self.engine)

    def _without_effect(self, engine: Engine) -> Any:
        with engine.connect() as first:
            raw = first.connection.dbapi_connection
            first.rollback()
        depth = 0

        @event.listens_for(engine, "begin")
        def begin(_connection: Any) -> None:
            nonlocal depth
            depth += 1
            raw.execute(f"SAVEPOINT {MARK}")

        def commit(_raw: Any) -> None:
            nonlocal depth
            if depth:
                depth -= 1
                raw.execute(f"RELEASE SAVEPOINT {MARK}")

        def rollback(_raw: Any) -> None:
            nonlocal depth
            if depth:
                depth -= 1
                raw.execute(f"ROLLBACK TO SAVEPOINT {MARK}")
                raw.execute(f"RELEASE SAVEPOINT {MARK}")

        def undo() -> None:
            nonlocal depth
            depth = 0
            raw.rollback()

        self.undo = undo
        engine.dialect.do_commit = commit  # type: ignore[method-assign]
        engine.dialect.do_rollback = rollback  # type: ignore[method-assign]
        return raw

    def client(self, like: Client | None) -> Client:
        """A client that is signed in as that one is; of nobody, a stranger's."""
        client: Client = self.app.test_client()  # type: ignore[assignment]
        if like is not None:
            name = str(self.app.config["SESSION_COOKIE_NAME"])
            kept = like.get_cookie(name)
            assert kept is not None
            client.set_cookie(name, kept.value)
        return client

    def ask(self, client: Client, path: str, **how: Any) -> TestResponse:
        """Send a request, read the whole answer, and undo what it did."""
        name = str(self.app.config["SESSION_COOKIE_NAME"])
        before = client.get_cookie(name)
        try:
            answer = client.open(path, **how)
            answer.get_data()
            return answer
        finally:
            self.undo()
            if before is not None:
                client.set_cookie(name, before.value)

    def show_nothing(self) -> None:
        """From now on pages stay empty: who only wants to know the status need not wait for them.

        Everything that a view asks and decides before it shows its page is as always.
        """
        self.app.jinja_env.get_or_select_template = _Nothing  # type: ignore[assignment,method-assign]
        self.app.template_context_processors.clear()

    def close(self) -> None:
        """Let the connection go."""
        self.undo()
        self.raw.close()


class _Nothing:
    """A template without a word."""

    def __init__(self, *_names: Any) -> None:
        self.name = ""

    def render(self, *_context: Any) -> str:
        """Nothing."""
        return ""
