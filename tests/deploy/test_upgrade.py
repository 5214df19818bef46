"""An upgrade that nobody notices: the database first, then one node after the other."""

import io
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from app.foundation import paths, postgres
from app.foundation.database import db
from tests.conftest import _create_app
from tests.deploy.hands import Worker
from tests.setup.processes import PATIENCE, environment, until
from tests.support import database, settings
from tests.support.invariants import check
from tests.support.server import free_port

PREVIOUS = (paths.ROOT / "deploy/PREVIOUS_RELEASE").read_text().strip()
TEXTS = "app/web/translations/zh/LC_MESSAGES/messages.mo"
KEY = "the same on every node, as the book says"


def previous_release() -> bytes:
    """The files of the release before; empty where this copy has no history."""
    said = subprocess.run(
        ["git", "archive", PREVIOUS], cwd=paths.ROOT, capture_output=True, check=False
    )
    return said.stdout if said.returncode == 0 else b""


@pytest.fixture
def old_tree(tmp_path: Path) -> Path:
    """The release before, with the browser code and texts of this one, which do not matter here."""
    if not (files := previous_release()):
        pytest.skip("this copy of the project has no history")
    with tarfile.open(fileobj=io.BytesIO(files)) as archive:
        archive.extractall(tmp_path / "old", filter="data")
    tree = tmp_path / "old"
    (tree / "app/web/static").mkdir(exist_ok=True)
    (tree / "app/web/static/dist").symlink_to(paths.DIST)
    shutil.copy(paths.ROOT / TEXTS, tree / TEXTS)
    return tree


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database."""
    name = "test_upgrade_" + str(threading.get_native_id())
    with database.server(), database.owner("postgres") as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield postgres.url(database.FOLDER, name)
        owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


class Node:
    """One version of the program, on the one database."""

    def __init__(self, tree: Path, url: str, instance: Path) -> None:
        self.tree, self.url = tree, url
        self.own = environment(
            DEMO="1",
            DATABASE_URL=url,
            SECRET_KEY=KEY,
            XIESHANG_INSTANCE=str(instance),
            PYTHONUNBUFFERED="1",
            PYTHONPATH=str(tree),
        )

    def _flask(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "flask", "--app", "wsgi:app", *words]

    def set_up(self) -> None:
        """`flask setup` of this version."""
        done = subprocess.run(
            self._flask("setup"), cwd=self.tree, env=self.own, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    @contextmanager
    def serving(self, folder: Path) -> Iterator[int]:
        """The pages of this version, by gunicorn; the port."""
        port, log = free_port(), folder / f"{self.tree.name}.log"
        with log.open("w") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}"],
                cwd=self.tree, env=self.own, stdout=said, stderr=said,
            )  # fmt: skip
            try:
                until(lambda: ready(port) or process.poll() is not None)
                assert process.poll() is None, log.read_text()
                yield port
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE)
        assert "Traceback" not in log.read_text(), log.read_text()


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def revision(url: str) -> str:
    with psycopg.connect(url) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return found


@pytest.mark.slow
def test_the_release_before_works_on_while_and_after_the_database_is_brought_up_to_date(
    old_tree, url, tmp_path
):
    old, new = Node(old_tree, url, tmp_path / "a"), Node(paths.ROOT, url, tmp_path / "b")
    old.set_up()
    before, stop = revision(url), threading.Event()
    with old.serving(tmp_path) as old_port:
        earlier = Worker(old_port, url, 1, stop)
        earlier.start()
        until(lambda: len(earlier.answered) >= 4 or earlier.strange)

        new.set_up()
        assert revision(url) > before
        done = len(earlier.answered)
        until(lambda: len(earlier.answered) >= done + 4 or earlier.strange)
        assert earlier.strange == []

        with new.serving(tmp_path) as new_port:
            later = Worker(new_port, url, 2, stop)
            later.start()
            until(lambda: len(later.answered) >= 4 or later.strange)
            stop.set()
            for person in (earlier, later):
                person.join(PATIENCE)

            crossed = 0
            for port, cases in ((old_port, later.started), (new_port, earlier.started)):
                hand = Worker(port, url, 3, threading.Event())
                crossed += sum(hand.step(case) for case in cases[-2:])
                assert hand.strange == []
            assert crossed, "a case begun on one version is continued on the other"
    assert earlier.strange == later.strange == []
    assert breaches(url) == []


def breaches(url: str) -> list[str]:
    app = _create_app(settings.on(url))
    with app.app_context():
        found = list(check(db.session))
        db.session.remove()
        db.engine.dispose()
    return found
