"""The record can only grow: the database itself refuses anything else."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.foundation import audit
from app.foundation.database import db, transaction
from app.foundation.identity import acting

CHANGES = [
    "UPDATE audit_entry SET actor = 'somebody else'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
]


@pytest.fixture
def recorded(app) -> None:
    with transaction(), acting.as_system("test"):
        audit.record("something happened", subject="test")


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_may_not_change_the_record(recorded, change):
    with pytest.raises(ProgrammingError, match=r"permission denied|append-only"):
        db.session.execute(text(change))
    db.session.rollback()
    assert db.session.query(audit.AuditEntry).count() >= 1


@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_of_the_database_is_stopped_too(recorded, database_url, change):
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only")
    with psycopg.connect(database_url, autocommit=True) as owner, refused:
        owner.execute(change)


def test_the_application_does_not_work_as_the_owner(app):
    who, is_super = db.session.execute(
        text("SELECT current_user, usesuper FROM pg_user WHERE usename = session_user")
    ).one()
    assert who == app.config["DATABASE_ROLE"]
    assert who != db.session.scalar(text("SELECT session_user")) or not is_super


def test_an_entry_says_who_and_when(recorded):
    entry = db.session.query(audit.AuditEntry).order_by(audit.AuditEntry.id.desc()).first()
    assert (entry.actor, entry.account_id, entry.action) == ("test", None, "something happened")
    assert entry.at is not None


def test_a_rolled_back_command_leaves_no_entry(app):
    before = db.session.query(audit.AuditEntry).count()
    with pytest.raises(RuntimeError), transaction():
        audit.record("never happened")
        raise RuntimeError
    assert db.session.query(audit.AuditEntry).count() == before
