"""A backup is one that was put back: dump, destroy, restore, and everything holds and goes on."""

import io
import os
import subprocess
import threading

import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from app.foundation import files, paths, postgres
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.workflow.models import Task
from tests.conftest import _create_app
from tests.support import database, settings
from tests.support.client import Client
from tests.support.desks import APPROVED, Desks
from tests.support.invariants import check
from tests.support.people import account
from tests.workflow.forms.test_filetypes import PDF

CHECKS = (("files", "verify"), ("audit", "verify"), ("keeping", "verify"))


def script(name, url, *words, status=0):
    """Run one of the operator's scripts."""
    own = {"DATABASE_OWNER_URL": url, "PG_BIN": str(postgres._server(database.FOLDER).bin_path)}
    done = subprocess.run(
        ["bash", str(paths.ROOT / "deploy" / name), *words],
        env=os.environ | own, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    return (done.stdout + done.stderr).strip()


@pytest.fixture
def site(database_url):
    """An installation of its own: makes its application, and throws its database away."""
    with database.server(), database.owner("postgres") as owner:

        class Site:
            name = f"test_backup_{threading.get_native_id()}"
            url = postgres.url(database.FOLDER, name)

            def create(self, like=""):
                template = f" TEMPLATE {sql.Identifier(like).as_string()}" if like else ""
                owner.execute(f'CREATE DATABASE "{self.name}"{template}')

            def destroy(self):
                owner.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

            def application(self) -> Flask:
                app = _create_app(settings.on(self.url))
                app.test_client_class = Client
                return app

        one = Site()
        (template,) = database._databases(owner, "template_")
        one.create(like=template)
        yield one
        one.destroy()


@pytest.mark.slow
def test_after_everything_is_lost_a_backup_brings_it_back_and_work_goes_on(site, tmp_path):
    app = site.application()
    with app.app_context():
        desks = Desks(app)
        desks.apply()
        desks.walk(APPROVED)
        case, paper = desks.apply(), attach()
        before = counted()
        db.session.remove()
        db.engine.dispose()
    file = script("backup.sh", site.url, str(tmp_path / "backups"))

    site.destroy()
    site.create()
    script("restore.sh", site.url, file)

    app = site.application()
    with app.app_context():
        assert app.test_cli_runner().invoke(args=["setup"]).exit_code == 0
        assert counted() == before
        assert list(check(db.session)) == []
        assert content(paper) == PDF
        for words in CHECKS:
            done = app.test_cli_runner().invoke(args=words)
            assert done.exit_code == 0, (words, done.output)
        desks = Desks(app)
        desks.walk(APPROVED)
        reached = select(Task.instance_id).where(Task.name == "provider_response")
        assert case in set(db.session.scalars(reached))
        db.session.remove()
        db.engine.dispose()


def test_a_backup_that_was_changed_is_not_put_back(site, tmp_path):
    file = script("backup.sh", site.url, str(tmp_path / "backups"))
    with open(file, "r+b") as dump:
        dump.seek(-1, io.SEEK_END)
        dump.write(b"?")
    site.destroy()
    site.create()

    said = script("restore.sh", site.url, file, status=1)

    assert "its hash differs" in said


def test_a_backup_is_not_put_over_what_is_there(site, tmp_path):
    file = script("backup.sh", site.url, str(tmp_path / "backups"))

    said = script("restore.sh", site.url, file, status=1)

    assert "restore into an empty one" in said


def counted():
    """How many entries the record has, and tasks there are."""
    asked = select(func.count(AuditEntry.id)), select(func.count(Task.id))
    return [db.session.scalar(one) for one in asked]


def attach():
    """Somebody's paper, kept where this installation keeps files."""
    upload = FileStorage(io.BytesIO(PDF), "方案.pdf")
    with transaction():
        kept = files.store(upload, "attachments", account("jtw_share"))
    return kept.id


def content(paper):
    """What a paper says."""
    with files.read(db.session.get_one(files.Attachment, paper)) as kept:
        return kept.read()
