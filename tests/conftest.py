"""What tests ask for by name: `app`, `client`, `sign_in`, `base_url` and, for browsers, `page`.

A test that names one of the first three, or `base_url`, gets a database as `flask setup` leaves
it, whatever the tests before it did.  Others never start the server.
"""

import importlib
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, session
from flask_login import login_user
from playwright.sync_api import expect
from werkzeug.serving import make_server

from app.foundation.database import db
from app.foundation.identity import passwords
from tests.support import browser, database, settings
from tests.support.client import Client
from tests.support.order import pytest_collection_finish, pytest_collection_modifyitems
from tests.support.visits import Visits

# Hooks are found where they are named.
__all__ = ["pytest_collection_finish", "pytest_collection_modifyitems"]
NEED_DATABASE = {"app", "database_url", "base_url"}


def _create_app(config: type[settings.TestConfig]) -> Flask:
    # Not at the top: a fault in one module of the house must not stop the tests of another.
    return importlib.import_module("app.factory").create_app(config)


def pytest_configure() -> None:
    """Signals that are heard, and passwords that are checked quickly."""
    # Under nohup, or in the background, programs started by tests would be deaf to signals.
    for sign in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(sign) == signal.SIG_IGN:
            signal.signal(sign, lambda *_: None)  # what is started begins with the default
    # Thousands sign in: the same hash, made with the least work that argon2 knows.
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def database_url(worker_id: str) -> Iterator[str]:
    """This worker's own database."""

    def make_app(url: str) -> Flask:
        return _create_app(settings.on(url, as_owner=True))

    with database.server():
        url = database.fresh(make_app, worker_id)
        yield url
        database.drop(url)


@pytest.fixture(scope="session")
def shared_app(database_url: str) -> Iterator[Flask]:
    """The application; made once for each worker."""
    app = _create_app(settings.on(database_url))
    app.test_client_class = Client
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def resetter(database_url: str) -> Iterator[database.Resetter]:
    """Puts the database back after each test."""
    resetter = database.Resetter(database_url)
    yield resetter
    resetter.connection.close()


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The application, with its context open for the test's own reading and building."""
    with shared_app.app_context():
        yield shared_app
        db.session.remove()


@pytest.fixture(autouse=True)
def db_clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Undo in the database what the test did, where it used one."""
    if not NEED_DATABASE & set(request.fixturenames):
        yield
        return
    resetter = request.getfixturevalue("resetter")
    visits = request.getfixturevalue("visits") if "base_url" in request.fixturenames else None
    yield
    if visits:
        visits.end()
    if "release" in resetter.reset():  # its number will be given to another one
        importlib.import_module("app.workflow.definitions").forget_all()


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser without a screen, not signed in."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Any], Client]:
    """`sign_in(user)` returns a client that this person is signed in with."""

    def sign_in(user: Any) -> Client:
        client: Client = app.test_client()  # type: ignore[assignment]
        with app.test_request_context(environ_overrides=client.environ_base):
            login_user(user)
            signed = dict(session)
        with client.session_transaction() as kept:
            kept.update(signed)
        return client

    return sign_in


# --- Real browsers


@pytest.fixture(scope="session")
def visits(database_url: str) -> Visits:
    """The application for real browsers, with CSRF as in production, and who is inside."""
    return Visits(_create_app(settings.on(database_url, WTF_CSRF_ENABLED=True)))


@pytest.fixture(scope="session")
def live_server(visits: Visits) -> Iterator[str]:
    """The application over HTTP; its address."""
    server = make_server("127.0.0.1", 0, visits.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=5)
    with visits.app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def base_url(request: pytest.FixtureRequest) -> str | None:
    """Where relative addresses in browser tests start."""
    return request.getfixturevalue("live_server")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's Chromium; playwright's own would be a download."""
    expect.set_options(timeout=20_000)  # a machine under load is slow, not wrong
    path = browser.find()
    if not path:
        (pytest.fail if browser.required() else pytest.skip)(browser.HELP)
    return {**browser_type_launch_args, "executable_path": path, "args": browser.FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """People in Beijing, at a desk."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1280, "height": 800},
    }
