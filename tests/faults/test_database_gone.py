"""PostgreSQL gone for ten seconds: a clear answer meanwhile, and everything goes on by itself."""

import secrets
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.factory import create_app
from app.foundation import postgres
from app.foundation.database import db
from app.scenarios.page import raw
from tests.chaos.people import START
from tests.setup.processes import PATIENCE, flask, until
from tests.support import settings
from tests.support.desks import APPLICATION
from tests.support.http import Person, Reply
from tests.support.invariants import check
from tests.support.server import Server

SECONDS = 10
OPEN = "SELECT id FROM task WHERE instance_id = %s AND closed_at IS NULL"


class Place:
    """A server, and a database of its own that can be taken away."""

    def __init__(self, url: str, folder: Path, server: Server) -> None:
        self.url, self.folder, self.server = url, folder, server
        self.applicant = Person.signed_in(server.port, "jtw_share")
        self.head = Person.signed_in(server.port, "jtw_head")

    def take_away(self) -> None:
        """Crash PostgreSQL."""
        postmaster = postgres._postmaster(self.folder)
        assert postmaster
        postmaster.send_signal(signal.SIGQUIT)
        until(lambda: not postmaster.is_running())

    def give_back(self) -> None:
        """Start it again; whoever holds the folder keeps it running."""
        with postgres.running(folder=self.folder):
            pass

    def apply(self) -> tuple[int, str]:
        """An application, and the address of the task that it opens."""
        key = [("submission_key", secrets.token_hex(8))]
        case = int(self.applicant.post(START, raw(APPLICATION) + key).location.rsplit("/", 1)[1])
        return case, f"/tasks/{self.ask(OPEN, case)}"

    def ask(self, statement: str, *values: object) -> int:
        with psycopg.connect(self.url) as connection:
            row = connection.execute(statement, values).fetchone()
        assert row
        return int(row[0])

    def breaches(self) -> list[str]:
        with create_app(settings.on(self.url)).app_context():
            found = check(db.session)
            db.session.remove()
            db.engine.dispose()
        return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("gone")
    with postgres.running(folder=folder / "pg") as url:
        done = flask("setup", DATABASE_URL=url, DEMO="1", XIESHANG_INSTANCE=str(folder))
        assert done.returncode == 0, done.stderr
        server = Server(url, folder, "--workers", "2", "--config", "python:tests.faults.ticking")
        server.start()
        try:
            server.wait()
            yield Place(url, folder / "pg", server)
        finally:
            server.kill()


def approve(place: Place, path: str) -> Reply:
    return place.head.post(path, [("outcome", "approve")])


def test_it_goes_on_by_itself_and_nothing_is_half_done(place):
    place.apply()
    case, path = place.apply()
    _, waiting = place.apply()
    assert approve(place, waiting).status == 302
    workers = {worker.pid for worker in place.server.children()}

    cut_off = approve_while_it_goes(place, path)
    meanwhile = use_it_for(SECONDS, place, path)
    place.give_back()
    until(lambda: place.head.get("/tasks/").status == 200)

    assert is_the_page_that_says_wait(cut_off)
    assert len(meanwhile) > 3
    assert all(is_the_page_that_says_wait(reply) for reply in meanwhile)
    assert {worker.pid for worker in place.server.children()} == workers
    assert place.breaches() == []
    assert place.ask("SELECT count(*) FROM task WHERE instance_id = %s", case) == 2
    assert approve(place, path).location == f"/cases/{case}"
    assert place.breaches() == []


def approve_while_it_goes(place: Place, path: str) -> Reply:
    """An approval that has written half of its rows when the database goes."""
    got: list[Reply] = []
    with psycopg.connect(place.url) as holder:
        holder.execute("SELECT * FROM number_sequence FOR UPDATE")
        sent = threading.Thread(target=lambda: got.append(approve(place, path)))
        sent.start()
        until(lambda: place.ask("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        place.take_away()
        sent.join(PATIENCE)
        holder.close()
    return got[0]


def use_it_for(seconds: float, place: Place, path: str) -> list[Reply]:
    """What people are told who go on reading and answering."""
    got, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        got += [place.applicant.get("/tasks/"), approve(place, path)]
        assert place.applicant.get("/healthz").status == 200
        assert place.applicant.get("/readyz").status == 503
        time.sleep(0.3)
    return got


def is_the_page_that_says_wait(reply: Reply) -> bool:
    told = reply.status == 503 and int(reply.retry_after) > 0
    return told and "没有任何改动" in reply.text
