"""The tests' PostgreSQL: one server for all workers, one migrated template, one copy a worker.

A test that changed rows is cleaned up after: triggers note which tables were touched, and only
those are emptied and filled again with what the template had in them (tests/support/reset.sql).
"""

import fcntl
import hashlib
import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import make_url, text

from app.foundation import paths, postgres
from app.foundation.database import db
from config import Config

FOLDER = paths.INSTANCE / "test-pg"
# Another server to run the suite on, by the URL of a superuser (`make test-on`).
ELSEWHERE = os.environ.get("TEST_DATABASE_URL", "")
RESET = Path(__file__).with_name("reset.sql")
# A change in any of these may change what a new database looks like.
SOURCES = ("app", "migrations", "forms", "processes", "tests/support")
SUFFIXES = {".py", ".sql", ".bpmn", ".json", ".yaml", ".csv"}
FAST = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def server() -> Iterator[None]:
    """A server that forgets what it has on a power cut, and is quicker for it."""
    if ELSEWHERE:
        FOLDER.parent.mkdir(exist_ok=True)
        yield
        return
    with postgres.running(folder=FOLDER):
        with owner("postgres") as connection:
            if connection.execute("SHOW fsync").fetchone() != ("off",):
                for setting in FAST:
                    connection.execute(
                        sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting))
                    )
                connection.execute("ALTER SYSTEM SET max_connections = 200")
                connection.execute("SELECT pg_reload_conf()")
        yield


def url(database: str, account: str = "") -> str:
    """Where a database of this server is; as who may do everything, or as somebody else."""
    place = make_url(ELSEWHERE or postgres.url(FOLDER)).set(database=database)
    if account:
        place = place.set(username=account)
    return place.render_as_string(hide_password=False)


def owner(database: str) -> psycopg.Connection:
    """A connection that may do everything."""
    return psycopg.connect(url(database), autocommit=True)


def fresh(make_app: Callable[[str], Flask], worker: str) -> str:
    """The URL of a new database for one worker, migrated and filled."""
    database = f"test_{worker}_{os.getpid()}"
    with _alone(), owner("postgres") as connection:
        template = _template(connection, make_app)
        for old in _databases(connection, "test_"):
            if not psutil.pid_exists(int(old.rsplit("_", 1)[1])):
                _drop(connection, old)
        connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
    return url(database)


def _template(connection: psycopg.Connection, make_app: Callable[[str], Flask]) -> str:
    """The database all others are copied from; made once for each state of the sources."""
    name = f"template_{_fingerprint()}"
    known = _databases(connection, "template_")
    if name in known:
        return name
    for old in known:
        _drop(connection, old)
    new = f"{name}_new"
    connection.execute(f'CREATE DATABASE "{new}"')
    _fill(make_app(url(new)))
    with owner(new) as inside:
        inside.execute(RESET.read_text())
        inside.execute("SELECT testing.remember()")
    connection.execute(f'ALTER DATABASE "{new}" RENAME TO "{name}"')
    return name


def drop(of: str) -> None:
    """Throw a worker's database away."""
    with owner("postgres") as connection:
        _drop(connection, make_url(of).database or "")


class Resetter:
    """Puts a worker's database back to what the template was; quick where nothing changed."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("SET session_replication_role = replica")
        self.connection.execute("SET lock_timeout = '2s'")

    def reset(self) -> list[str]:
        """Undo what a test did; returns the tables it had touched."""
        try:
            return self._reset()
        except psycopg.errors.LockNotAvailable:  # somebody left a transaction open
            self.connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return self._reset()

    def _reset(self) -> list[str]:
        row = self.connection.execute("SELECT testing.reset()").fetchone()
        return row[0] if row else []


def _fill(app: Flask) -> None:
    """What `flask setup` does in a demonstration; the models' tables while no migration exists."""
    with app.app_context():
        if any((paths.MIGRATIONS / "versions").glob("*.py")):
            importlib.import_module("app.cli.setup").prepare()
        else:
            db.create_all()
            _let_the_application_in()
        db.session.remove()
        db.engine.dispose()


def _let_the_application_in() -> None:
    """What the first migration will do, roughly."""
    role = db.engine.dialect.identifier_preparer.quote(Config.DATABASE_ROLE)
    with db.engine.begin() as connection:
        known = connection.scalar(text("SELECT to_regrole(:role)"), {"role": role})
        if not known:
            connection.execute(text(f"CREATE ROLE {role}"))
        for kind in ("TABLES", "SEQUENCES"):
            connection.execute(text(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO {role}"))


def _fingerprint() -> str:
    state = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((paths.ROOT / folder).rglob("*")):
            if (
                path.suffix in SUFFIXES
                and "frontend" not in path.parts
                and "static" not in path.parts
            ):
                seen = path.stat()
                state.update(f"{path}{seen.st_mtime_ns}{seen.st_size}".encode())
    return state.hexdigest()[:12]


def _databases(connection: psycopg.Connection, start: str) -> list[str]:
    rows = connection.execute("SELECT datname FROM pg_database").fetchall()
    return [name for (name,) in rows if name.startswith(start)]


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


@contextmanager
def _alone() -> Iterator[None]:
    with open(FOLDER.with_name("test-pg.template.lock"), "w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
