"""PostgreSQL of the harness: a server of its own to be stopped, crashed, paused and filled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from app.foundation import paths, postgres
from tests.support.server import free_port

LOGIN = "node"
# As which the machines connect: never the owner, whose places a full server keeps free.
LET_IN = f"CREATE ROLE {LOGIN} LOGIN; GRANT xieshang_app TO {LOGIN}"
OTHERS = "FROM pg_stat_activity WHERE usename = %s AND pid <> pg_backend_pid()"
# Witness of the clocks that rang, by the database's own clock; and what makes it slow.
INSIDE = """
CREATE SCHEMA chaos;
CREATE TABLE chaos.rang (clock_id bigint, due_at timestamptz, at timestamptz);
CREATE TABLE chaos.slow (seconds float, case_id int);
CREATE FUNCTION chaos.witness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO chaos.rang SELECT id, due_at, clock_timestamp() FROM public.clock
    WHERE id = NEW.clock_id;
    RETURN NULL;
END $$;
CREATE TRIGGER chaos AFTER INSERT ON clock_entry FOR EACH ROW WHEN (NEW.event = 'fired')
EXECUTE FUNCTION chaos.witness();
CREATE FUNCTION chaos.dawdle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM pg_sleep(seconds) FROM chaos.slow WHERE case_id IS NULL OR case_id = NEW.instance_id;
    RETURN NULL;
END $$;
CREATE TRIGGER chaos AFTER INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION chaos.dawdle();
"""
MOST = 80
PATIENCE = 60


def _given(values: tuple[Any, ...]) -> Any:
    """By place, or by name where one mapping is given."""
    return values[0] if values and isinstance(values[0], dict) else values or None


class Database:
    """Talked to by the harness directly; by the machines through their wires."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "postgres", free_port()
        self.held = ExitStack()

    def url(self, port: int, login: str = LOGIN) -> str:
        """Where it is, for whoever comes through a wire."""
        return f"postgresql://{login}@127.0.0.1:{port}/xieshang?sslmode=disable&gssencmode=disable"

    @property
    def own_url(self) -> str:
        """The owner's way in."""
        return self.url(self.port, "postgres")

    def make(self, environment: dict[str, str]) -> None:
        """Lay it out, and fill in the demonstration."""
        postgres._make(self.folder)
        self.start()
        with psycopg.connect(self.own_url.replace("/xieshang", "/postgres"), autocommit=True) as c:
            c.execute("CREATE DATABASE xieshang")
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi:app", "setup"],
            cwd=paths.ROOT,
            env=environment | {"DATABASE_URL": self.own_url},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        with psycopg.connect(self.own_url, autocommit=True) as c:
            c.execute(LET_IN)
            c.execute(INSIDE)

    def start(self) -> None:
        """Bring it up, where it is not."""
        if postgres._postmaster(self.folder):
            return
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        options = (
            f"-h 127.0.0.1 -p {self.port} -k '' -c max_connections={MOST}"
            " -c log_min_messages=fatal -c deadlock_timeout=500ms"
        )
        server = postgres._server(self.folder)
        log = str(self.folder / "log")
        postgres._pg_ctl(self.folder, server, "start", "-l", log, "-o", options)

    def stop(self, how: str = "fast") -> None:
        """Stop it: `fast` as an administrator does, `immediate` as a crash."""
        if postgres._postmaster(self.folder):
            self.pause(False)
            postgres._pg_ctl(self.folder, postgres._server(self.folder), "stop", "-m", how)

    def pause(self, still: bool = True) -> None:
        """Let the whole server stand still, or go on."""
        if postmaster := postgres._postmaster(self.folder):
            for one in [postmaster, *postmaster.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    one.send_signal(signal.SIGSTOP if still else signal.SIGCONT)

    def kill_backend(self) -> bool:
        """SIGKILL one of the machines' backends; PostgreSQL then crashes and recovers."""
        busy = f"SELECT pid {OTHERS} ORDER BY xact_start IS NULL, random() LIMIT 1"
        rows = self.sql(busy, LOGIN)
        for (pid,) in rows:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return bool(rows)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look into it, or change it, as its owner; tried again while it is away."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with psycopg.connect(
                    self.own_url, autocommit=True, connect_timeout=5, application_name="chaos"
                ) as connection:
                    cursor = connection.execute(statement, _given(values))  # type: ignore[arg-type]
                    return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def one(self, statement: str, *values: Any) -> Any:
        """The single value of a row."""
        return self.sql(statement, *values)[0][0]

    def busy(self) -> int:
        """How many of the machines are in a transaction now."""
        return int(self.one(f"SELECT count(*) {OTHERS} AND xact_start IS NOT NULL", LOGIN))

    @contextmanager
    def session(self, login: str = "postgres") -> Iterator[psycopg.Connection]:
        """A session of somebody who sits at the database, in a transaction; rolled back."""
        connection = psycopg.connect(self.url(self.port, login), connect_timeout=5)
        try:
            yield connection
        finally:
            with suppress(psycopg.Error):
                connection.rollback()
            connection.close()

    def heal(self) -> None:
        """Up, awake, and rid of what a fault left in it."""
        self.held.close()
        self.pause(False)
        self.start()
        self.sql("DELETE FROM chaos.slow")
