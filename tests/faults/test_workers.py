"""Workers that are killed: what they were at is done by another, within half a minute."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.foundation import notices, paths
from app.foundation.database import db, transaction
from tests.setup.processes import PATIENCE, until
from tests.support.people import account
from tests.support.settings import TestConfig

HALF_A_MINUTE = 30
LAST = "SELECT last_value FROM procrastinate_workers_id_seq"
LANES = 3
# Somebody is putting the job of a dead worker back, and cannot go on.
IN_THE_ACT = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND wait_event_type = 'Lock' AND query LIKE '%procrastinate_retry_job%'"""


class Deaf(socketserver.StreamRequestHandler):
    """A mail server that lets whoever calls wait, until it listens."""

    server: Any

    def handle(self) -> None:
        self.server.calls += 1
        while not self.server.listens.wait(1):
            self.wfile.write(b"220-wait\r\n")  # or whoever calls would not wait for long
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
                self.server.letters += 1
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 yes\r\n")


@pytest.fixture
def mail_server() -> Iterator[socketserver.ThreadingTCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Deaf) as server:
        server.daemon_threads = True
        server.calls = server.letters = 0
        server.listens = threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.listens.set()
        server.shutdown()


@pytest.fixture
def workers(app, database_url, mail_server, tmp_path) -> Iterator["Workers"]:
    made = Workers(database_url, mail_server.server_address[1], tmp_path)
    yield made
    for process in made.processes:
        process.kill()
        process.wait(PATIENCE)


class Workers:
    """`flask worker`, as often as wanted."""

    def __init__(self, url: str, port: int, folder: Path) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        self.log = folder / "workers.log"
        usual = {k: v for k, v in os.environ.items() if k not in ("RUN_JOBS", "DATABASE_ROLE")}
        self.environment = usual | {
            "DATABASE_URL": url, "DEMO": "1", "SECRET_KEY": TestConfig.SECRET_KEY,
            "XIESHANG_INSTANCE": str(folder), "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port),
        }  # fmt: skip

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi:app", "worker"],
                cwd=paths.ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log,
            )  # fmt: skip
        self.processes.append(process)
        return process


def count(onlooker: psycopg.Connection, statement: str) -> int:
    return onlooker.execute(statement).fetchone()[0]


@pytest.mark.slow
def test_a_killed_workers_job_is_done_by_another_also_when_the_one_that_notices_is_killed(
    workers, mail_server, database_url
):
    with transaction():
        notices.queue("data_provided", instance_id=None, accounts=[account("gsj_share").id])
        notices.deliver()
    db.session.remove()
    with psycopg.connect(database_url, autocommit=True) as onlooker:
        first = workers.start()
        until(lambda: mail_server.calls == 1)
        second = workers.start()
        until(lambda: count(onlooker, LAST) == 2 * LANES)

        with psycopg.connect(database_url) as holder:
            holder.execute("LOCK TABLE procrastinate_events IN SHARE MODE")
            first.kill()
            until(lambda: count(onlooker, IN_THE_ACT) == 1)
            second.kill()
            third = workers.start()
            until(lambda: count(onlooker, LAST) == 3 * LANES)
            killed = time.monotonic()
            holder.rollback()
        mail_server.listens.set()
        until(lambda: mail_server.letters == 1)
        assert time.monotonic() - killed < HALF_A_MINUTE, workers.log.read_text()[-3000:]
        until(lambda: count(onlooker, "SELECT count(*) FROM procrastinate_jobs") == 0)
        until(lambda: count(onlooker, "SELECT count(*) FROM notice WHERE mailed_at IS NULL") == 0)

        third.send_signal(signal.SIGTERM)
        assert third.wait(HALF_A_MINUTE) == 0
        assert mail_server.letters == 1
